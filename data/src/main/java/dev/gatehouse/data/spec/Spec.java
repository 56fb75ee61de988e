package dev.gatehouse.data.spec;

import dev.gatehouse.data.catalog.Doc;
import java.util.Map;

/** One path of the API and what it answers with. */
public record Spec(
        @Doc("The path's pattern, without the leading slash.") String path,
        @Doc("The singular name of what it answers with.") String type,
        @Doc("The key under which the answer stands.") String plural,
        @Doc("The fields of what it answers with, and their types.")
                Map<String, Object> type_spec) {}
