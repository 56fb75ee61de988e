package dev.gatehouse.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** The SQL alone, in a process of its own. Used by one thread. */
final class SqlContender implements Contender {
    private final ObjectMapper json = new ObjectMapper();
    private final Child process;
    private final Set<String> loads;

    /**
     * @param loads those for which statements were recorded
     */
    SqlContender(Child process, Set<String> loads) {
        this.process = process;
        this.loads = Set.copyOf(loads);
    }

    @Override
    public boolean takes(Workload load) {
        return loads.contains(load.name());
    }

    @Override
    public Result run(Workload load, Duration time) throws IOException {
        String answer = process.ask(load.name() + " " + load.connections() + " " + time.toMillis());
        return json.readValue(answer, Result.class).holding(process.rss());
    }
}
