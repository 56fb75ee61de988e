package dev.gatehouse.data.spec;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.catalog.TypeSpec;
import dev.gatehouse.data.query.QueryInMemory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The API's description of itself: one item for every path pattern of the catalogue, sorted by path. It says nothing of
 * any row, and so is everybody's.
 */
public final class SpecType {

    private SpecType() {}

    /**
     * @param types the whole catalogue, with this type in it; asked for at each request
     */
    public static ResourceType<Spec> of(Supplier<List<ResourceType<?>>> types) {
        return ResourceType.of("spec", "specs", Spec.class)
                .scope(spec -> Scope.ofEverybody())
                .many(
                        "/application.spec",
                        (path, query) ->
                                QueryInMemory.page(
                                        Spec.class,
                                        specs(types.get()),
                                        query,
                                        spec -> Scope.ofEverybody()));
    }

    private static List<Spec> specs(List<ResourceType<?>> types) {
        return types.stream()
                .flatMap(SpecType::specs)
                .sorted(Comparator.comparing(Spec::path))
                .toList();
    }

    private static Stream<Spec> specs(ResourceType<?> type) {
        Map<String, Object> spec = TypeSpec.of(type);
        return type.endpoints().stream()
                .map(
                        endpoint ->
                                new Spec(
                                        String.join("/", endpoint.pattern().elements()),
                                        type.name(),
                                        type.plural(),
                                        spec));
    }
}
