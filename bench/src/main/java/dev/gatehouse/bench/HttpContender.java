package dev.gatehouse.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** A server that is asked over HTTP. Used by one thread. */
final class HttpContender implements Contender {
    private final URI base;
    private final String cookie;
    private final LongSupplier rss;
    private final Predicate<Workload> takes;

    /**
     * @param cookie of the session; empty where there is no login
     */
    HttpContender(URI base, String cookie, LongSupplier rss, Predicate<Workload> takes) {
        this.base = base;
        this.cookie = cookie;
        this.rss = rss;
        this.takes = takes;
    }

    /** One that has an answer to everything. */
    static HttpContender of(Site site, LongSupplier rss) {
        return new HttpContender(site.base(), site.cookie(), rss, load -> true);
    }

    @Override
    public boolean takes(Workload load) {
        return takes.test(load);
    }

    @Override
    public Result run(Workload load, Duration time) throws IOException {
        InetSocketAddress server = new InetSocketAddress(base.getHost(), base.getPort());
        HttpLoad http =
                new HttpLoad(
                        server,
                        load.requests().stream()
                                .map(ask -> HttpLoad.request(base.getAuthority(), ask, cookie))
                                .toList());
        Result result = http.run(load.connections(), time, 0);
        return result.holding(rss.getAsLong());
    }
}
