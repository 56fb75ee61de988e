package dev.gatehouse.www;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.builder.Builder;
import dev.gatehouse.data.project.Project;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.worker.Worker;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The words of this server that whoever guesses passwords here tries first: what it is called, and what its
 * builders, workers and projects are. Reads the database each time. Any thread.
 */
final class ContextWords implements Supplier<Collection<String>> {
    /** Of each kind; there are servers with very many. */
    private static final int MOST = 1000;

    private final ServerConfig config;
    private final Stores stores;

    ContextWords(ServerConfig config, Stores stores) {
        this.config = config;
        this.stores = stores;
    }

    @Override
    public Collection<String> get() {
        List<String> words = new ArrayList<>(List.of("gatehouse", "buildbot", config.title()));
        if (config.buildbotUrl() != null) {
            words.add(URI.create(config.buildbotUrl()).getHost());
        }
        addNames(words, stores.builders().list(Query.all()), Builder::name);
        addNames(words, stores.workers().list(Query.all()), Worker::name);
        addNames(words, stores.projects().list(Query.all()), Project::name);
        return words;
    }

    private static <T> void addNames(List<String> words, Page<T> page, Function<T, String> name) {
        int most = words.size() + MOST;
        for (List<T> batch = page.next();
                !batch.isEmpty() && words.size() < most;
                batch = page.next()) {
            batch.forEach(one -> words.add(name.apply(one)));
        }
    }
}
