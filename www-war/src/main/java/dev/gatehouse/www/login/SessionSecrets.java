package dev.gatehouse.www.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.json.JsonMappers;
import dev.gatehouse.data.objectstate.ObjectStateStore;
import dev.gatehouse.www.RandomText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The secrets of sessions in the database, shared by all nodes. The current one lies where Buildbot has it, so
 * that its sessions hold here and ours there; the former ones are ours. Any thread.
 */
public final class SessionSecrets {
    private static final String NAME = "www";
    private static final String BUILDBOT = "buildbot.www.service.WWWService";
    private static final String OURS = "dev.gatehouse.www.login.SessionSecrets";
    private static final String CURRENT = "session_secret";
    private static final String FORMER = "former_session_secrets";

    /** Further ones are forgotten: somebody rotates without end. */
    private static final int MOST_FORMER = 5;

    private static final ObjectMapper MAPPER = JsonMappers.builder().build();

    private final ObjectStateStore shared;
    private final Database books;
    private final ObjectStateStore own;
    private final LastingKey lastingKey;

    /**
     * @param shared where a Buildbot keeps its secret; may be a database that is only read
     * @param books where ours is kept if there is none
     * @param own the same database's
     */
    public SessionSecrets(ObjectStateStore shared, Database books, ObjectStateStore own) {
        this.shared = shared;
        this.books = books;
        this.own = own;
        this.lastingKey = new LastingKey(books, own, this::current);
    }

    /** What is not to be lost when the secret changes is sealed with this. */
    public LastingKey lastingKey() {
        return lastingKey;
    }

    /** Those that hold; a first one is made. */
    public Secrets current() {
        String current =
                shared.get(NAME, BUILDBOT, CURRENT)
                        .or(() -> own.get(NAME, BUILDBOT, CURRENT))
                        .orElseGet(() -> books.inTransaction(tx -> created(tx)));
        return new Secrets(
                current.replace("\"", ""), former(own.get(NAME, OURS, FORMER).orElse("[]")));
    }

    private String created(Transaction tx) {
        return own.getOrCreate(tx, NAME, BUILDBOT, CURRENT, () -> quoted(RandomText.hex()));
    }

    /**
     * Replaces the secret.
     * @throws Unavailable where the database that it lies in is only read
     *
     * @param overlap how long the old one is still taken; zero: every session of every user ends now
     */
    public void rotate(Duration overlap, Instant now) {
        if (shared != own && shared.get(NAME, BUILDBOT, CURRENT).isPresent()) {
            throw new Unavailable("the secret lies in a database that is only read");
        }
        Secrets old = current();
        List<Secrets.Former> former = new ArrayList<>();
        if (!overlap.isZero()) {
            former.add(new Secrets.Former(old.current(), now.plus(overlap)));
            old.former().stream()
                    .filter(secret -> secret.until().isAfter(now))
                    .limit(MOST_FORMER - 1)
                    .forEach(former::add);
        }
        books.inTransaction(tx -> keep(tx, old, RandomText.hex(), former));
    }

    private boolean keep(Transaction tx, Secrets old, String current, List<Secrets.Former> former) {
        lastingKey.sealAnew(tx, old, current);
        List<Map<String, Object>> json = new ArrayList<>();
        for (Secrets.Former secret : former) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("secret", secret.secret());
            one.put("until", secret.until().getEpochSecond());
            json.add(one);
        }
        try {
            own.set(tx, NAME, OURS, FORMER, MAPPER.writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
        own.set(tx, NAME, BUILDBOT, CURRENT, quoted(current));
        return true;
    }

    private static List<Secrets.Former> former(String json) {
        List<Secrets.Former> former = new ArrayList<>();
        try {
            for (JsonNode one : MAPPER.readTree(json)) {
                former.add(
                        new Secrets.Former(
                                one.path("secret").asText(),
                                Instant.ofEpochSecond(one.path("until").asLong())));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "the database's " + FORMER + " are no JSON; delete that row of object_state",
                    e);
        }
        return former;
    }

    /** JSON, as Buildbot keeps it: 128 random bits in hexadecimal digits. */
    private static String quoted(String secret) {
        return '"' + secret + '"';
    }
}
