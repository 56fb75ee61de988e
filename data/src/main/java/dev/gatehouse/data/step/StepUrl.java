package dev.gatehouse.data.step;

import dev.gatehouse.data.catalog.EntityName;

/** A link that a step shows. */
@EntityName("Url")
public record StepUrl(String name, String url) {}
