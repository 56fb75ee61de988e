package dev.gatehouse.data.buildrequest;

import static dev.gatehouse.data.query.Operator.EQ;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.Action.Reached;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.property.PropertyStore;
import org.jspecify.annotations.Nullable;

/** Buildrequests: wishes for builds. */
public final class BuildrequestType {

    private BuildrequestType() {}

    public static ResourceType<Buildrequest> of(
            BuildrequestStore buildrequests,
            PropertyStore properties,
            BuildrequestControl control) {
        return ResourceType.of("buildrequest", "buildrequests", Buildrequest.class)
                .rootlink()
                .event("/buildsets/:buildsetid/builders/:builderid/buildrequests/:buildrequestid")
                .event("/buildrequests/:buildrequestid")
                .event("/builders/:builderid/buildrequests/:buildrequestid")
                .scope(request -> Scope.builder(request.builderid()))
                .one(
                        "/buildrequests/n:buildrequestid",
                        (path, query) ->
                                buildrequests.find(path.id("buildrequestid"), query.properties()))
                .many("/buildrequests", (path, query) -> buildrequests.list(query))
                .many(
                        "/builders/n:builderid/buildrequests",
                        (path, query) ->
                                buildrequests.list(
                                        query.where("builderid", EQ, path.id("builderid"))))
                .action(
                        "cancel",
                        CancelArgs.class,
                        (request, args) ->
                                new Reached(
                                        Scope.builder(request.builderid()),
                                        properties.ownersOfBuildset(request.buildsetid())),
                        (request, args, by) -> {
                            control.cancel(request.buildrequestid(), args.why(), by);
                            return null;
                        });
    }

    /**
     * @param reason said to those who look at the request later
     */
    record CancelArgs(@Nullable String reason) {
        String why() {
            return reason == null ? "no reason" : reason;
        }
    }
}
