package dev.tailrace.backfill;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.system.IonReaderBuilder;
import dev.tailrace.sink.DataFileException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

/** The top-level structs of a data file in Ion, one at a time. */
final class IonStructs implements AutoCloseable {
  /**
   * Of one value with all that stands before it, as {@link LineReader} has it of a line. Whatever
   * the reader is to keep, symbols and strings too, has fewer bytes than that.
   */
  private static final long LONGEST = 1 << 26;

  private final String name;
  private final CheckedInput in;
  private final Inflated inflated;
  private final IonReader ion;
  private long number;

  IonStructs(String name, CheckedInput in) {
    this.name = name;
    this.in = in;
    this.inflated = new Inflated(in);
    this.ion = IonReaderBuilder.standard().build(inflated);
  }

  /**
   * What {@code reading} makes of the next struct, with the reader on its inside; empty when there
   * is none, which is said only once the file was found sound.
   */
  <T> Optional<T> next(Function<IonReader, T> reading) {
    try {
      inflated.beginValue();
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
    } catch (UnknownValueException e) {
      throw Damage.of(
          name, "value %d is not Ion that exports have (%s)".formatted(number, e.getMessage()), e);
    } catch (TooLongException e) {
      throw Damage.of(name, "value %d is longer than %d bytes".formatted(number, LONGEST));
    } catch (DataFileException | AwsException e) {
      throw e;
    } catch (RuntimeException e) {
      // Ion's reader throws others than its own too, where symbols are numbered beyond all tables.
      // Messages quote what was met, which may be a value of an item.
      throw Damage.of(name, "value %d is not Ion that exports have".formatted(number));
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

  private static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The inflated bytes as the stream that Ion's reader wants. */
  private static final class Inflated extends InputStream {
    private final CheckedInput in;
    private long ofValue;

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
      if (ofValue > LONGEST) {
        throw new TooLongException();
      }
      int count = length == 0 ? 0 : in.read(buffer, from, length);
      ofValue += Math.max(count, 0);
      return count;
    }

    void beginValue() {
      ofValue = 0;
    }
  }
}
