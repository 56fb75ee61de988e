package dev.gatehouse.www;

import dev.gatehouse.www.account.AccountCalls;
import dev.gatehouse.www.account.RegistrationCalls;
import dev.gatehouse.www.login.accounts.MailedCodes;
import dev.gatehouse.www.mail.Mail;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Part of {@link Server}: mail, and what people do about their accounts with it. Used by the threads that start and
 * stop the server.
 */
final class MailDesk implements AutoCloseable {
    private final SelfService offers;
    private final Optional<Mail> mail;
    private final Optional<MailedCodes> codes;

    /**
     * @param url where browsers find this server, with a final slash; of the configuration, never of a request
     */
    MailDesk(ServerConfig config, LoginBooks books, String url) {
        WwwConfig www = config.www();
        this.offers = SelfService.of(config);
        this.mail =
                www.mail()
                        .filter(settings -> offers.registration() || offers.forgotten())
                        .map(Mail::new);
        this.codes =
                mail.map(
                        post ->
                                new MailedCodes(
                                        books.accounts(),
                                        books.mailLimit(),
                                        post(post),
                                        new MailedCodes.Settings(
                                                config.title(),
                                                url,
                                                offers.domains(),
                                                NamesInRules.of(www)),
                                        books.audit()));
    }

    private static MailedCodes.Post post(Mail mail) {
        return new MailedCodes.Post() {
            @Override
            public boolean later(Runnable work) {
                return mail.later(work);
            }

            @Override
            public void send(String to, String subject, String text) {
                mail.send(to, subject, text);
            }
        };
    }

    RegistrationCalls calls(AccountCalls calls) {
        return new RegistrationCalls(
                calls,
                codes.filter(found -> offers.registration()),
                codes.filter(found -> offers.forgotten()));
    }

    /** How people log in, as pages are told: with what they can do by mail, where they can. */
    Map<String, Object> shown(Map<String, Object> auth) {
        Map<String, Object> shown = new LinkedHashMap<>(auth);
        if (codes.isPresent() && offers.registration()) {
            shown.put("registration", true);
        }
        if (codes.isPresent() && offers.forgotten()) {
            shown.put("forgotten_password", true);
        }
        return shown;
    }

    @Override
    public void close() {
        mail.ifPresent(Mail::close);
    }
}
