package dev.tailrace.demo;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A query that an analyst might write, with its rows. */
final class SampleQuery {
  private SampleQuery() {}

  static void print(Connection warehouse, String sql, PrintStream out) throws SQLException {
    sql.lines().forEach(line -> out.println("  " + line));
    out.println();
    List<List<String>> table = new ArrayList<>();
    try (Statement statement = warehouse.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      List<String> head = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        head.add(rows.getMetaData().getColumnName(i));
      }
      table.add(head);
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          String value = rows.getString(i);
          row.add(value == null ? "" : value);
        }
        table.add(row);
      }
    }
    printAligned(table, out);
  }

  private static void printAligned(List<List<String>> table, PrintStream out) {
    int[] widths = new int[table.get(0).size()];
    for (List<String> row : table) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : table) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
