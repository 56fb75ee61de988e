package dev.gatehouse.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code upload_directory}: sends a folder with everything in it as a tar archive, as it is read, so
 * that it needs no room here. Compression {@code bz2} needs the program {@code bzip2} and a file in
 * the temporary folder.
 */
final class UploadDirectory implements Command {
    private static final String BZIP2 = "bzip2";
    private static final long BZIP2_PATIENCE_H = 2;

    private final Path path;
    private final int blockSize;
    private final long limit;
    private final @Nullable String compression;
    private volatile boolean interrupted;

    UploadDirectory(Arguments args) {
        args.require("path", "maxsize", "blocksize", "compress");
        this.path = args.path("path");
        this.blockSize = BlockSender.blockSize(args);
        this.limit = BlockSender.limit(args);
        this.compression = args.textOrNull("compress");
        if (compression != null && !List.of("gz", "bz2").contains(compression)) {
            throw args.wrong("compress", "nil, gz or bz2");
        }
    }

    @Override
    public void run(CommandOutput output) throws InterruptedException {
        String complaint = unreadable();
        if (complaint != null) {
            output.stderr(complaint + "\n");
            output.item("rc", 1);
            return;
        }
        output.header("sending " + path + "\n");
        BlockSender sender =
                new BlockSender(output, "update_upload_directory_write", blockSize, limit);
        try {
            try {
                send(sender);
            } catch (BlockSender.LimitReached e) {
                complaint = "Maximum filesize reached, truncating file '" + path + "'";
            }
            sender.finish();
        } catch (BlockSender.Interrupted e) {
            complaint = "Upload of '" + path + "' was interrupted";
        } catch (IOException e) {
            complaint = "Cannot read directory '" + path + "' for upload: " + Errno.explain(e);
        }
        if (complaint == null) {
            output.ask("update_upload_directory_unpack", "", null);
        } else {
            output.stderr(complaint + "\n");
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

    private @Nullable String unreadable() {
        IOException fault = null;
        if (!Files.exists(path)) {
            fault = new NoSuchFileException(path.toString());
        } else if (!Files.isDirectory(path)) {
            fault = new NotDirectoryException(path.toString());
        }
        return fault == null
                ? null
                : "Cannot read directory '" + path + "' for upload: " + Errno.explain(fault);
    }

    private void send(OutputStream target) throws IOException, InterruptedException {
        if ("bz2".equals(compression)) {
            sendBzip2(target);
            return;
        }
        if ("gz".equals(compression)) {
            GZIPOutputStream gzip = new GZIPOutputStream(target, 8192);
            new TarWriter(gzip, this::checkInterrupt).writeTree(path);
            gzip.finish();
            return;
        }
        new TarWriter(target, this::checkInterrupt).writeTree(path);
    }

    private void sendBzip2(OutputStream target) throws IOException, InterruptedException {
        Path packed = Files.createTempFile("gatehouse-upload", ".tar.bz2");
        try {
            Process bzip2 =
                    new ProcessBuilder(BZIP2, "-c")
                            .redirectOutput(packed.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (OutputStream stdin = bzip2.getOutputStream()) {
                new TarWriter(stdin, this::checkInterrupt).writeTree(path);
            } catch (IOException e) {
                bzip2.destroyForcibly();
                throw e;
            }
            if (!bzip2.waitFor(BZIP2_PATIENCE_H, TimeUnit.HOURS) || bzip2.exitValue() != 0) {
                bzip2.destroyForcibly();
                throw new IOException("bzip2 failed");
            }
            Files.copy(packed, target);
        } finally {
            Files.deleteIfExists(packed);
        }
    }

    private void checkInterrupt() throws IOException {
        if (interrupted) {
            throw new BlockSender.Interrupted();
        }
    }
}
