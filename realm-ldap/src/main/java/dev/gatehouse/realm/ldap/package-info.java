/**
 * A Shiro realm that asks an LDAP directory whether a password is right, and for the user's name,
 * e-mail address and groups. Nothing here knows Gatehouse, a session or a web request: any Shiro
 * application can use it. Start reading at {@link dev.gatehouse.realm.ldap.LdapRealm}.
 */
@NullMarked
package dev.gatehouse.realm.ldap;

import org.jspecify.annotations.NullMarked;
