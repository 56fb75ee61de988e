package dev.gatehouse.data.builder;

import dev.gatehouse.data.catalog.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kind of build: what is done, and by which workers. */
public record Builder(
        @Doc("The builder's id.") long builderid,
        @Doc("The builder's name: any text.") String name,
        @Doc("The masters that it is configured on, ascending; none means out of service.")
                List<Long> masterids,
        @Doc("What it is for.") @Nullable String description,
        @Doc("How the description is written, such as markdown.")
                @Nullable String description_format,
        @Doc("The description as HTML, when it has a format.") @Nullable String description_html,
        @Doc("The project it belongs to.") @Nullable Long projectid,
        @Doc("Words to group builders by.") List<String> tags) {
    public Builder {
        masterids = List.copyOf(masterids);
        tags = List.copyOf(tags);
    }
}
