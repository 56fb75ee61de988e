package dev.gatehouse.realm.ldap;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.directory.api.ldap.model.cursor.CursorException;
import org.apache.directory.api.ldap.model.cursor.SearchCursor;
import org.apache.directory.api.ldap.model.entry.Entry;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.api.ldap.model.exception.LdapOperationException;
import org.apache.directory.api.ldap.model.message.AliasDerefMode;
import org.apache.directory.api.ldap.model.message.Response;
import org.apache.directory.api.ldap.model.message.ResultCodeEnum;
import org.apache.directory.api.ldap.model.message.SearchRequest;
import org.apache.directory.api.ldap.model.message.SearchRequestImpl;
import org.apache.directory.api.ldap.model.message.SearchResultDone;
import org.apache.directory.api.ldap.model.message.SearchResultEntry;
import org.apache.directory.api.ldap.model.message.SearchScope;
import org.apache.directory.api.ldap.model.message.controls.PagedResults;
import org.apache.directory.api.ldap.model.message.controls.PagedResultsImpl;
import org.apache.directory.api.ldap.model.name.Dn;
import org.apache.directory.ldap.client.api.LdapConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question to the directory. Referrals to other servers are passed over: they are no results, and a
 * password never follows one.
 *
 * @param base where to search
 * @param filter with every value in it escaped
 * @param attributes what is wanted of what is found
 * @param limit for the server's time
 */
record Search(Dn base, SearchScope scope, String filter, List<String> attributes, Duration limit) {
    /** Servers give at most 500 or 1,000 entries to a search without pages. */
    private static final int PAGE = 200;

    private static final Logger log = LoggerFactory.getLogger(Search.class);

    Search {
        attributes = List.copyOf(attributes);
    }

    /**
     * The first few entries.
     *
     * @throws LdapOperationException where the search broke off before so many: then there may be more
     */
    List<Entry> first(LdapConnection connection, int most)
            throws LdapException, CursorException, IOException {
        SearchRequest request = request();
        request.setSizeLimit(most);
        List<Entry> entries = new ArrayList<>();
        try (SearchCursor cursor = connection.search(request)) {
            read(cursor, entries, most);
            if (entries.size() < most) {
                ResultCodeEnum code = end(cursor.getSearchResultDone());
                if (code != ResultCodeEnum.SUCCESS) {
                    throw broken(code, cursor.getSearchResultDone());
                }
            }
        }
        return entries;
    }

    /** All entries, page by page; of more than {@code most} the rest is left out, with a warning. */
    List<Entry> all(LdapConnection connection, int most)
            throws LdapException, CursorException, IOException {
        List<Entry> entries = new ArrayList<>();
        byte[] cookie = new byte[0];
        do {
            PagedResults page = new PagedResultsImpl();
            page.setSize(PAGE);
            page.setCookie(cookie);
            SearchRequest request = request();
            request.addControl(page);
            try (SearchCursor cursor = connection.search(request)) {
                read(cursor, entries, most);
                if (entries.size() >= most) {
                    log.warn("{} finds {} entries or more: the rest is left out", filter, most);
                    return entries;
                }
                SearchResultDone done = cursor.getSearchResultDone();
                ResultCodeEnum code = end(done);
                if (code == ResultCodeEnum.SIZE_LIMIT_EXCEEDED) {
                    log.warn(
                            "{} finds more than the {} entries the server gives: the rest is left out",
                            filter,
                            entries.size());
                    return entries;
                }
                if (code != ResultCodeEnum.SUCCESS) {
                    throw broken(code, done);
                }
                cookie =
                        done.getControl(PagedResults.OID) instanceof PagedResults next
                                        && next.getCookie() != null
                                ? next.getCookie()
                                : new byte[0];
            }
        } while (cookie.length > 0);
        return entries;
    }

    private static void read(SearchCursor cursor, List<Entry> entries, int most)
            throws LdapException, CursorException {
        while (entries.size() < most && cursor.next()) {
            Response response = cursor.get();
            if (response instanceof SearchResultEntry found) {
                entries.add(found.getEntry());
            }
        }
    }

    private SearchRequest request() {
        SearchRequest request = new SearchRequestImpl();
        request.setBase(base);
        request.setScope(scope);
        try {
            request.setFilter(filter);
        } catch (LdapException e) {
            throw new IllegalArgumentException("no LDAP filter: " + filter, e);
        }
        request.setTimeLimit((int) Math.max(1, limit.toSeconds()));
        request.setDerefAliases(AliasDerefMode.DEREF_ALWAYS);
        request.addAttributes(attributes.toArray(String[]::new));
        return request;
    }

    /** A search that broke off ends like one that found nothing: only its last word tells. */
    private static ResultCodeEnum end(SearchResultDone done) {
        ResultCodeEnum code = done.getLdapResult().getResultCode();
        return code == ResultCodeEnum.REFERRAL ? ResultCodeEnum.SUCCESS : code;
    }

    private static LdapOperationException broken(ResultCodeEnum code, SearchResultDone done) {
        return new LdapOperationException(
                code, code + ": " + done.getLdapResult().getDiagnosticMessage());
    }
}
