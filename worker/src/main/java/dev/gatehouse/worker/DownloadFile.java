package dev.gatehouse.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code download_file}: fetches a file from the master, block by block. Missing folders are made. */
final class DownloadFile implements Command {
    private static final Logger log = LoggerFactory.getLogger(DownloadFile.class);

    private final Path path;
    private final int blockSize;
    private final long limit;
    private final @Nullable Long mode;
    private volatile boolean interrupted;

    DownloadFile(Arguments args) {
        args.require("path", "maxsize", "blocksize", "mode");
        this.path = args.path("path");
        this.blockSize = BlockSender.blockSize(args);
        this.limit = BlockSender.limit(args);
        this.mode = args.wholeOrNull("mode");
    }

    @Override
    public void run(CommandOutput output) throws InterruptedException {
        String complaint = null;
        CommandFailed refused = null;
        try {
            complaint = fetch(output);
        } catch (CommandFailed e) {
            refused = e;
        } catch (IOException e) {
            complaint = "Cannot write file '" + path + "' for download: " + Errno.explain(e);
        }
        output.ask("update_read_file_close", "", null);
        if (complaint != null) {
            output.stderr(complaint + "\n");
        }
        output.item("rc", complaint == null && refused == null ? 0 : 1);
        if (refused != null) {
            throw refused;
        }
    }

    @Override
    public void interrupt() {
        interrupted = true;
    }

    @Override
    public void abandon() {
        interrupted = true;
    }

    private @Nullable String fetch(CommandOutput output) throws IOException, InterruptedException {
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (OutputStream file = Files.newOutputStream(path)) {
            setMode();
            long left = limit;
            while (true) {
                if (interrupted) {
                    return "Download of '" + path + "' was interrupted";
                }
                if (left == 0) {
                    return "Maximum filesize reached, truncating file '" + path + "'";
                }
                Object answer = output.ask("update_read_file", "length", Math.min(blockSize, left));
                if (answer == null) {
                    // Some masters have nothing else to say; it is not what the protocol says.
                    log.warn("the master answered nil for a block of {}: taken as its end", path);
                    return null;
                }
                if (!(answer instanceof byte[] block)) {
                    throw new CommandFailed("a bytes-like object is required, not 'str'");
                }
                if (block.length == 0) {
                    return null;
                }
                int taken = (int) Math.min(block.length, left);
                file.write(block, 0, taken);
                left -= taken;
            }
        }
    }

    private void setMode() throws IOException {
        if (mode != null && Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setAttribute(path, "unix:mode", (int) (mode & 07777));
        }
    }
}
