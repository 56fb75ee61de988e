package dev.gatehouse.it;

import java.nio.file.Path;
import java.util.Map;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The files that ship, unchanged, in the form Arquillian wants them. */
public final class Archives {
    private Archives() {}

    /**
     * The WAR, and a new base directory for it.
     *
     * @param name the WAR's file name, from which most containers make the context path
     */
    public static WebArchive war(String name, String baseDirectory, String config) {
        ItFiles.baseDirectory(baseDirectory, config, Map.of());
        return war(name);
    }

    /** The WAR, for a base directory that is there. */
    public static WebArchive war(String name) {
        return read(WebArchive.class, name, ItFiles.war());
    }

    /** The jar on the class path that this class is from. */
    public static JavaArchive jarOf(Class<?> type, String name) {
        return read(JavaArchive.class, name, ItFiles.jarOf(type));
    }

    public static EnterpriseArchive ear(String baseDirectory, String config) {
        ItFiles.baseDirectory(baseDirectory, config, Map.of());
        return read(EnterpriseArchive.class, "gatehouse.ear", ItFiles.ear());
    }

    private static <T extends Archive<T>> T read(Class<T> kind, String name, Path file) {
        return ShrinkWrap.create(ZipImporter.class, name).importFrom(file.toFile()).as(kind);
    }
}
