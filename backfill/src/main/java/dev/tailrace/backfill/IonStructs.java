package dev.tailrace.backfill;

import com.amazon.ion.IonException;
import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.system.IonReaderBuilder;
import dev.tailrace.sink.DataFileException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

/** The top-level structs of a data file in Ion, one at a time. */
final class IonStructs implements AutoCloseable {
  private final String name;
  private final CheckedInput in;
  private final IonReader ion;
  private long number;

  IonStructs(String name, CheckedInput in) {
    this.name = name;
    this.in = in;
    this.ion = IonReaderBuilder.standard().build(new Inflated(in));
  }

  /**
   * What {@code reading} makes of the next struct, with the reader on its inside; empty when there
   * is none, which is said only once the file was found sound.
   */
  <T> Optional<T> next(Function<IonReader, T> reading) {
    try {
      IonType type = ion.next();
      if (type == null) {
        drain();
        return Optional.empty();
      }
      number++;
      if (type != IonType.STRUCT || ion.isNullValue()) {
        throw damaged("is no struct");
      }
      ion.stepIn();
      T read = reading.apply(ion);
      ion.stepOut();
      return Optional.of(read);
    } catch (IonException | UnknownValueException e) {
      throw Damage.of(
          name, "value %d is not Ion that exports have (%s)".formatted(number, e.getMessage()), e);
    }
  }

  /** Reads what is behind the last value, so that the checksum is compared whatever it is. */
  private void drain() {
    byte[] rest = new byte[512];
    int count = in.read(rest, 0, rest.length);
    while (count >= 0) {
      count = in.read(rest, 0, rest.length);
    }
  }

  /** What to throw when the current struct is wrong. */
  DataFileException damaged(String how) {
    return Damage.of(name, "value %d %s".formatted(number, how));
  }

  @Override
  public void close() {
    in.close();
  }

  /** A value that no attribute has in Ion. */
  static final class UnknownValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownValueException(String message) {
      super(message);
    }
  }

  /** The inflated bytes as the stream that Ion's reader wants. */
  private static final class Inflated extends InputStream {
    private final CheckedInput in;

    Inflated(CheckedInput in) {
      this.in = in;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      return length == 0 ? 0 : in.read(buffer, from, length);
    }
  }
}
