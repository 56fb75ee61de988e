package dev.gatehouse.worker;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Writes a folder as a tar archive (POSIX ustar, with pax headers for long names and large files):
 * folders, files and links with permissions and times, names relative to the folder, in order.
 * Devices, sockets and pipes are left out. One thread.
 */
final class TarWriter {
    /** Asked before every file and block. */
    interface Check {
        void run() throws IOException;
    }

    private static final int RECORD = 512;
    private static final int TRAILER_RECORDS = 2;
    private static final int LONGEST_NAME = 100;
    private static final long LARGEST_OCTAL = 077777777777L;

    private final OutputStream out;
    private final Check check;

    TarWriter(OutputStream out, Check check) {
        this.out = new BufferedOutputStream(out, 65536);
        this.check = check;
    }

    /** Writes everything below a folder and the archive's end; does not close the stream. */
    void writeTree(Path root) throws IOException {
        writeEntries(root, "");
        out.write(new byte[RECORD * TRAILER_RECORDS]);
        out.flush();
    }

    private void writeEntries(Path folder, String prefix) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        }
        Collections.sort(entries);
        for (Path entry : entries) {
            check.run();
            String name = prefix + entry.getFileName();
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                writeHeader(entry, name + "/", '5', 0, "", attributes);
                writeEntries(entry, name + "/");
            } else if (attributes.isSymbolicLink()) {
                String target = Files.readSymbolicLink(entry).toString();
                writeHeader(entry, name, '2', 0, target, attributes);
            } else if (attributes.isRegularFile()) {
                writeHeader(entry, name, '0', attributes.size(), "", attributes);
                writeContent(entry, attributes.size());
            }
        }
    }

    /** Exactly the size that the header says: a file may grow or shrink meanwhile. */
    private void writeContent(Path file, long size) throws IOException {
        byte[] block = new byte[65536];
        long left = size;
        try (InputStream in = Files.newInputStream(file)) {
            while (left > 0) {
                check.run();
                int length = in.read(block, 0, (int) Math.min(block.length, left));
                if (length < 0) {
                    break;
                }
                out.write(block, 0, length);
                left -= length;
            }
        }
        while (left > 0) {
            int zeros = (int) Math.min(block.length, left);
            out.write(new byte[zeros]);
            left -= zeros;
        }
        pad(size);
    }

    private void writeHeader(
            Path file,
            String name,
            char type,
            long size,
            String target,
            BasicFileAttributes attributes)
            throws IOException {
        StringBuilder pax = new StringBuilder();
        if (!fits(name)) {
            pax.append(paxRecord("path", name));
        }
        if (!fits(target)) {
            pax.append(paxRecord("linkpath", target));
        }
        if (size > LARGEST_OCTAL) {
            pax.append(paxRecord("size", Long.toString(size)));
        }
        int mode = mode(file, type);
        long modified = Math.max(0, attributes.lastModifiedTime().to(TimeUnit.SECONDS));
        if (pax.length() > 0) {
            byte[] records = pax.toString().getBytes(StandardCharsets.UTF_8);
            out.write(record("pax", 'x', records.length, "", 0644, modified));
            out.write(records);
            pad(records.length);
        }
        out.write(record(name, type, Math.min(size, LARGEST_OCTAL), target, mode, modified));
    }

    private static byte[] record(
            String name, char type, long size, String target, int mode, long modified) {
        byte[] header = new byte[RECORD];
        put(header, 0, LONGEST_NAME, name);
        octal(header, 100, 8, mode);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, size);
        octal(header, 136, 12, modified);
        java.util.Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        put(header, 157, LONGEST_NAME, target);
        put(header, 257, 6, "ustar\0");
        put(header, 263, 2, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        octal(header, 148, 7, sum);
        return header;
    }

    /** {@code "LENGTH key=value\n"}, where the length counts itself. */
    private static String paxRecord(String key, String value) {
        int rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() + rest != length) {
            length = Integer.toString(length).length() + rest;
        }
        return length + " " + key + "=" + value + "\n";
    }

    private static boolean fits(String name) {
        // Other bytes than ASCII have no meaning in the old header, only in pax.
        return name.length() <= LONGEST_NAME && name.chars().allMatch(c -> c < 0x80);
    }

    private static int mode(Path file, char type) throws IOException {
        if (type == '2') {
            return 0777;
        }
        try {
            Set<PosixFilePermission> permissions =
                    Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
            int mode = 0;
            for (PosixFilePermission permission : permissions) {
                // The constants stand in the order of the bits, the owner's read first.
                mode |= 0400 >> permission.ordinal();
            }
            return mode;
        } catch (UnsupportedOperationException e) {
            return type == '5' ? 0755 : 0644;
        }
    }

    private void pad(long size) throws IOException {
        int over = (int) (size % RECORD);
        if (over > 0) {
            out.write(new byte[RECORD - over]);
        }
    }

    private static void put(byte[] header, int at, int width, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, Math.min(width, bytes.length));
    }

    private static void octal(byte[] header, int at, int width, long value) {
        String digits = Long.toOctalString(value);
        put(header, at, width - 1, "0".repeat(Math.max(0, width - 1 - digits.length())) + digits);
    }
}
