package dev.gatehouse.data.log;

import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.Identifier;

/** A text that a step has written. */
public record Log(
        @Doc("The log's id.") long logid,
        @Doc("Its name: any text.") String name,
        @Doc("Its name for paths, unique within the step.") @Identifier(50) String slug,
        @Doc("The step that it belongs to.") long stepid,
        @Doc("Whether nothing more will come.") boolean complete,
        @Doc("How many lines it has.") int num_lines,
        @Doc("What it holds: s output of a command, t text, h HTML, d nothing any more.")
                @Identifier(1)
                String type) {}
