package dev.gatehouse.data.project;

import org.jspecify.annotations.Nullable;

/**
 * A project as the configuration describes it.
 *
 * @param slug null where it is the name
 * @param format how the description is written, such as {@code markdown}; null for plain text
 * @param html the description as HTML; null without a format
 */
public record ProjectDescription(
        String name,
        @Nullable String slug,
        @Nullable String description,
        @Nullable String format,
        @Nullable String html) {}
