package dev.gatehouse.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways to log in that are measured. Stateless. */
final class Doors {
    private static final String BCRYPT_5 =
            "$2y$05$.9xeJeL2CMz8VaOWES8ayOKa8VbJia3nCpW9tkVTlZd2EaG/Hhoyy";
    private static final String BCRYPT_10 =
            "$2y$10$M4DBCMwhuYnHYizfzUDLB.giDH.9CjcJGwScuWX07ahS2Mc21jIzu";
    private static final String SHA_512 =
            "$6$bjoPTSzYk14ak3dZ$3sAldAa8F.X87M4vh5158pD0Pfrz0.Nvk1bq4NBNvM0ZYgLhAXz6VTvc9gIDQZiqyav1fBxTSeB3c/KUL3Dpr/";

    /** Of the account in the server's own database, which takes no weak one. */
    private static final String PHRASE = "nine lives of a heron";

    private Doors() {}

    /**
     * One way in.
     *
     * @param name as the table has it
     * @param auth the value of {@code www.auth}
     * @param htpasswd what the password file has; empty: there is none
     */
    record Door(String name, String auth, String htpasswd, LoginLoad.Login login) {}

    /** Lets in whoever comes: what a login costs besides finding out who it is. */
    static Door noop() {
        return new Door("no-op", "{CustomAuth: {class: org.example.Anybody}}", "", Doors::password);
    }

    static List<Door> all(@Nullable Slapd slapd, StrictProvider provider)
            throws NoSuchAlgorithmException {
        List<Door> doors = new ArrayList<>();
        doors.add(
                new Door(
                        "UserPasswordAuth",
                        "{UserPasswordAuth: {users: {alice: wonder}}}",
                        "",
                        Doors::password));
        doors.add(
                new Door(
                        "DatabaseAuth (Argon2id)",
                        "DatabaseAuth",
                        "",
                        (browser, server) -> password(browser, server, "alice:" + PHRASE)));
        doors.add(file("HTPasswdAuth, SHA-1", sha1()));
        doors.add(file("HTPasswdAuth, SHA-512 crypt", SHA_512));
        doors.add(file("HTPasswdAuth, bcrypt 5", BCRYPT_5));
        doors.add(file("HTPasswdAuth, bcrypt 10", BCRYPT_10));
        if (slapd != null) {
            doors.add(
                    new Door(
                            "LDAPAuth",
                            "{LDAPAuth: {uri: '%s', bindUser: '%s', bindPw: look, accountBase: '%s',"
                                            .formatted(slapd.uri(), Slapd.SEARCHER, Slapd.BASE)
                                    + " accountPattern: '(uid=%(username)s)', accountFullName: cn,"
                                    + " accountEmail: mail, groupBase: '"
                                    + Slapd.BASE
                                    + "', groupMemberPattern: '(member=%(dn)s)', groupName: cn}}",
                            "",
                            Doors::password));
        }
        doors.add(new Door("RemoteUserAuth", "RemoteUserAuth", "", Doors::header));
        doors.add(
                new Door(
                        "OIDCAuth",
                        "{OIDCAuth: {issuer: '%s', name: staff, clientId: '%s', clientSecret: '%s'}}"
                                .formatted(
                                        provider.url(),
                                        StrictProvider.CLIENT,
                                        StrictProvider.SECRET),
                        "",
                        Doors::provider));
        return doors;
    }

    private static Door file(String name, String hash) {
        return new Door(
                name, "{HTPasswdAuth: {passwdFile: people}}", "alice:" + hash, Doors::password);
    }

    private static String sha1() throws NoSuchAlgorithmException {
        byte[] digest =
                MessageDigest.getInstance("SHA-1")
                        .digest("wonder".getBytes(StandardCharsets.UTF_8));
        return "{SHA}" + Base64.getEncoder().encodeToString(digest);
    }

    /** Starts a server with that way in, over a database of its own. */
    static Gatehouse open(Door door, Path database, Options options, Path noop) throws Exception {
        Path folder = folder(door, options);
        Files.createDirectories(folder.resolve("lib"));
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("state.sqlite" + suffix));
        }
        Files.copy(database, folder.resolve("state.sqlite"));
        Files.deleteIfExists(folder.resolve("lib/noop.jar"));
        Files.copy(noop, folder.resolve("lib/noop.jar"));
        Files.writeString(folder.resolve("people"), door.htpasswd() + "\n");
        Files.writeString(
                folder.resolve("gatehouse.yaml"),
                """
                title: Doors
                master: none
                www:
                  port: 0
                  auth: %s
                  authz:
                    allowRules:
                      - ViewBuildsEndpointMatcher: {builder: secret-*, role: admins}
                      - AnyControlEndpointMatcher: {role: admins}
                    roleMatchers:
                      - RolesFromUsername: {roles: [admins], usernames: [alice]}
                """
                        .formatted(door.auth()));
        if (door.auth().equals("DatabaseAuth")) {
            Path phrase = Files.writeString(folder.resolve("phrase"), PHRASE + "\n");
            command(
                    options.war(),
                    folder,
                    "account",
                    "add",
                    "alice",
                    "--password-file",
                    phrase.toString());
        }
        return new Gatehouse(options.war(), folder, options.javaOptions());
    }

    /** The header of a token of alice's, who has logged in to that server before. */
    static String token(Door door, Options options) throws IOException, InterruptedException {
        String token =
                command(
                        options.war(),
                        folder(door, options),
                        "token",
                        "create",
                        "--user",
                        "alice",
                        "--scope",
                        "read",
                        "--expires",
                        "1d");
        return "Bearer " + token.strip();
    }

    private static Path folder(Door door, Options options) {
        return options.folder().resolve(door.name().replaceAll("\\W+", "-"));
    }

    /** What one of the WAR's commands says. */
    private static String command(Path war, Path folder, String... words)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(Child.java(), "-jar", war.toString()));
        line.addAll(List.of(words));
        line.addAll(List.of("--basedir", folder.toString()));
        Path log = folder.resolve("command.log");
        Process process = new ProcessBuilder(line).redirectError(log.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + ": " + Files.readString(log));
        }
        return said;
    }

    private static String password(LoginLoad browser, URI server)
            throws IOException, InterruptedException {
        return password(browser, server, "alice:wonder");
    }

    private static String password(LoginLoad browser, URI server, String credentials)
            throws IOException, InterruptedException {
        String basic =
                Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return LoginLoad.session(
                browser.get(server.resolve("/auth/login"), "Authorization", "Basic " + basic));
    }

    private static String header(LoginLoad browser, URI server)
            throws IOException, InterruptedException {
        return LoginLoad.session(
                browser.get(server.resolve("/config"), "REMOTE_USER", "alice@EXAMPLE.ORG"));
    }

    private static String provider(LoginLoad browser, URI server)
            throws IOException, InterruptedException {
        HttpResponse<String> begun = browser.get(server.resolve("/auth/login"));
        String attempt = begun.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
        HttpResponse<String> agreed = browser.get(location(begun));
        return LoginLoad.session(
                browser.get(
                        server.resolve("/auth/login?" + location(agreed).getRawQuery()),
                        "Cookie",
                        attempt));
    }

    private static URI location(HttpResponse<String> answer) throws IOException {
        return URI.create(
                answer.headers()
                        .firstValue("Location")
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "nowhere to go: "
                                                        + answer.statusCode()
                                                        + " "
                                                        + answer.body())));
    }
}
