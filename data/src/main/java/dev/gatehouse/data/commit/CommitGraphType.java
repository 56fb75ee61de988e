package dev.gatehouse.data.commit;

import dev.gatehouse.data.catalog.ResourceType;

/** How two commits are related. That is of those who may see their codebase's project; nothing is announced of it. */
public final class CommitGraphType {

    private CommitGraphType() {}

    public static ResourceType<CommitGraph> of(CommitStore commits) {
        return ResourceType.of("commit_graph", "commit_graphs", CommitGraph.class)
                .scope(graph -> commits.scopeOf(graph.codebaseid()))
                .one(
                        "/codebases/n:codebaseid/commit_range/n:commitid1/n:commitid2/commits_common_parent",
                        path ->
                                commits.graph(
                                        path.id("codebaseid"),
                                        path.id("commitid1"),
                                        path.id("commitid2")));
    }
}
