package dev.gatehouse.www.login.accounts;

import dev.gatehouse.data.World;
import dev.gatehouse.www.audit.Audit;
import dev.gatehouse.www.login.SessionSecrets;
import dev.gatehouse.www.login.Sessions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Accounts over a real database, with a clock that we move and an audit log that we read. */
final class AccountsWorld implements AutoCloseable {
    static final By ADMIN = new By("root", "192.0.2.1");
    static final String GOOD = "nine lives of a heron";

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.ofEpochSecond(1_800_000_000));

    final World data = new World();
    final List<String> audited = new ArrayList<>();
    final Audit audit = new Audit(audited::add, now::get);
    final SessionSecrets secrets =
            new SessionSecrets(
                    data.stores().objectStates(), data.database(), data.stores().objectStates());
    final Accounts accounts =
            new Accounts(
                    data.stores(),
                    new Sessions(
                            secrets.current(),
                            data.stores().sessions(),
                            Sessions.Settings.lasting(Duration.ofDays(7)),
                            now::get),
                    new PasswordPolicy(PasswordPolicy.Settings.USUAL, List::of),
                    audit,
                    now::get);

    Instant now() {
        return now.get();
    }

    /** The clock goes on by so much. */
    void pass(Duration time) {
        now.set(now().plus(time));
    }

    @Override
    public void close() {
        data.close();
    }
}
