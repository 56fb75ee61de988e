package dev.gatehouse.data.rootlink;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.query.QueryInMemory;
import java.util.List;
import java.util.function.Supplier;

/**
 * Root links: the collections that the root of the API names, in the catalogue's order. They say nothing of any row, and
 * so are everybody's. Deprecated in Buildbot, kept for its clients.
 */
public final class RootlinkType {

    private RootlinkType() {}

    /**
     * @param types the whole catalogue; asked for at each request
     */
    public static ResourceType<Rootlink> of(Supplier<List<ResourceType<?>>> types) {
        return ResourceType.of("rootlink", "rootlinks", Rootlink.class)
                .scope(link -> Scope.ofEverybody())
                .many(
                        "/",
                        (path, query) ->
                                QueryInMemory.page(
                                        Rootlink.class,
                                        links(types.get()),
                                        query,
                                        link -> Scope.ofEverybody()));
    }

    private static List<Rootlink> links(List<ResourceType<?>> types) {
        return types.stream()
                .filter(ResourceType::isRootlink)
                .map(type -> new Rootlink(type.plural()))
                .toList();
    }
}
