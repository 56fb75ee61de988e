package dev.gatehouse.www.login;

import dev.gatehouse.data.session.GuessStore;
import java.text.Normalizer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How often mail may be asked for: five times an hour from one address of the network, about one name or mailbox, and
 * for one account, on all nodes together. What is asked about need not exist. Any thread.
 */
public final class MailLimit {
    private static final int MOST = 5;
    private static final Duration WINDOW = Duration.ofHours(1);

    /** How long what is counted here must stay in the table. */
    static final Duration KEPT = WINDOW.multipliedBy(2);

    private final GuessStore store;
    private final InstantSource clock;

    public MailLimit(GuessStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Takes a place of the address and one of what is asked about; false where either has none left.
     *
     * @param about a user name or a mailbox, as it was typed
     */
    public boolean admit(String address, String about) {
        String folded = Normalizer.normalize(about, Normalizer.Form.NFKC).strip();
        return hold(
                "mail-from:" + Guessing.address(address).substring("address:".length()),
                "mail-about:" + Secrets.sha256(folded.toLowerCase(Locale.ROOT)));
    }

    /** Takes a place of the account, under whatever name it was asked for; false where it has none left. */
    public boolean admitAccount(String subject) {
        return hold("mail-account:" + subject);
    }

    /** Places that are never given back count until the window is over. */
    private boolean hold(String... counted) {
        List<GuessStore.Guesser> places =
                Stream.of(counted).map(name -> new GuessStore.Guesser(name, "")).toList();
        return store.hold(places, MOST, WINDOW, clock.instant());
    }
}
