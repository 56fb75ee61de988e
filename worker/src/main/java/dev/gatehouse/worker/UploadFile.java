package dev.gatehouse.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code upload_file}: sends a file to the master. A file that is too long is sent up to its limit. */
final class UploadFile implements Command {
    private final Path path;
    private final int blockSize;
    private final long limit;
    private final boolean keepStamp;
    private volatile boolean interrupted;

    UploadFile(Arguments args) {
        args.require("path", "maxsize", "blocksize");
        this.path = args.path("path");
        this.blockSize = BlockSender.blockSize(args);
        this.limit = BlockSender.limit(args);
        this.keepStamp = args.flag("keepstamp", false);
    }

    @Override
    public void run(CommandOutput output) throws InterruptedException {
        output.header("sending " + path + "\n");
        String complaint = null;
        CommandFailed refused = null;
        BasicFileAttributes stamp = null;
        try {
            stamp = Files.readAttributes(path, BasicFileAttributes.class);
            complaint = send(output);
        } catch (CommandFailed e) {
            refused = e;
        } catch (IOException e) {
            complaint = "Cannot open file '" + path + "' for upload: " + Errno.of(e).words();
        }
        output.ask("update_upload_file_close", "", null);
        if (complaint != null) {
            output.stderr(complaint + "\n");
        }
        if (refused != null) {
            output.item("rc", 1);
            throw refused;
        }
        if (keepStamp && stamp != null) {
            output.ask(
                    "update_upload_file_utime",
                    Map.of(
                            "access_time", seconds(stamp.lastAccessTime()),
                            "modified_time", seconds(stamp.lastModifiedTime())));
        }
        output.item("rc", complaint == null ? 0 : 1);
    }

    @Override
    public void interrupt() {
        interrupted = true;
    }

    @Override
    public void abandon() {
        interrupted = true;
    }

    private @Nullable String send(CommandOutput output) throws IOException {
        BlockSender sender = new BlockSender(output, "update_upload_file_write", blockSize, limit);
        byte[] buffer = new byte[Math.min(blockSize, 65536)];
        try (InputStream in = Files.newInputStream(path)) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (interrupted) {
                    return "Upload of '" + path + "' was interrupted";
                }
                sender.write(buffer, 0, length);
            }
            sender.finish();
            return null;
        } catch (BlockSender.LimitReached e) {
            sender.finish();
            return "Maximum filesize reached, truncating file '" + path + "'";
        }
    }

    private static double seconds(FileTime time) {
        return time.to(TimeUnit.MICROSECONDS) / 1e6;
    }
}
