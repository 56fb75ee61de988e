package dev.gatehouse.data.project;

import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.Identifier;
import org.jspecify.annotations.Nullable;

/** What builders and codebases are grouped by. */
public record Project(
        @Doc("The project's id.") long projectid,
        @Doc("The project's name.") @Identifier(70) String name,
        @Doc("Its name for paths.") @Identifier(70) String slug,
        @Doc("Whether a builder of it is in service; null unless it was asked for by a filter.")
                @Nullable Boolean active,
        @Doc("What it is.") @Nullable String description,
        @Doc("How the description is written, such as markdown.")
                @Nullable String description_format,
        @Doc("The description as HTML, when it has a format.") @Nullable String description_html) {

    Project withoutActive() {
        return new Project(
                projectid, name, slug, null, description, description_format, description_html);
    }
}
