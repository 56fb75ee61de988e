package dev.gatehouse.data.log;

/** Takes each line's first character away, which says where the line came from. One text's; used by one thread. */
final class Channels {
    private boolean lineBegins = true;

    /**
     * Moves the text's next bytes.
     *
     * @param to has room for all of them
     * @return how many are left
     */
    int strip(byte[] bytes, int count, byte[] to) {
        int kept = 0;
        int from = 0;
        while (from < count) {
            if (lineBegins && bytes[from] != '\n') {
                from++;
            }
            int newline = from;
            while (newline < count && bytes[newline] != '\n') {
                newline++;
            }
            int end = Math.min(count, newline + 1);
            System.arraycopy(bytes, from, to, kept, end - from);
            kept += end - from;
            from = end;
            lineBegins = newline < count;
        }
        return kept;
    }
}
