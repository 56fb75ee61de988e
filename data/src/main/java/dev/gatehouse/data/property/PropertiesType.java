package dev.gatehouse.data.property;

import dev.gatehouse.data.catalog.ResourceType;
import java.util.Optional;

/** All properties of a build or a buildset at once. Of an unknown one there are none. */
public final class PropertiesType {

    private PropertiesType() {}

    public static ResourceType<SourcedProperties> of(PropertyStore properties) {
        return ResourceType.of("sourcedproperties", "properties", SourcedProperties.class)
                .event("/builds/:buildid/properties")
                .scope(properties::scopeOf)
                .one(
                        "/builds/n:buildid/properties",
                        path -> Optional.of(properties.ofBuild(path.id("buildid"))))
                .one(
                        "/builders/n:builderid/builds/n:build_number/properties",
                        path ->
                                Optional.of(
                                        properties.ofBuild(
                                                path.id("builderid"), path.id("build_number"))))
                .one(
                        "/buildsets/n:bsid/properties",
                        path -> Optional.of(properties.ofBuildset(path.id("bsid"))));
    }
}
