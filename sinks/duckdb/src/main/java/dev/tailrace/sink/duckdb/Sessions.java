package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/** Opens sessions on one DuckDB file, which stays open for as long as this is. */
final class Sessions implements AutoCloseable {
  private final String file;
  private final DuckDBConnection root;
  private final RowFunction rows;

  Sessions(String file, DuckDBConnection root) throws SQLException {
    this.file = file;
    this.root = root;
    this.rows = RowFunction.register(root);
  }

  Session open() throws SQLException {
    return new Session(root.duplicate(), rows);
  }

  Connection connect() throws SQLException {
    return root.duplicate();
  }

  /** The table and the file, for messages. */
  String what(TableId table) {
    return table + " in " + file;
  }

  String file() {
    return file;
  }

  @Override
  public void close() throws SQLException {
    root.close();
  }
}
