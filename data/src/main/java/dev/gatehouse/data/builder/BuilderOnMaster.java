package dev.gatehouse.data.builder;

/** What is told when a master takes a builder into service or out of it. */
public record BuilderOnMaster(long builderid, long masterid, String name) {}
