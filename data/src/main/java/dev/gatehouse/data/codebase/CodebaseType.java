package dev.gatehouse.data.codebase;

import dev.gatehouse.data.catalog.ResourceType;

/** Codebases: the sources that projects consist of. A codebase is of those who may see its project. */
public final class CodebaseType {

    private CodebaseType() {}

    public static ResourceType<Codebase> of(CodebaseStore codebases) {
        return ResourceType.of("codebase", "codebases", Codebase.class)
                .rootlink()
                .event("/codebases/:codebaseid")
                .scope(codebase -> codebases.scopeOf(codebase.codebaseid()))
                .one("/codebases/n:codebaseid", path -> codebases.find(path.id("codebaseid")))
                .one(
                        "/projects/n:projectid/codebases/i:codebasename",
                        path -> codebases.find(path.id("projectid"), path.text("codebasename")))
                .many("/codebases", (path, query) -> codebases.list(query));
    }
}
