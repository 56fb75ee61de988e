package dev.gatehouse.data.database;

import java.nio.file.Path;

/**
 * Where the database is.
 *
 * @param url in Buildbot's form: {@code sqlite:///state.sqlite} (relative to the base directory), {@code
 *     sqlite:////var/lib/gatehouse/state.sqlite}, {@code postgresql://user:password@host/name}, {@code
 *     mysql://user:password@host/name}; or {@code jndi:} and the name of a container's data source
 * @param readers how many connections read at once
 */
public record DatabaseSettings(String url, Path basedir, int readers) {}
