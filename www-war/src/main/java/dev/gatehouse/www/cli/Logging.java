package dev.gatehouse.www.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where log lines go when the WAR is started by itself: to standard error, and into {@code gatehouse.log}
 * in the base directory, which is rotated at 10 MB and kept ten times. In a container logback.xml of the
 * WAR applies instead. Called once, by the main thread.
 */
final class Logging {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n";
    private static final String SERVER_PATTERN = "%logger{0}: %msg%n";
    private static final String FILE_PATTERN =
            "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\", UTC} %-5level [%thread] %logger{36}: %msg%n";
    private static final int KEPT = 9;
    private static final long MAX_BYTES = 10_000_000;

    /** Libraries that say more than a person who runs a server wants to read. */
    private static final Map<String, Level> QUIETER =
            Map.of(
                    "org.eclipse.jetty", Level.WARN,
                    "com.zaxxer.hikari", Level.WARN,
                    "org.apache.shiro", Level.WARN,
                    "org.apache.directory", Level.WARN,
                    "org.java_websocket", Level.WARN,
                    "org.glassfish", Level.WARN);

    private Logging() {}

    static void toConsole() {
        toConsole(PATTERN);
    }

    /** For a process whose lines go into the log of the server that started it: it adds the time. */
    static void toServer() {
        toConsole(SERVER_PATTERN);
    }

    private static void toConsole(String pattern) {
        LoggerContext context = reset();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        add(context, new ConsoleAppender<>(), pattern);
    }

    static void toConsoleAndFile(Path basedir) {
        toConsole();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setFile(basedir.resolve("gatehouse.log").toString());

        FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
        names.setContext(context);
        names.setParent(file);
        names.setFileNamePattern(basedir.resolve("gatehouse.log.%i").toString());
        names.setMinIndex(1);
        names.setMaxIndex(KEPT);
        names.start();

        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(MAX_BYTES));
        size.start();

        file.setRollingPolicy(names);
        file.setTriggeringPolicy(size);
        add(context, file, FILE_PATTERN);
    }

    /** Also what is only of use to somebody who looks for a fault: each error, frame and query. */
    static void more() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger("dev.gatehouse.www").setLevel(Level.DEBUG);
        context.getLogger("dev.gatehouse.data.database").setLevel(Level.DEBUG);
    }

    /** Writes what is still buffered and closes the file. */
    static void stop() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static LoggerContext reset() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        QUIETER.forEach((name, level) -> context.getLogger(name).setLevel(level));
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
        return context;
    }

    private static void add(
            LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(pattern);
        encoder.start();
        if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
            console.setTarget("System.err");
        }
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }
}
