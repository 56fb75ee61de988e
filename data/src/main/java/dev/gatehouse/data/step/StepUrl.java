package dev.gatehouse.data.step;

/** A link that a step shows. */
public record StepUrl(String name, String url) {}
