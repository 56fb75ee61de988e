package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SlowProviderTest {
    private static final URI AWAY = URI.create("https://provider.example/authorize");

    private final CountDownLatch waiting = new CountDownLatch(16);
    private final CountDownLatch end = new CountDownLatch(1);

    @Test
    void begin_atAProviderThatHangs_takesNoPlaceOfAnother() throws Exception {
        Provider slow = provider("slow", true);
        Provider quick = provider("quick", false);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (OAuthLogins logins =
                new OAuthLogins(
                        List.of(slow, quick),
                        "http://farm.example.org/",
                        () -> "secret",
                        InstantSource.system())) {
            for (int i = 0; i < 16; i++) {
                threads.submit(() -> logins.begin(slow, "", false, response()));
            }
            waiting.await();

            assertThatThrownBy(() -> logins.begin(slow, "", false, response()))
                    .isInstanceOf(OAuthFailed.class)
                    .hasMessageContaining("too many logins at once");
            assertThat(logins.begin(quick, "", false, response())).isEqualTo(AWAY);
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }

    private Provider provider(String realm, boolean hangs) {
        Flow flow =
                new Flow() {
                    @Override
                    public URI begin(Attempt attempt, URI back) {
                        if (hangs) {
                            waiting.countDown();
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        }
                        return AWAY;
                    }

                    @Override
                    public boolean asksToBegin() {
                        return true;
                    }

                    @Override
                    public Arrival finish(Attempt attempt, Answer answer, URI back) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public Optional<Arrival> again(Grant grant, Consumer<Grant> fresh) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void close() {}
                };
        return new Provider(realm, realm, "fa-key", Site.client(), flow);
    }

    private static HttpServletResponse response() {
        return (HttpServletResponse)
                Proxy.newProxyInstance(
                        HttpServletResponse.class.getClassLoader(),
                        new Class<?>[] {HttpServletResponse.class},
                        (proxy, method, arguments) -> null);
    }
}
