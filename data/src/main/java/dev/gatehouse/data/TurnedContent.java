package dev.gatehouse.data;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.turn.Turns;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes, such as a whole log, whose reading and unpacking takes turns with those of others. While the client
 * takes a part of them no turn is held: one who reads slowly keeps nobody waiting. Used by one thread.
 */
final class TurnedContent implements Answer.Content {
    /** At least so much is gathered before the client gets it: changing turns takes time, too. */
    private static final int PART = 32 * 1024;

    private final Answer.Content content;
    private final Turns turns;
    private final Caller who;

    TurnedContent(Answer.Content content, Turns turns, Caller who) {
        this.content = content;
        this.turns = turns;
        this.who = who;
    }

    @Override
    public @Nullable String version() {
        return content.version();
    }

    @Override
    public OptionalLong knownLength() {
        return content.knownLength();
    }

    @Override
    public long length() throws IOException {
        try (Turns.Turn turn = turns.enter(who, false)) {
            return content.length();
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        inTurns(out, parts -> content.writeTo(parts));
    }

    @Override
    public void writeTo(OutputStream out, long from, long count) throws IOException {
        inTurns(out, parts -> content.writeTo(parts, from, count));
    }

    private void inTurns(OutputStream out, Answer.Content written) throws IOException {
        try (Turns.Turn turn = turns.enter(who, false)) {
            OutputStream parts = new BufferedOutputStream(new Between(out, turn), PART);
            written.writeTo(parts);
            parts.flush();
        }
    }

    /** Gives the turn back while it writes. */
    private static final class Between extends OutputStream {
        private final OutputStream out;
        private final Turns.Turn turn;

        Between(OutputStream out, Turns.Turn turn) {
            this.out = out;
            this.turn = turn;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            turn.leave();
            out.write(bytes, from, count);
            turn.enterAgain();
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
