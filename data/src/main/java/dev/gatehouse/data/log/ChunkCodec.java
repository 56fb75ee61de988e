package dev.gatehouse.data.log;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.database.BadDatabase;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** How lines are packed into a chunk's bytes: as they are, or as a zlib stream. Stateless. */
final class ChunkCodec {
    static final int RAW = 0;
    static final int ZLIB = 1;
    private static final List<String> METHODS = List.of("raw", "gz", "bz2", "lz4", "zstd", "br");

    private ChunkCodec() {}

    static byte[] compress(byte[] raw) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(raw);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length / 4 + 64);
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    static byte[] decompress(int method, byte[] packed) {
        return switch (method) {
            case RAW -> packed;
            case ZLIB -> inflate(packed);
            default ->
                    throw new Unavailable(
                            "this log is compressed with "
                                    + (method > 0 && method < METHODS.size()
                                            ? METHODS.get(method)
                                            : "method " + method)
                                    + ", which this server does not read yet");
        };
    }

    private static byte[] inflate(byte[] packed) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            ByteArrayOutputStream out = new ByteArrayOutputStream(packed.length * 4);
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && !inflater.finished()) {
                    throw new BadDatabase("a chunk of a log ends in the middle of its zlib stream");
                }
                out.write(buffer, 0, count);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new BadDatabase("a chunk of a log is no zlib stream: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
