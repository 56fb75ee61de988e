package dev.gatehouse.data.change;

import dev.gatehouse.data.catalog.Declared;
import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody committed. */
public record Change(
        @Doc("The change's id.") long changeid,
        @Doc("The change before it on the same branch: none or one.") List<Long> parent_changeids,
        @Doc("Who wrote it.") String author,
        @Doc("Who committed it.") @Declared("string") @Nullable String committer,
        @Doc("The files it touches.") List<String> files,
        @Doc("The commit's message.") String comments,
        @Doc("The revision it made.") @Nullable String revision,
        @Doc("When it was made.") @Declared("integer") Instant when_timestamp,
        @Doc("The branch it is on; null means the default.") @Nullable String branch,
        @Doc("A word that schedulers choose by.") @Nullable String category,
        @Doc("Where the revision can be looked at.") @Nullable String revlink,
        @Doc("Name to value and source.") @Declared("sourcedproperties")
                Map<String, SourcedValue> properties,
        @Doc("The repository it is in.") String repository,
        @Doc("The project's name.") String project,
        @Doc("Which of several codebases it is in.") String codebase,
        @Doc("The sources as they are after it.") Sourcestamp sourcestamp) {
    public Change {
        parent_changeids = List.copyOf(parent_changeids);
        files = List.copyOf(files);
        properties = Map.copyOf(properties);
    }
}
