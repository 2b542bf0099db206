package dev.tailrace.backfill;

import com.amazon.ion.IonException;
import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.system.IonReaderBuilder;
import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.ItemReader;
import java.io.IOException;
import java.io.InputStream;

/** Ion values of {@code {Item:{…}}}, written anew as DynamoDB JSON, one at a time. */
final class IonItemReader implements ItemReader {
  private final String name;
  private final CheckedInput in;
  private final IonReader ion;
  private final Utf8Buffer json = new Utf8Buffer(4096);
  private final IonValues values = new IonValues(new ItemWriter(json));
  private long count;

  IonItemReader(String name, CheckedInput in) {
    this.name = name;
    this.in = in;
    this.ion = IonReaderBuilder.standard().build(new Inflated(in));
  }

  @Override
  public boolean next() {
    try {
      IonType type = ion.next();
      if (type == null) {
        return false;
      }
      count++;
      if (type != IonType.STRUCT) {
        throw damaged("is no struct", new IllegalStateException());
      }
      json.clear();
      ion.stepIn();
      boolean found = false;
      while (ion.next() != null) {
        if ("Item".equals(ion.getFieldName()) && ion.getType() == IonType.STRUCT) {
          values.item(ion);
          found = true;
        }
      }
      ion.stepOut();
      if (!found) {
        throw damaged("has no Item", new IllegalStateException());
      }
      return true;
    } catch (IonException | IonValues.UnknownValueException e) {
      if (e.getCause() instanceof DataFileException inflating) {
        throw inflating;
      }
      throw damaged("is not Ion that exports have: " + e.getMessage(), e);
    }
  }

  private DataFileException damaged(String how, RuntimeException cause) {
    return new DataFileException(
        "%s: value %d %s; nothing of the file was loaded. Copy it again, or ask for another export"
            .formatted(name, count, how),
        cause);
  }

  @Override
  public byte[] bytes() {
    return json.array();
  }

  @Override
  public int from() {
    return 0;
  }

  @Override
  public int to() {
    return json.length();
  }

  @Override
  public void close() {
    in.close();
  }

  /** The inflated bytes as the stream that Ion's reader wants. */
  private static final class Inflated extends InputStream {
    private final CheckedInput in;

    Inflated(CheckedInput in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      return in.read(buffer, from, length);
    }
  }
}
