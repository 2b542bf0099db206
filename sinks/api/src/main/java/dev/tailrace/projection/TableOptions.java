package dev.tailrace.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a target table's rows are made of and how long they stay. Fixed when the table is made;
 * other options need a resync.
 *
 * @param layout which columns hold an item
 * @param deletes what becomes of a row whose item was deleted
 * @param expiries the same, where DynamoDB deleted it because its time to live had passed
 * @param history whether every version of an item keeps a row
 * @param origins whether a row names the shard that its change was read from
 */
public record TableOptions(
    Layout layout, Deletes deletes, Deletes expiries, boolean history, boolean origins) {
  /** A row an item, a column an attribute, deleted rows go. */
  public static final TableOptions DEFAULTS =
      new TableOptions(Layout.COLUMNS, Deletes.HARD, Deletes.HARD, false, false);

  /** Which columns hold an item. */
  public enum Layout {
    /** A column an attribute. */
    COLUMNS,
    /** The key's columns, and the whole item in {@link MetaColumn#DOCUMENT}. */
    DOCUMENT,
    /** A column an attribute, and the whole item in {@link MetaColumn#DOCUMENT} as well. */
    BOTH
  }

  /** What becomes of the row of an item that was deleted. */
  public enum Deletes {
    /** It goes. */
    HARD,
    /** It stays as it was, and {@link MetaColumn#DELETED} becomes true. */
    SOFT,
    /** Nothing. */
    IGNORE
  }

  /** The policy for a delete. */
  public Deletes deletes(Expiry expiry) {
    return expiry == Expiry.EXPIRED ? expiries : deletes;
  }

  /** Who deleted an item. */
  public enum Expiry {
    /** DynamoDB, as its time to live had passed. */
    EXPIRED,
    /** Anybody else. */
    NOT_EXPIRED
  }

  /** Whether some deletes leave a row that says so. */
  public boolean hasSoftDeletes() {
    return deletes == Deletes.SOFT || expiries == Deletes.SOFT;
  }

  /** Whether some deletes are as if they had not happened. */
  public boolean hasIgnoredDeletes() {
    return deletes == Deletes.IGNORE || expiries == Deletes.IGNORE;
  }

  /** Whether attributes that are not of the key have columns. */
  public boolean hasAttributeColumns() {
    return layout != Layout.DOCUMENT;
  }

  /** The metadata columns of a table with these options, in their order. */
  public List<MetaColumn> metadata() {
    List<MetaColumn> metadata =
        new ArrayList<>(
            List.of(MetaColumn.SEQUENCE, MetaColumn.COMMITTED_AT, MetaColumn.SYNCED_AT));
    if (history) {
      metadata.add(MetaColumn.VALID_TO);
    }
    if (hasSoftDeletes()) {
      metadata.add(MetaColumn.DELETED);
    }
    if (origins) {
      metadata.add(MetaColumn.SHARD);
    }
    if (layout != Layout.COLUMNS) {
      metadata.add(MetaColumn.DOCUMENT);
    }
    metadata.add(MetaColumn.OVERFLOW);
    return List.copyOf(metadata);
  }

  /** One text, which {@link #parse} reads; stored with a table. */
  public String toText() {
    return "%s deletes=%s expiries=%s history=%s origins=%s"
        .formatted(layout, deletes, expiries, history, origins)
        .toLowerCase(Locale.ROOT);
  }

  /**
   * What {@link #toText} wrote.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static TableOptions parse(String text) {
    String[] parts = text.toUpperCase(Locale.ROOT).split("[ =]", -1);
    if (parts.length != 9) {
      throw new IllegalArgumentException("not a table's options: " + text);
    }
    TableOptions options =
        new TableOptions(
            Layout.valueOf(parts[0]),
            Deletes.valueOf(parts[2]),
            Deletes.valueOf(parts[4]),
            parts[6].equals("TRUE"),
            parts[8].equals("TRUE"));
    if (!options.toText().equals(text)) {
      throw new IllegalArgumentException("not a table's options: " + text);
    }
    return options;
  }
}
