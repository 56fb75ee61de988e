package dev.gatehouse.master;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.Stores;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.build.Build;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.DatabaseSettings;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.forcescheduler.Forcescheduler;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * A master without a server, to try real workers with: {@code ByHand BASEDIR CONFIG}. Takes lines: {@code
 * force NAME JSON}, {@code stop BUILDID}, {@code quit}; prints what is announced.
 */
public final class ByHand {

    private ByHand() {}

    public static void main(String[] args) throws Exception {
        Path basedir = Path.of(args[0]);
        EventBus bus = new EventBus("byhand");
        bus.start(
                news -> {
                    String what =
                            news.record() instanceof Build b
                                    ? b.buildid() + " " + b.state_string() + " " + b.results()
                                    : "";
                    System.out.println(news.type() + " " + news.kind() + " " + what);
                    String id =
                            news.record() instanceof dev.gatehouse.data.change.Change c
                                    ? "" + c.changeid()
                                    : "x";
                    return List.of(List.of(news.type() + "s", id, news.kind()));
                });
        Database database =
                Database.open(new DatabaseSettings("sqlite:///state.sqlite", basedir, 4), bus);
        Stores stores = Stores.of(database, Clock.systemUTC());
        Master master =
                new Master(
                        database,
                        stores,
                        bus,
                        basedir,
                        task -> {
                            Thread thread = new Thread(task);
                            thread.setDaemon(true);
                            return thread;
                        },
                        MasterLoop.Clock.SYSTEM);
        master.start(World.config(Files.readString(Path.of(args[1]))));
        System.out.println("port " + master.workerPort().orElse(0));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", 3);
            if (words[0].equals("force")) {
                Forcescheduler form =
                        master.controls().forceschedulers().list().stream()
                                .filter(f -> f.name().equals(words[1]))
                                .findFirst()
                                .orElseThrow();
                System.out.println(
                        master.controls()
                                .forceschedulers()
                                .force(
                                        form,
                                        new ObjectMapper().readTree(words[2]),
                                        Caller.named("alice", "alice@example.org")));
            } else if (words[0].equals("stop")) {
                master.controls()
                        .builds()
                        .stop(Long.parseLong(words[1]), "by hand", Caller.nobody());
            } else if (words[0].equals("quit")) {
                break;
            }
        }
        master.stop();
        database.close();
        bus.close();
    }
}
