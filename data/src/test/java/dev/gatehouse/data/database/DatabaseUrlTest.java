package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code db_url} of a Buildbot, as it stands in a {@code master.cfg}. */
class DatabaseUrlTest {
    private static final Path BASEDIR = Path.of("/var/lib/ci");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ci:pw@db/name",
                "postgresql+psycopg2://ci:pw@db/name",
                "postgresql+psycopg://ci:pw@db:5432/name",
                "postgresql+pg8000://ci:pw@db/name",
                "postgresql+asyncpg://ci:pw@db/name",
                "postgres://ci:pw@db/name"
            })
    void of_everyDriverOfPostgresql_isPostgresql(String text) {
        DatabaseUrl url = DatabaseUrl.of(text);
        assertThat(url.dialect()).isEqualTo(Dialect.POSTGRESQL);
        assertThat(url.server(5432)).isEqualTo("db:5432/name");
        assertThat(url.user()).isEqualTo("ci");
        assertThat(url.password()).isEqualTo("pw");
        assertThat(url)
                .hasToString(
                        text.contains(":5432")
                                ? "postgresql://db:5432/name"
                                : "postgresql://db/name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ci:pw@db/name",
                "mysql+mysqldb://ci:pw@db/name",
                "mysql+pymysql://ci:pw@db/name",
                "mysql+mysqlconnector://ci:pw@db/name",
                "mariadb://ci:pw@db/name",
                "mariadb+mariadbconnector://ci:pw@db/name",
                "mysql://ci:pw@db/name?max_idle=300&charset=utf8mb4&use_unicode=True&storage_engine=InnoDB"
            })
    void of_everyDriverOfMysql_isMariadb(String text) {
        DatabaseUrl url = DatabaseUrl.of(text);
        assertThat(url.dialect()).isEqualTo(Dialect.MARIADB);
        assertThat(url.server(3306)).isEqualTo("db:3306/name");
        assertThat(url.query()).isEmpty();
    }

    @Test
    void of_encodedUserAndPassword_areDecoded() {
        DatabaseUrl url =
                DatabaseUrl.of("postgresql://a%40b:p%40s+s%2Fw%25rd:x/y@[::1]:6543/my%20db");
        assertThat(url.user()).isEqualTo("a@b");
        assertThat(url.password()).isEqualTo("p@s+s/w%rd:x/y");
        assertThat(url.server(5432)).isEqualTo("[::1]:6543/my%20db");
    }

    @Test
    void of_noUserAndNoHost_isThisMachine() {
        DatabaseUrl url = DatabaseUrl.of("postgresql:///name");
        assertThat(url.user()).isNull();
        assertThat(url.password()).isNull();
        assertThat(url.server(5432)).isEqualTo("localhost:5432/name");
    }

    @Test
    void of_parametersOfTheDatabase_areHandedOn() {
        assertThat(
                        DatabaseUrl.of(
                                        "postgresql://db/n?sslmode=verify-full&sslrootcert=/etc/c a.pem")
                                .query())
                .isEqualTo("&sslmode=verify-full&sslrootcert=%2Fetc%2Fc%20a.pem");
        assertThat(DatabaseUrl.of("mysql://db/n?sslMode=verify-full").query())
                .isEqualTo("&sslMode=verify-full");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    oracle://ci:secret@db/n        | 'oracle' is no database that can be used
                    mssql+pyodbc://ci:secret@db/n  | 'mssql' is no database that can be used
                    postgresql://ci:secret@db      | it names no database
                    mysql://ci:secret@db/          | it names no database
                    postgresql://ci:secret@db:99999/n | there is no port 99999
                    postgresql://ci:secret@db:x/n  | the port 'x' is no number
                    postgresql://ci:sec%ret@db/n   | it has a lone %; write %25 for it
                    postgresql://db/n?sslmod=require | 'sslmod' is no parameter for PostgreSQL; legal are options, sslcert, sslkey, sslmode, sslrootcert
                    mysql://db/n?unix_socket=/run/s | 'unix_socket' is no parameter for MariaDB; legal are serverSslCert, sslMode
                    jdbc:postgresql://db/n         | leave out 'jdbc:'
                    state.sqlite                   | write sqlite:///state.sqlite for a file in the base directory
                    postgresql:ci@db/n             | write sqlite:///state.sqlite for a file in the base directory
                    """)
    void of_anythingElse_isRefusedSayingWhatIsWrong(String text, String why) {
        assertThatThrownBy(() -> DatabaseUrl.of(text))
                .isInstanceOf(BadDatabase.class)
                .hasMessageStartingWith("cannot use the database URL")
                .hasMessageContaining(why)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite:///state.sqlite, /var/lib/ci/state.sqlite",
        "sqlite:///sub/state.sqlite, /var/lib/ci/sub/state.sqlite",
        "sqlite:////srv/bb/state.sqlite, /srv/bb/state.sqlite",
        "sqlite+pysqlite:///state.sqlite, /var/lib/ci/state.sqlite",
        "sqlite:///state.sqlite?serialize_access=1, /var/lib/ci/state.sqlite",
        "sqlite:///state.sqlite?timeout=30, /var/lib/ci/state.sqlite"
    })
    void sqlite_relativeOrAbsolute_isAFile(String text, Path file) {
        assertThat(SqliteFile.of(new DatabaseSettings(text, BASEDIR, 1))).isEqualTo(file);
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite://, is kept in memory and gone at the end",
        "sqlite:///, is kept in memory and gone at the end",
        "sqlite:///:memory:, is kept in memory and gone at the end",
        "sqlite:state.sqlite, write sqlite:///state.sqlite",
        "sqlite://host/state.sqlite, write sqlite:///state.sqlite",
        "sqlite:///state.sqlite?cache=shared, 'cache' is no parameter for SQLite"
    })
    void sqlite_anythingElse_isRefusedSayingWhatIsWrong(String text, String why) {
        assertThatThrownBy(() -> SqliteFile.of(new DatabaseSettings(text, BASEDIR, 1)))
                .isInstanceOf(BadDatabase.class)
                .hasMessageContaining(why);
    }
}
