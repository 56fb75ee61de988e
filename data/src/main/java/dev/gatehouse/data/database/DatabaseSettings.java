package dev.gatehouse.data.database;

import java.nio.file.Path;

/**
 * Where the database is.
 *
 * @param url in Buildbot's form: {@code sqlite:///state.sqlite} (relative to the base directory) or {@code
 *     sqlite:////var/lib/gatehouse/state.sqlite}
 * @param readers how many connections read at once
 */
public record DatabaseSettings(String url, Path basedir, int readers) {}
