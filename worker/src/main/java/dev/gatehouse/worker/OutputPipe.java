package dev.gatehouse.worker;

import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The reading end of a program's output.
 *
 * <p>A named pipe, because Java's own pipes are closed the moment the program ends: a child that
 * still runs and prints would lose its words and be killed by its next one. The pipe's file is gone
 * as soon as both ends are open. One thread.
 */
final class OutputPipe implements Closeable {
    private static final int MKFIFO_PATIENCE_S = 10;

    private final File file;
    private final RandomAccessFile keeper;
    private final InputStream stream;

    private OutputPipe(Path file) throws IOException {
        this.file = file.toFile();
        // Open for both: neither this nor any later opening waits for the other end.
        keeper = new RandomAccessFile(this.file, "rw");
        stream = new FileInputStream(this.file);
    }

    /** Two pipes in a folder, for stdout and stderr. */
    static OutputPipe[] makeTwo(Path mkfifo, Path folder) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process maker =
                new ProcessBuilder(mkfifo.toString(), "-m", "600", out.toString(), err.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!maker.waitFor(MKFIFO_PATIENCE_S, TimeUnit.SECONDS) || maker.exitValue() != 0) {
            maker.destroyForcibly();
            throw new IOException("mkfifo could not make named pipes in " + folder);
        }
        OutputPipe first = new OutputPipe(out);
        return new OutputPipe[] {first, new OutputPipe(err)};
    }

    ProcessBuilder.Redirect writingEnd() {
        return ProcessBuilder.Redirect.to(file);
    }

    InputStream stream() {
        return stream;
    }

    /** From now on the stream ends when the last process that writes is gone. */
    void started() throws IOException {
        keeper.close();
        Files.deleteIfExists(file.toPath());
    }

    /** The program did not start: lets go of everything. */
    @Override
    public void close() throws IOException {
        try (InputStream in = stream) {
            started();
        }
    }
}
