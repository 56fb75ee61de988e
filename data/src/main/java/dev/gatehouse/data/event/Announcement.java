package dev.gatehouse.data.event;

import dev.gatehouse.data.access.Scope;

/**
 * News that a store hands to its transaction; it becomes an {@link Event} when the transaction commits,
 * and is forgotten when it does not.
 *
 * @param type the resource type's singular name, such as {@code build}
 * @param kind what happened, past tense or as the wire has it: {@code new}, {@code finished}, …
 * @param record what fills the type's event paths (its components are their names)
 * @param message what subscribers get; most often the record itself
 */
public record Announcement(String type, String kind, Object record, Object message, Scope scope) {

    public static Announcement of(String type, String kind, Object record, Scope scope) {
        return new Announcement(type, kind, record, record, scope);
    }
}
