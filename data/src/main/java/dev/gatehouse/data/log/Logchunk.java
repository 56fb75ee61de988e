package dev.gatehouse.data.log;

import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.LongText;

/** Some lines of a log. */
public record Logchunk(
        @Doc("The log's id.") long logid,
        @Doc("The first line's number, counted from 0.") int firstline,
        @Doc("Whole lines, each with its newline; of output, each begins with o, e or h.")
                LongText content) {}
