package dev.gatehouse.data.log;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.gatehouse.data.Unavailable;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.brotli.dec.BrotliInputStream;

/**
 * How lines are packed into a chunk's bytes. What we write is plain or zlib, which every Buildbot can read;
 * what we read is anything that a Buildbot's {@code logCompressionMethod} can have made. Stateless.
 */
final class ChunkCodec {
    static final int RAW = 0;
    static final int ZLIB = 1;
    static final int BZIP2 = 2;
    static final int LZ4 = 3;
    static final int ZSTD = 4;
    static final int BROTLI = 5;

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

    /**
     * The plain bytes, unpacked while they are read: a few kilobytes may hold many megabytes. Reading fails
     * with an {@link IOException} where the chunk is damaged.
     *
     * @throws Unavailable for a method that nobody has told us of
     */
    static InputStream open(int method, byte[] packed) throws IOException {
        if (packed.length == 0 && method != RAW) {
            throw new EOFException("it is empty, which no packed text is");
        }
        InputStream in = new ByteArrayInputStream(packed);
        return switch (method) {
            case RAW -> in;
            case ZLIB -> new InflaterInputStream(in);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case LZ4 -> lz4(packed);
            case ZSTD -> new ZstdInputStreamNoFinalizer(in);
            case BROTLI -> new BrotliInputStream(in);
            default ->
                    throw new Unavailable(
                            "this log is compressed with method "
                                    + method
                                    + ", which this server does not know; it knows 0 to "
                                    + BROTLI);
        };
    }

    /** One LZ4 block, with the length of the plain text as four bytes in front. */
    private static InputStream lz4(byte[] packed) throws IOException {
        if (packed.length < 4) {
            throw new EOFException("an LZ4 block begins with its length, which is missing");
        }
        long length = 0;
        for (int i = 3; i >= 0; i--) {
            length = length << 8 | packed[i] & 0xff;
        }
        InputStream block = new ByteArrayInputStream(packed, 4, packed.length - 4);
        // Buffered, because the decoder reads byte by byte around its literals.
        return new ExactLength(
                new BlockLZ4CompressorInputStream(new BufferedInputStream(block)), length);
    }

    /** Holds a stream to the length that was said of it. */
    private static final class ExactLength extends InputStream {
        private final InputStream in;
        private long left;

        ExactLength(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(bytes, from, (int) Math.min(count, left));
            if (read < 0) {
                throw new EOFException("an LZ4 block ends " + left + " bytes early");
            }
            left -= read;
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
