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
import java.util.function.Consumer;

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
        return calls.answer(
                request,
                () -> {
                    MailedCodes codes =
                            offered(
                                    registration,
                                    "nobody can register here without an administrator");
                    CallBody body = calls.body(request, "name", "email");
                    String name = body.need("name");
                    String email = body.need("email");
                    return asked(request, by -> codes.register(name, email, by));
                });
    }

    @POST
    @Path("forgotten")
    public Response forgotten(@Context HttpServletRequest request) throws IOException {
        return calls.answer(
                request,
                () -> {
                    MailedCodes codes =
                            offered(
                                    forgotten,
                                    "no passwords are mailed here; ask an administrator for a code");
                    String user = calls.body(request, "user").need("user");
                    return asked(request, by -> codes.forgotten(user, by));
                });
    }

    private static MailedCodes offered(Optional<MailedCodes> codes, String whyNot) {
        return codes.orElseThrow(() -> new CallRefused(404, whyNot));
    }

    private static Map<String, Object> asked(HttpServletRequest request, Consumer<By> work) {
        work.accept(By.owner(request.getRemoteAddr()));
        return ASKED;
    }
}
