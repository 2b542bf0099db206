package dev.tailrace.item;

import java.util.Base64;

/**
 * Writes DynamoDB JSON, for whatever arrives in another form: Ion files, stream records, tests.
 *
 * <p>Calls nest as the value does. Inside a map every value is preceded by {@link #name}; inside a
 * list by nothing; inside a set only {@link #element} is allowed. Commas are the writer's business.
 *
 * <pre>{@code
 * writer.beginItem();
 * writer.name("pk"); writer.string("a");
 * writer.name("tags"); writer.beginSet(AttributeType.SS); writer.element("x"); writer.endSet();
 * writer.endItem();
 * }</pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class ItemWriter {
  private final Utf8Buffer out;
  private boolean comma;

  /** Appends to {@code out}. */
  public ItemWriter(Utf8Buffer out) {
    this.out = out;
  }

  /** Opens the item's own map. */
  public void beginItem() {
    out.put('{');
    comma = false;
  }

  /** Closes the item's own map. */
  public void endItem() {
    out.put('}');
    comma = true;
  }

  /** The name of the attribute whose value comes next. */
  public void name(String name) {
    separate();
    JsonString.quote(name, out);
    out.put(':');
    comma = false;
  }

  /** An S. */
  public void string(String value) {
    open("S");
    JsonString.quote(value, out);
    close();
  }

  /** An N, by its text, which is kept as it is. */
  public void number(String value) {
    open("N");
    JsonString.quote(value, out);
    close();
  }

  /** A B. */
  public void binary(byte[] value) {
    open("B");
    out.put('"').put(Base64.getEncoder().encodeToString(value)).put('"');
    close();
  }

  /** A BOOL. */
  public void bool(boolean value) {
    open("BOOL");
    out.put(value ? "true" : "false");
    close();
  }

  /** A NULL. */
  public void nullValue() {
    open("NULL");
    out.put("true");
    close();
  }

  /** Opens an M. */
  public void beginMap() {
    open("M");
    beginItem();
  }

  /** Closes an M. */
  public void endMap() {
    out.put('}');
    close();
  }

  /** Opens an L. */
  public void beginList() {
    open("L");
    out.put('[');
    comma = false;
  }

  /** Closes an L. */
  public void endList() {
    out.put(']');
    close();
  }

  /** Opens one of the three sets. */
  public void beginSet(AttributeType type) {
    if (!type.isSet()) {
      throw new IllegalArgumentException(type + " is not a set");
    }
    open(type.name());
    out.put('[');
    comma = false;
  }

  /** An element of an SS or NS. */
  public void element(String value) {
    separate();
    JsonString.quote(value, out);
  }

  /** An element of a BS. */
  public void element(byte[] value) {
    element(Base64.getEncoder().encodeToString(value));
  }

  /** Closes a set. */
  public void endSet() {
    endList();
  }

  private void open(String descriptor) {
    separate();
    out.put('{').put('"').put(descriptor).put('"').put(':');
  }

  private void close() {
    out.put('}');
    comma = true;
  }

  private void separate() {
    if (comma) {
      out.put(',');
    }
    comma = true;
  }
}
