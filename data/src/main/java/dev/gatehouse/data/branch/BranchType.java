package dev.gatehouse.data.branch;

import dev.gatehouse.data.catalog.ResourceType;

/** Branches of codebases. A branch is of those who may see its codebase's project. */
public final class BranchType {

    private BranchType() {}

    public static ResourceType<Branch> of(BranchStore branches) {
        return ResourceType.of("branch", "branches", Branch.class)
                .event("/branches/:branchid")
                .scope(branches::scopeOf)
                .one("/branches/n:branchid", path -> branches.find(path.id("branchid")))
                .many(
                        "/codebases/n:codebaseid/branches",
                        (path, query) -> branches.ofCodebase(path.id("codebaseid"), query));
    }
}
