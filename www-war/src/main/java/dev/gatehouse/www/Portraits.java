package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.avatar.AvatarMethod;
import dev.gatehouse.www.avatar.Fetch;
import dev.gatehouse.www.avatar.GitHubAvatars;
import dev.gatehouse.www.avatar.Gravatar;
import dev.gatehouse.www.outgoing.Outgoing;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Part of {@link Server}: reads {@code www.avatar_methods}, one method or a list; faults go to the setting's
 * problems. Used by one thread.
 */
final class Portraits {
    static final List<String> NAMES = List.of("AvatarGravatar", "AvatarGitHub", "LdapUserInfo");

    /** A picture is not worth a longer wait. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Portraits() {}

    /**
     * Without the key there is Gravatar, as in the original; an empty list is none.
     *
     * @param directory what relative file names start from
     */
    static List<AvatarMethod> of(@Nullable Setting setting, Path directory) {
        if (setting == null) {
            return List.of(new Gravatar());
        }
        List<AvatarMethod> methods = new ArrayList<>();
        for (Setting item : setting.isList() ? setting.items() : List.of(setting)) {
            item.named()
                    .flatMap(named -> method(item, named.getKey(), named.getValue(), directory))
                    .ifPresent(methods::add);
        }
        return methods;
    }

    /** As the config document has it: an object where one method stands in the file, else a list. */
    static Object shown(@Nullable Setting setting, List<AvatarMethod> methods) {
        List<Map<String, String>> names =
                methods.stream().map(method -> Map.of("name", method.name())).toList();
        return (setting == null || !setting.isList()) && names.size() == 1 ? names.get(0) : names;
    }

    private static Optional<AvatarMethod> method(
            Setting item, String name, Setting parameters, Path directory) {
        return switch (name) {
            case "AvatarGravatar" -> {
                parameters.allowOnly();
                yield Optional.of(new Gravatar());
            }
            case "AvatarGitHub" -> Optional.of(gitHub(parameters));
            case "LdapUserInfo" ->
                    new Directories(directory).userInfo(parameters).map(Directories::portraits);
            default -> {
                item.error(
                        "there is no method for avatars called '"
                                + name
                                + "'; "
                                + Setting.meant(name, NAMES, "there are: "));
                yield Optional.empty();
            }
        };
    }

    private static AvatarMethod gitHub(Setting parameters) {
        parameters.allowOnly(
                "github_api_endpoint", "token", "client_id", "client_secret", "debug", "verify");
        String endpoint =
                parameters
                        .text("github_api_endpoint", GitHubAvatars.PUBLIC_API)
                        .replaceAll("/+$", "");
        if (!endpoint.matches("https?://[^/\\s?#]+(/[^\\s?#]*)?")) {
            parameters
                    .need("github_api_endpoint")
                    .error("must be the address of an API, such as " + GitHubAvatars.PUBLIC_API);
            endpoint = GitHubAvatars.PUBLIC_API;
        }
        boolean verify = parameters.flag("verify", true);
        if (!verify) {
            parameters
                    .need("verify")
                    .warning("whoever stands between this server and GitHub can read the token");
        }
        Outgoing outgoing = new Outgoing(TIMEOUT, verify);
        return new GitHubAvatars(
                endpoint,
                authorization(parameters),
                parameters.flag("debug", false),
                new Answers(outgoing));
    }

    private static @Nullable String authorization(Setting parameters) {
        String token = parameters.text("token", "");
        String id = parameters.text("client_id", "");
        String secret = parameters.text("client_secret", "");
        if (id.isEmpty() != secret.isEmpty()) {
            parameters.error("client_id and client_secret must be both provided or none");
        }
        if (!token.isEmpty() && !secret.isEmpty()) {
            parameters.error("client_id and client_secret must not be provided when token is");
        }
        if (!token.isEmpty()) {
            return "token " + token;
        }
        byte[] both = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return id.isEmpty() ? null : "basic " + Base64.getEncoder().encodeToString(both);
    }

    private record Answers(Outgoing outgoing) implements Fetch {
        @Override
        public Reply get(URI address, Map<String, String> headers) throws java.io.IOException {
            HttpRequest.Builder request = HttpRequest.newBuilder(address);
            headers.forEach(request::header);
            HttpResponse<byte[]> answer = outgoing.send(request.build());
            return new Reply(
                    answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            outgoing.close();
        }
    }
}
