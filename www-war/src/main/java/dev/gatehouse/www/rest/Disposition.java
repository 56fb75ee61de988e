package dev.gatehouse.www.rest;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Names a download, whatever the name holds. */
final class Disposition {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9!#$&+.^_`|~-]+");

    private Disposition() {}

    static String attachment(String name) {
        if (PLAIN.matcher(name).matches()) {
            return "attachment; filename=" + name;
        }
        StringBuilder ascii = new StringBuilder();
        for (char c : name.toCharArray()) {
            boolean plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '/';
            ascii.append(plain ? c : '_');
        }
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && PLAIN.matcher(String.valueOf((char) b)).matches()) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b & 0xff));
            }
        }
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }
}
