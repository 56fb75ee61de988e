package dev.gatehouse.data.project;

import dev.gatehouse.data.catalog.ResourceType;

/**
 * Projects: what builders and codebases are grouped by. A project, and all that belongs to it (its codebases, their branches
 * and commits), is of those who may see one of its builders: its name and its commits tell what its builders do. One without
 * builders is everybody's.
 */
public final class ProjectType {

    private ProjectType() {}

    public static ResourceType<Project> of(ProjectStore projects) {
        return ResourceType.of("project", "projects", Project.class)
                .rootlink()
                .event("/projects/:projectid")
                .scope(project -> projects.scopeOf(project.projectid()))
                .one("/projects/n:projectid", path -> projects.find(path.id("projectid")))
                .one("/projects/i:projectname", path -> projects.find(path.text("projectname")))
                .many("/projects", (path, query) -> projects.list(query));
    }
}
