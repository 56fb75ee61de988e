package dev.gatehouse.data.commit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.EntityName;
import java.util.List;

/**
 * How two commits of a codebase are related.
 *
 * @param codebaseid theirs
 */
@EntityName("commit_graph")
public record CommitGraph(
        @JsonIgnore long codebaseid,
        @Doc("The newest commit that both come from.") long common,
        @Doc("The commits from the common one to the first, both included.") List<Long> to1,
        @Doc("The commits from the common one to the second, both included.") List<Long> to2) {
    public CommitGraph {
        to1 = List.copyOf(to1);
        to2 = List.copyOf(to2);
    }
}
