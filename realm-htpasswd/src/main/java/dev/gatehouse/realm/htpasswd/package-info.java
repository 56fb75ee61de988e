/**
 * A Shiro realm that lets in the users of an htpasswd file, as Apache's own program writes it.
 * Nothing here knows Gatehouse, a session or a web request: any Shiro application can use it.
 * Start reading at {@link dev.gatehouse.realm.htpasswd.HtpasswdRealm}.
 */
@NullMarked
package dev.gatehouse.realm.htpasswd;

import org.jspecify.annotations.NullMarked;
