package dev.gatehouse.www.login.accounts;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who changes an account, for the audit log.
 *
 * @param who an administrator's name; empty: the owner himself
 * @param address whence; empty where it is no request
 */
public record By(String who, String address) {
    /** Whoever has the account, or a code for it. */
    public static By owner(String address) {
        return new By("", address);
    }

    Map<String, Object> fields(String name) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("realm", Accounts.REALM);
        fields.put("user", name);
        fields.put("by", who);
        fields.put("address", address);
        return fields;
    }
}
