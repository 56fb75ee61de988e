package dev.gatehouse.data.query;

/** Sort by a field. */
public record Order(String field, boolean descending) {}
