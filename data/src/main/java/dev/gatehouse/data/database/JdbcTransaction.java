package dev.gatehouse.data.database;

import dev.gatehouse.data.event.Announcement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes on a writing connection. Used by the thread that holds the writing lock. */
final class JdbcTransaction extends JdbcReader implements Transaction {
    private final List<Announcement> news = new ArrayList<>();

    JdbcTransaction(Connection connection, Dialect dialect) {
        super(connection, dialect, OlderSchema.newest(), Recall.NOTHING);
    }

    @Override
    public long insert(String sql, @Nullable Object... arguments) {
        try (PreparedStatement statement =
                connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            began(statement);
            bind(statement, arguments);
            statement.executeUpdate();
            try (ResultSet id = statement.getGeneratedKeys()) {
                return id.next() ? id.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw SqlFault.of(sql, e);
        } finally {
            ended();
        }
    }

    @Override
    public int update(String sql, @Nullable Object... arguments) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            began(statement);
            bind(statement, arguments);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw SqlFault.of(sql, e);
        } finally {
            ended();
        }
    }

    @Override
    public void announce(Announcement announcement) {
        news.add(announcement);
    }

    List<Announcement> news() {
        return List.copyOf(news);
    }
}
