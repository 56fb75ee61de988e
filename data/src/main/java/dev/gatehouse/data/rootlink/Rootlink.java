package dev.gatehouse.data.rootlink;

import dev.gatehouse.data.catalog.Doc;

/** A collection that can be asked for by its name alone. */
public record Rootlink(@Doc("The collection's name, and its path.") String name) {}
