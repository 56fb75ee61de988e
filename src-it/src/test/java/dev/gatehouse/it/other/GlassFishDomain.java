package dev.gatehouse.it.other;

import dev.gatehouse.it.Installed;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A new domain of a GlassFish, on loopback addresses only, with the WAR in its {@code autodeploy}. */
final class GlassFishDomain {
    private GlassFishDomain() {}

    static Installed.Started start(String name, Path home, String config) throws IOException {
        Path base = ItFiles.baseDirectory(name, config, Map.of());
        Path domains = ItFiles.fresh(name + "-domains");
        List<String> asadmin = List.of("sh", home.resolve("bin/asadmin").toString());
        int portBase = ServerProcess.freePort() / 100 * 100;
        ServerProcess.run(
                name + "-domain",
                domains,
                List.of(
                        asadmin.get(0),
                        asadmin.get(1),
                        "create-domain",
                        "--nopassword",
                        "--portbase",
                        Integer.toString(portBase),
                        "--domaindir",
                        domains.toString(),
                        "it"));
        Path domain = domains.resolve("it");
        Path xml = domain.resolve("config/domain.xml");
        Files.writeString(
                xml,
                Files.readString(xml)
                        .replace("address=\"0.0.0.0\"", "address=\"127.0.0.1\"")
                        .replaceAll(
                                "<network-listener (?![^>]*address=)",
                                "<network-listener address=\"127.0.0.1\" ")
                        .replaceFirst(
                                "<jvm-options>",
                                "<jvm-options>-Dgatehouse.basedir="
                                        + base
                                        + "</jvm-options><jvm-options>"));
        Files.copy(
                ItFiles.war(),
                Files.createDirectories(domain.resolve("autodeploy")).resolve("gatehouse.war"));
        ServerProcess process =
                ServerProcess.start(
                        name,
                        domain,
                        List.of(
                                asadmin.get(0),
                                asadmin.get(1),
                                "start-domain",
                                "--verbose",
                                "--domaindir",
                                domains.toString(),
                                "it"));
        return new Installed.Started(
                process, URI.create("http://127.0.0.1:" + (portBase + 80) + "/gatehouse/"));
    }
}
