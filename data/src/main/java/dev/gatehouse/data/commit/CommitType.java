package dev.gatehouse.data.commit;

import dev.gatehouse.data.catalog.ResourceType;

/** Commits to codebases. A commit is of those who may see its codebase's project. */
public final class CommitType {

    private CommitType() {}

    public static ResourceType<Commit> of(CommitStore commits) {
        return ResourceType.of("commit", "commits", Commit.class)
                .event("/commits/:commitid")
                .event("/codebases/:codebaseid/commits/:commitid")
                .scope(commit -> commits.scopeOf(commit.codebaseid()))
                .one("/commits/n:commitid", path -> commits.find(path.id("commitid")))
                .one(
                        "/codebases/n:codebaseid/commits_by_revision/s:revision",
                        path -> commits.find(path.id("codebaseid"), path.text("revision")))
                .many(
                        "/codebases/n:codebaseid/commits",
                        (path, query) -> commits.ofCodebase(path.id("codebaseid"), query));
    }
}
