package dev.gatehouse.www.stream;

/**
 * What a client is told that comes back.
 *
 * @param position the id from which the events that follow go on
 */
record Resumed(How how, String position) {

    /** The words of the wire. */
    enum How {
        /** It brought no id: it has what follows, and fetches what was before. */
        STARTED("started"),
        /** It missed nothing. */
        COMPLETE("complete"),
        /** What it missed follows. */
        REPLAY("replay"),
        /** Nobody knows what it missed, or it is too much: it must fetch again. */
        REFETCH("refetch");

        final String word;

        How(String word) {
            this.word = word;
        }
    }
}
