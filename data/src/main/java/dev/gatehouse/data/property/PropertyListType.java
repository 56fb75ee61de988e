package dev.gatehouse.data.property;

import dev.gatehouse.data.catalog.ResourceType;

/** Properties as a list that can be filtered and read page by page. */
public final class PropertyListType {

    private PropertyListType() {}

    public static ResourceType<Property> of(PropertyStore properties) {
        return ResourceType.of("_property", "_properties", Property.class)
                .scope(Property::scope)
                .many(
                        "/builds/n:buildid/property_list",
                        (path, query) -> properties.listOfBuild(path.id("buildid"), query))
                .many(
                        "/buildsets/n:bsid/properties_list",
                        (path, query) -> properties.listOfBuildset(path.id("bsid"), query))
                .many(
                        "/changes/n:changeid/properties_list",
                        (path, query) -> properties.listOfChange(path.id("changeid"), query));
    }
}
