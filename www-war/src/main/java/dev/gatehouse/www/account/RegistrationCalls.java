package dev.gatehouse.www.account;

import dev.gatehouse.www.login.accounts.By;
import dev.gatehouse.www.login.accounts.MailedCodes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /auth/register} and {@code /auth/forgotten}: whoever is not logged in gets a link by mail, behind which he
 * chooses a password. The answer does not depend on what accounts there are. Any thread.
 */
@Path("auth")
public final class RegistrationCalls {
    private static final Map<String, Object> ASKED =
            Map.of("message", "if this can be done, a mail with a link is on its way");

    private final AccountCalls calls;
    private final Optional<MailedCodes> registration;
    private final Optional<MailedCodes> forgotten;

    /**
     * @param registration empty where nobody may register
     * @param forgotten empty where no new passwords are mailed
     */
    public RegistrationCalls(
            AccountCalls calls,
            Optional<MailedCodes> registration,
            Optional<MailedCodes> forgotten) {
        this.calls = calls;
        this.registration = registration;
        this.forgotten = forgotten;
    }

    @POST
    @Path("register")
    public Response register(@Context HttpServletRequest request) throws IOException {
        return asked(
                request,
                registration,
                "nobody can register here without an administrator",
                (codes, body, by) -> codes.register(body.need("name"), body.need("email"), by),
                "name",
                "email");
    }

    @POST
    @Path("forgotten")
    public Response forgotten(@Context HttpServletRequest request) throws IOException {
        return asked(
                request,
                forgotten,
                "no passwords are mailed here; ask an administrator for a code",
                (codes, body, by) -> codes.forgotten(body.need("user"), by),
                "user");
    }

    /** What is done with the request's body, and for whom. */
    private interface Asking {
        void of(MailedCodes codes, CallBody body, By by);
    }

    private Response asked(
            HttpServletRequest request,
            Optional<MailedCodes> offered,
            String whyNot,
            Asking asking,
            String... legal)
            throws IOException {
        return calls.answer(
                request,
                () -> {
                    MailedCodes codes = offered.orElseThrow(() -> new CallRefused(404, whyNot));
                    CallBody body = calls.body(request, legal);
                    asking.of(codes, body, By.owner(request.getRemoteAddr()));
                    return ASKED;
                });
    }
}
