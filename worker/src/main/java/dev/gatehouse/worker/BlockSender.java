package dev.gatehouse.worker;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Sends bytes to the master in blocks, each of which waits for the answer to the one before. Stops at
 * a limit. One thread.
 */
final class BlockSender extends OutputStream {
    /** A block is held in memory and is one message: a master cannot ask for a larger one. */
    static final int LARGEST_BLOCK = 4 << 20;

    private final CommandOutput output;
    private final String op;
    private final byte[] block;
    private final long limit;
    private int filled;
    private long taken;

    /**
     * @param limit how many bytes may be sent
     */
    BlockSender(CommandOutput output, String op, int blockSize, long limit) {
        this.output = output;
        this.op = op;
        this.block = new byte[blockSize];
        this.limit = limit;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + (int) Math.min(length, limit - taken);
        while (at < end) {
            int count = Math.min(end - at, block.length - filled);
            System.arraycopy(bytes, at, block, filled, count);
            filled += count;
            taken += count;
            at += count;
            if (filled == block.length) {
                send();
            }
        }
        if (end < offset + length) {
            throw new LimitReached();
        }
    }

    /** Sends what is left of the last block. */
    void finish() throws IOException {
        if (filled > 0) {
            send();
        }
    }

    private void send() throws IOException {
        byte[] full = java.util.Arrays.copyOf(block, filled);
        filled = 0;
        try {
            output.ask(op, "args", full);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the worker is being stopped", e);
        }
    }

    /** There is more than may be sent. */
    static final class LimitReached extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The master wants the transfer stopped. */
    static final class Interrupted extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The block size of a request, within reason. */
    static int blockSize(Arguments args) {
        Long asked = args.wholeOrNull("blocksize");
        return (int) Math.max(1, Math.min(LARGEST_BLOCK, asked == null ? 16384 : asked));
    }

    /** The limit of a request in bytes. */
    static long limit(Arguments args) {
        Long asked = args.wholeOrNull("maxsize");
        return asked == null ? Long.MAX_VALUE : Math.max(0, asked);
    }
}
