package dev.gatehouse.www.cli;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.LoginOffice;
import dev.gatehouse.www.Server;
import dev.gatehouse.www.ServerConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** What the commands about logins share: they work with the server's books, beside servers that run. */
abstract class OfficeCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin private Locations locations = new Locations();

    OfficeCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Does it; gives what goes to the standard output. */
    abstract String work(LoginOffice office);

    /** For what is to be read but not to be piped. */
    final void remark(String line) {
        err.println(line);
    }

    @Override
    public final Integer call() {
        Problems problems = new Problems();
        ServerConfig config = Server.check(locations.config(), System.getenv(), problems);
        if (!problems.errors().isEmpty()) {
            CheckConfigCommand.print(locations.config(), problems, err);
            return Main.USAGE;
        }
        try (LoginOffice office = LoginOffice.open(config, locations.basedir())) {
            out.println(work(office));
        }
        return Main.OK;
    }
}
