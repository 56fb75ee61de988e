package dev.gatehouse.www;

import dev.gatehouse.data.account.Account;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.www.login.Recheck;
import dev.gatehouse.www.login.Sessions;
import dev.gatehouse.www.login.Way;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.login.accounts.Accounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Part of {@link LoginOffice}: whose an API token is that somebody makes on the command line, where nobody has
 * logged in. One thread.
 */
final class TokenDesk {
    private static final String FIRST_START = "UserPasswordAuth";

    private final WwwConfig www;
    private final Path basedir;
    private final Sessions sessions;
    private final Accounts accounts;

    TokenDesk(WwwConfig www, Path basedir, Sessions sessions, Accounts accounts) {
        this.www = www;
        this.basedir = basedir;
        this.sessions = sessions;
        this.accounts = accounts;
    }

    /**
     * Somebody's name and realm are known, and where the way in can be asked, that there is such an account; his
     * groups and address only from his next login on.
     *
     * @param realm empty: the only one there is
     * @throws CannotStart where there is no such user
     */
    TokenRow.Owner owner(String user, String realm) {
        if (www.auth() == null) {
            if (!user.equals(Server.ADMIN) || !(realm.isEmpty() || realm.equals(FIRST_START))) {
                throw new CannotStart(
                        "there is no user but '" + Server.ADMIN + "': www.auth is not configured");
            }
            return owner(user, user, FIRST_START, "");
        }
        try (Ways ways = Realms.read(www.auth(), basedir, accounts)) {
            String found = realm(ways, realm, user);
            String subject = subject(ways, user, found);
            return owner(user, subject, found, standing(ways, user, subject, found));
        }
    }

    private static TokenRow.Owner owner(
            String user, String subject, String realm, String standing) {
        return new TokenRow.Owner(
                realm, subject, user, Map.of("username", user, "realm", realm), standing);
    }

    private static String realm(Ways ways, String realm, String user) {
        List<String> names = ways.all().stream().map(Way::name).toList();
        if (!realm.isEmpty() && ways.mayBring(realm)) {
            return realm;
        }
        if (realm.isEmpty() && names.size() == 1) {
            return names.get(0);
        }
        throw new CannotStart(
                (realm.isEmpty()
                                ? "say with --realm which way in '" + user + "' takes"
                                : "there is no way in '" + realm + "'")
                        + "; there are: "
                        + names.stream().collect(Collectors.joining(", ")));
    }

    private String subject(Ways ways, String user, String realm) {
        if (realm.equals(Accounts.REALM)) {
            return accounts.find(user)
                    .map(Account::subject)
                    .orElseThrow(() -> new CannotStart("there is no account '" + user + "'"));
        }
        if (ways.hasPasswords(realm)) {
            return user;
        }
        List<String> subjects =
                sessions.open(user, realm).stream().map(SessionRow::subject).distinct().toList();
        if (subjects.size() > 1) {
            throw new CannotStart(
                    subjects.size()
                            + " people of the name '"
                            + user
                            + "' are logged in by "
                            + realm
                            + ": let the one make the token on the page of his account");
        }
        if (subjects.isEmpty()) {
            throw new CannotStart(
                    "'"
                            + user
                            + "' is not logged in by "
                            + realm
                            + ", and only a login tells which account that is: let him log in"
                            + " first");
        }
        return subjects.get(0);
    }

    private String standing(Ways ways, String user, String subject, String realm) {
        Optional<Recheck> way =
                Realms.rechecks(ways, www.sessions().recheck()).stream()
                        .filter(recheck -> recheck.name().equals(realm))
                        .findFirst();
        return way.isEmpty()
                ? ""
                : way.get()
                        .standing(subject, user)
                        .orElseThrow(
                                () ->
                                        new CannotStart(
                                                "there is no user '" + user + "' in " + realm));
    }
}
