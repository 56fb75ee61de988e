package dev.gatehouse.master.schedule;

import dev.gatehouse.data.Results;
import dev.gatehouse.data.Stores;
import dev.gatehouse.data.buildrequest.Buildrequest;
import dev.gatehouse.data.buildset.Buildset;
import dev.gatehouse.data.buildset.NewBuildset;
import dev.gatehouse.data.buildset.RequestIds;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks for builds: one buildset with a request for each builder, in the caller's transaction. Safe for use
 * by many threads.
 */
public final class BuildsetSubmission {

    /**
     * What is asked for.
     *
     * @param ssids the sources, one for each codebase
     * @param collapsing the builders of which older waiting requests for the same are given up
     */
    public record Wish(
            String scheduler,
            String reason,
            List<Long> ssids,
            Map<String, SourcedValue> properties,
            List<Long> builderids,
            int priority,
            Set<Long> collapsing) {
        public Wish {
            ssids = List.copyOf(ssids);
            properties = Map.copyOf(properties);
            builderids = List.copyOf(builderids);
            collapsing = Set.copyOf(collapsing);
        }
    }

    private final Stores stores;
    private final long masterid;

    public BuildsetSubmission(Stores stores, long masterid) {
        this.stores = stores;
        this.masterid = masterid;
    }

    public RequestIds submit(Transaction tx, Wish wish) {
        return add(
                tx,
                new NewBuildset(
                        wish.reason(),
                        null,
                        null,
                        null,
                        null,
                        wish.ssids(),
                        wish.properties(),
                        wish.scheduler(),
                        wish.builderids()),
                wish.priority(),
                wish.collapsing());
    }

    /** Asks for the same as a buildset did, of one builder. */
    public RequestIds again(Transaction tx, Buildset old, long builderid, long buildid) {
        Long first = old.rebuilt_buildid();
        return add(
                tx,
                new NewBuildset(
                        "rebuild",
                        old.external_idstring(),
                        old.parent_buildid(),
                        old.parent_relationship(),
                        first == null ? (Long) buildid : first,
                        old.sourcestamps().stream().map(Sourcestamp::ssid).toList(),
                        stores.properties().ofBuildset(tx, old.bsid()).values(),
                        "rebuild",
                        List.of(builderid)),
                0,
                Set.of());
    }

    private RequestIds add(Transaction tx, NewBuildset wanted, int priority, Set<Long> collapsing) {
        Buildset buildset = stores.buildsets().add(tx, wanted);
        Map<Long, Long> requests = new TreeMap<>();
        for (long builderid : wanted.builderids()) {
            Buildrequest request =
                    stores.buildrequests().add(tx, buildset.bsid(), builderid, priority, false);
            requests.put(builderid, request.buildrequestid());
            if (collapsing.contains(builderid)) {
                collapse(tx, request, buildset, wanted.properties());
            }
        }
        if (requests.isEmpty()) {
            stores.buildsets().completeIfDone(tx, buildset.bsid());
        }
        return new RequestIds(buildset.bsid(), requests);
    }

    private void collapse(
            Transaction tx,
            Buildrequest request,
            Buildset buildset,
            Map<String, SourcedValue> properties) {
        for (Buildrequest other : stores.buildrequests().pending(tx, request.builderid())) {
            if (other.buildrequestid() >= request.buildrequestid()
                    || other.waited_for()
                    || other.priority() != request.priority()) {
                continue;
            }
            boolean same =
                    stores.buildsets()
                                    .find(tx, other.buildsetid())
                                    .filter(older -> sameSources(tx, older, buildset))
                                    .isPresent()
                            && stores.properties()
                                    .ofBuildset(tx, other.buildsetid())
                                    .values()
                                    .equals(properties);
            if (same
                    && stores.buildrequests()
                            .claim(tx, List.of(other.buildrequestid()), masterid)) {
                stores.buildrequests()
                        .complete(tx, List.of(other.buildrequestid()), Results.SKIPPED);
            }
        }
    }

    private boolean sameSources(Transaction tx, Buildset one, Buildset other) {
        if (one.sourcestamps().size() != other.sourcestamps().size()) {
            return false;
        }
        for (Sourcestamp source : one.sourcestamps()) {
            boolean found =
                    other.sourcestamps().stream()
                            .anyMatch(
                                    candidate ->
                                            candidate.codebase().equals(source.codebase())
                                                    && same(tx, source, candidate));
            if (!found) {
                return false;
            }
        }
        return true;
    }

    /** The same line of development; revisions may differ when both came with a change. */
    private boolean same(Transaction tx, Sourcestamp one, Sourcestamp other) {
        return Objects.equals(one.branch(), other.branch())
                && one.repository().equals(other.repository())
                && one.project().equals(other.project())
                && one.patch() == null
                && other.patch() == null
                && (Objects.equals(one.revision(), other.revision())
                        || (hasChange(tx, one.ssid()) && hasChange(tx, other.ssid())));
    }

    private static boolean hasChange(Transaction tx, long ssid) {
        return tx.one(
                        "SELECT 1 AS one FROM changes WHERE sourcestampid = ? LIMIT 1",
                        row -> row.number("one"),
                        ssid)
                .isPresent();
    }
}
