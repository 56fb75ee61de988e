package dev.gatehouse.www.cli;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.LoginOffice;
import dev.gatehouse.www.Server;
import dev.gatehouse.www.ServerConfig;
import java.io.PrintWriter;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** What the commands about logins share: where the server's configuration and database are. */
final class Office {
    @Mixin private Locations locations = new Locations();

    /** Works with the server's books; gives the command's exit code. */
    int open(PrintWriter out, PrintWriter err, Function<LoginOffice, String> work) {
        Problems problems = new Problems();
        ServerConfig config = Server.check(locations.config(), System.getenv(), problems);
        if (!problems.errors().isEmpty()) {
            CheckConfigCommand.print(locations.config(), problems, err);
            return Main.USAGE;
        }
        try (LoginOffice office = LoginOffice.open(config, locations.basedir())) {
            out.println(work.apply(office));
        }
        return Main.OK;
    }
}
