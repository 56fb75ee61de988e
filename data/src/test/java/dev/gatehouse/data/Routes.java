package dev.gatehouse.data;

import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.PathPattern;
import dev.gatehouse.data.catalog.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** Every path of the table, filled for the farm that the recorded databases are of. */
final class Routes {
    private final Catalog catalog;
    private final List<String> builderNames;

    /** A path pattern of a type, and how to fill it. */
    record Route(ResourceType<?> type, Endpoint<?> endpoint) {
        @Override
        public String toString() {
            return endpoint.pattern().text();
        }
    }

    /**
     * @param builderNames in the order of the builders' ids, which begin with 1
     */
    Routes(Catalog catalog, List<String> builderNames) {
        this.catalog = catalog;
        this.builderNames = List.copyOf(builderNames);
    }

    List<Route> all() {
        List<Route> routes = new ArrayList<>();
        catalog.types()
                .forEach(type -> type.endpoints().forEach(e -> routes.add(new Route(type, e))));
        return routes;
    }

    List<String> path(Route route, long id) {
        PathPattern pattern = route.endpoint().pattern();
        List<String> path = new ArrayList<>();
        for (int place = 0; place < pattern.elements().size(); place++) {
            path.add(
                    pattern.kind(place) == PathPattern.Kind.LITERAL
                            ? pattern.name(place)
                            : value(route, pattern.name(place), id));
        }
        return path;
    }

    private String value(Route route, String name, long id) {
        return switch (name) {
            case "number", "build_number", "step_number", "masterid" -> "1";
            case "log_slug" -> "stdio";
            case "step_name" -> "worker_preparation";
            case "buildername" ->
                    id <= builderNames.size() ? builderNames.get((int) id - 1) : "nobody's";
            case "name" -> route.toString().contains("/data/") ? "blob" : "w" + id;
            case "projectname" -> id == 1 ? "demo" : "other";
            case "codebasename" -> "main";
            case "commitid1" -> "1";
            default -> Long.toString(id);
        };
    }
}
