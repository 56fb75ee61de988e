package dev.gatehouse.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Everything a master can ask this worker to do, by name. Any thread. */
final class Commands {
    /** Three have two spellings, and both are told to the master. */
    static final List<String> NAMES =
            List.of(
                    "shell",
                    "uploadFile",
                    "upload_file",
                    "uploadDirectory",
                    "upload_directory",
                    "downloadFile",
                    "download_file",
                    "mkdir",
                    "rmdir",
                    "cpdir",
                    "stat",
                    "glob",
                    "listdir",
                    "rmfile");

    private final WorkerSettings settings;
    private final Platform platform;
    private final Executor threads;

    Commands(WorkerSettings settings, Platform platform, Executor threads) {
        this.settings = settings;
        this.platform = platform;
        this.threads = threads;
    }

    /**
     * Makes a command ready to run; nothing has happened yet.
     *
     * @throws BadRequest when there is no such command or its arguments cannot be used
     */
    Command create(String id, String name, Map<?, ?> values) {
        Arguments args = new Arguments(name, values);
        return switch (name) {
            case "shell" -> new ShellCommand(args, settings, platform, threads);
            case "rmdir" -> new RemoveDirectories(args, settings, platform, threads);
            case "cpdir" -> new CopyDirectory(args, settings, platform, threads);
            case "mkdir" -> FileCommand.makeDirectories(args);
            case "stat" -> FileCommand.stat(args);
            case "glob" -> FileCommand.glob(args);
            case "listdir" -> FileCommand.list(args);
            case "rmfile" -> FileCommand.remove(args);
            case "uploadFile", "upload_file" -> new UploadFile(args);
            case "uploadDirectory", "upload_directory" -> new UploadDirectory(args);
            case "downloadFile", "download_file" -> new DownloadFile(args);
            default ->
                    throw new BadRequest(
                            "(command " + id + "): unrecognized WorkerCommand '" + name + "'");
        };
    }
}
