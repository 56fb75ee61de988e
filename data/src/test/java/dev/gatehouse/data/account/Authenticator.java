package dev.gatehouse.data.account;

import java.nio.ByteBuffer;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What somebody has on his phone: made after RFC 6238 and nothing of ours. It is here because the tests of the
 * whole server, in a browser too, share what the tests of data have.
 */
public final class Authenticator {
    private Authenticator() {}

    /**
     * What it shows.
     *
     * @param secret in base 32
     * @param stepsAhead 0: now; each is half a minute
     */
    public static String code(String secret, int stepsAhead) throws Exception {
        byte[] key = new byte[20];
        for (int i = 0; i < 32; i++) {
            int value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(secret.charAt(i));
            for (int bit = 0; bit < 5; bit++) {
                int at = i * 5 + bit;
                key[at / 8] |= (byte) ((value >> (4 - bit) & 1) << (7 - at % 8));
            }
        }
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key, "HmacSHA1"));
        long step = Instant.now().getEpochSecond() / 30 + stepsAhead;
        byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
        int number = ByteBuffer.wrap(hash, hash[19] & 0xf, 4).getInt() & 0x7fffffff;
        return String.format("%06d", number % 1_000_000);
    }
}
