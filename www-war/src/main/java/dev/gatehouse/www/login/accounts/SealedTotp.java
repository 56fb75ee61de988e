package dev.gatehouse.www.login.accounts;

import dev.gatehouse.data.account.Account;
import dev.gatehouse.www.login.LastingKey;
import dev.gatehouse.www.oauth.Sealing;
import java.util.Optional;

/**
 * What authenticators know, as the database has it: sealed for its account, so that it is nothing in another's
 * row. Rows of earlier versions have it in clear. Any thread.
 */
final class SealedTotp {
    /** Of twenty bytes; the column takes no more. */
    private static final int LENGTH = 64;

    private static final Sealing SEALING =
            new Sealing("gatehouse: what authenticators know", LENGTH);

    private final LastingKey key;

    SealedTotp(LastingKey key) {
        this.key = key;
    }

    String seal(String secret, Account account) {
        return SEALING.sealBytes(Totp.bytes(secret), account.subject(), key.get());
    }

    /** In base 32; empty where there is none, or it was sealed with a key that is lost. */
    Optional<String> open(String kept, Account account) {
        if (Totp.isSecret(kept)) {
            return Optional.of(kept);
        }
        return key.find()
                .flatMap(found -> SEALING.openBytes(kept, account.subject(), found))
                .map(Totp::base32);
    }
}
