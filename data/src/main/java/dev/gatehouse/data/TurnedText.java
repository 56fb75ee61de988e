package dev.gatehouse.data;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.catalog.LongText;
import dev.gatehouse.data.turn.Turns;
import java.io.IOException;
import java.io.Reader;

/** A text of which each part is read and unpacked in a turn; between two parts none is held. */
record TurnedText(LongText text, Turns turns, Caller who) implements LongText {

    @Override
    public Reader open() {
        return new TurnedReader(text.open());
    }

    /** Used by one thread. */
    private final class TurnedReader extends Reader {
        private final Reader reader;
        private boolean begun;

        TurnedReader(Reader reader) {
            this.reader = reader;
        }

        @Override
        public int read(char[] characters, int from, int count) throws IOException {
            try (Turns.Turn turn = turns.enter(who, begun)) {
                begun = true;
                return reader.read(characters, from, count);
            }
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
