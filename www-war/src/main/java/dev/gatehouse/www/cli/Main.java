package dev.gatehouse.www.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code java -jar gatehouse.war} does once its classes can be reached. */
@Command(name = "gatehouse", mixinStandardHelpOptions = true, version = "Gatehouse")
public final class Main implements ToIntFunction<List<String>>, Callable<Integer>, AutoCloseable {
    private final Path war;

    public Main(Path war) {
        this.war = war;
    }

    @Override
    public int applyAsInt(List<String> arguments) {
        return new CommandLine(this).execute(arguments.toArray(String[]::new));
    }

    @Override
    public Integer call() {
        System.out.println(war);
        return 0;
    }

    @Override
    public void close() {}
}
