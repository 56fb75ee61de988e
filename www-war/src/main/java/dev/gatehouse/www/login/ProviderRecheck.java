package dev.gatehouse.www.login;

import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.SessionStore;
import dev.gatehouse.www.login.ways.ProviderWay;
import dev.gatehouse.www.oauth.Arrival;
import dev.gatehouse.www.oauth.Grant;
import dev.gatehouse.www.oauth.OAuthFailed;
import dev.gatehouse.www.oauth.Sealing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of people who came from another site: it is asked again with what it gave at the login, which is kept with
 * the session, sealed, and goes with it. Who has other groups there, another name or address, and whose account
 * is gone or locked or who has taken the permission back, is logged out. Any thread; each call waits for the
 * site.
 */
public final class ProviderRecheck implements Recheck {
    private static final Logger log = LoggerFactory.getLogger(ProviderRecheck.class);

    /** A few tokens of providers that write a page into each. */
    private static final int LONGEST = 32 * 1024;

    private static final Sealing SEALING =
            new Sealing("gatehouse: what providers gave for asking again", LONGEST);

    private final ProviderWay way;
    private final Duration every;
    private final Sessions sessions;
    private final SessionStore store;
    private final InstantSource clock;
    private final @Nullable Recheck details;

    /**
     * @param every how often somebody is looked up
     * @param sessions whose secret seals
     */
    public ProviderRecheck(
            ProviderWay way, Duration every, Sessions sessions, InstantSource clock) {
        this.way = way;
        this.every = every;
        this.sessions = sessions;
        this.store = sessions.store();
        this.clock = clock;
        this.details =
                way.userInfo() == null
                        ? null
                        : new DetailsRecheck(way.name(), way.userInfo(), every);
    }

    @Override
    public String name() {
        return way.name();
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public boolean asksBySession() {
        return true;
    }

    @Override
    public boolean canBeAsked(String subject) {
        return store.keptOf(name(), subject).isPresent();
    }

    /** What is to be kept of a login that has just come about. */
    Kept kept(Identity identity, Arrival arrival) {
        String sealed = seal(arrival.grant());
        if (sealed.length() > LONGEST) {
            log.warn(
                    "what {} gives is too long to be kept: {} is not asked about again",
                    name(),
                    identity.username());
            return Kept.NOTHING;
        }
        try {
            return standing(arrival, identity.username())
                    .map(standing -> new Kept(standing, sealed))
                    .orElse(Kept.NOTHING);
        } catch (IllegalStateException e) {
            log.warn("{} is not asked about again: {}", identity.username(), e.getMessage());
            return Kept.NOTHING;
        }
    }

    /**
     * By what the site gave at whichever of his logins was used last.
     *
     * @throws IllegalStateException also where he is not logged in: there is nothing to ask with
     */
    @Override
    public Optional<String> standing(String subject, String username) {
        return standing(
                store.keptOf(name(), subject)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "nothing is kept to ask "
                                                        + name()
                                                        + " about "
                                                        + username
                                                        + " with")));
    }

    /** Where there is nothing to ask with any more he stands as he did. */
    @Override
    public Optional<String> standing(SessionRow session) {
        Optional<Grant> grant = store.kept(session.tokenHash()).flatMap(this::open);
        if (grant.isEmpty()) {
            return Optional.of(session.standing());
        }
        if (grant.get().isSpent(clock.instant())) {
            store.keep(session.tokenHash(), null);
            return Optional.of(session.standing());
        }
        try {
            Optional<Arrival> now =
                    way.provider()
                            .again(
                                    grant.get(),
                                    fresh -> store.keep(session.tokenHash(), seal(fresh)))
                            .filter(told -> session.isOf(told.person().subject()));
            return now.isEmpty() ? Optional.empty() : standing(now.get(), session.username());
        } catch (OAuthFailed e) {
            throw new IllegalStateException(e.why(), e);
        }
    }

    private Optional<String> standing(Arrival arrival, String username) {
        String told = DetailsRecheck.digest(arrival.counted());
        return details == null
                ? Optional.of(told)
                : details.standing(arrival.person().subject(), username)
                        .map(more -> Secrets.sha256(told + " " + more));
    }

    private String seal(Grant grant) {
        return SEALING.seal(grant.fields(), sessions.tokens().secrets().current());
    }

    /** Sealed with the secret of that time, which may be a former one. */
    private Optional<Grant> open(String sealed) {
        return sessions.tokens()
                .secrets()
                .tried(secret -> SEALING.open(sealed, secret))
                .flatMap(Grant::of);
    }
}
