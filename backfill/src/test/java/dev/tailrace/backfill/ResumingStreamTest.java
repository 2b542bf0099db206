package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.backfill.ResumingStream.Body;
import dev.tailrace.sink.ItemReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

final class ResumingStreamTest {
  private static final int SIZE = 10_000;

  private final byte[] object = object();

  private static byte[] object() {
    byte[] bytes = new byte[SIZE];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aBodyThatEndsTooEarlyWithoutAnErrorIsResumedToo() throws IOException {
    List<Long> offsets = new ArrayList<>();
    try (InputStream in =
        new ResumingStream(
            "thing",
            (offset, version) -> {
              offsets.add(offset);
              byte[] rest = Bytes.from(object, (int) offset);
              byte[] part = offset == 0 ? Bytes.upTo(rest, 500) : rest;
              return body(new ByteArrayInputStream(part), rest.length);
            },
            n -> {})) {
      assertThat(in.readAllBytes()).isEqualTo(object);
    }
    assertThat(offsets).containsExactly(0L, 500L);
  }

  @Test
  void whatTheSdkThrowsWithinABodyIsSortedAsWell() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() {
            throw SdkClientException.create("checksums differ");
          }

          @Override
          public int read(byte[] target, int from, int count) {
            return read();
          }
        };
    InputStream in =
        new ResumingStream(
            "thing",
            (offset, version) ->
                body(new SequenceInputStream(new ByteArrayInputStream(new byte[3]), failing), SIZE),
            n -> {});
    assertThatThrownBy(in::readAllBytes)
        .isInstanceOf(AwsException.Transient.class)
        .hasMessageContaining("thing: checksums differ");
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() {
    InputStream in =
        new ResumingStream(
            "thing",
            (offset, version) -> body(InputStream.nullInputStream(), SIZE),
            ResumingStream.Pause.jittered());
    Thread.currentThread().interrupt();
    assertThatThrownBy(in::read)
        .isInstanceOf(AwsException.Transient.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  /** With an error or without one, before the first byte and behind the last. */
  @Test
  void aBodyThatBreaksOffAnywhereIsResumedWhereItBrokeOff() throws IOException {
    byte[] small = Bytes.upTo(object, 60);
    for (boolean silently : List.of(false, true)) {
      for (int at = 0; at <= small.length; at++) {
        List<Long> offsets = new ArrayList<>();
        try (InputStream in = brokenOnce(small, at, silently, offsets)) {
          assertThat(in.readAllBytes()).isEqualTo(small);
          assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(offsets).isEqualTo(at < small.length ? List.of(0L, (long) at) : List.of(0L));
      }
    }
  }

  private static InputStream brokenOnce(
      byte[] whole, int at, boolean silently, List<Long> offsets) {
    return new ResumingStream(
        "thing",
        (offset, version) -> {
          // Nothing lies behind the end: S3 answers 416.
          assertThat(offset).isLessThan(whole.length);
          offsets.add(offset);
          byte[] rest = Bytes.from(whole, (int) offset);
          if (offsets.size() > 1) {
            return body(new ByteArrayInputStream(rest), rest.length);
          }
          InputStream end = silently ? InputStream.nullInputStream() : new Reset();
          return body(
              new SequenceInputStream(new ByteArrayInputStream(whole, 0, at), end), rest.length);
        },
        n -> {});
  }

  /** A connection that is gone. */
  private static final class Reset extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("reset");
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
      return read();
    }
  }

  /** Five breaks without a byte between them are borne; a single byte starts the count anew. */
  @Test
  void breaksAreBorneWhileThereIsProgressAndGivenUpWithoutIt() throws IOException {
    List<Integer> pauses = new ArrayList<>();
    int[] opened = {0};
    try (InputStream in =
        new ResumingStream(
            "thing",
            (offset, version) -> {
              int given = ++opened[0] <= 50 && opened[0] % 5 == 0 ? 1 : 0;
              return body(
                  new SequenceInputStream(
                      new ByteArrayInputStream(object, (int) offset, given), new Reset()),
                  SIZE - offset);
            },
            pauses::add)) {
      assertThat(in.readNBytes(10)).isEqualTo(Bytes.upTo(object, 10));
      pauses.clear();
      assertThatThrownBy(in::read)
          .isInstanceOf(AwsException.Transient.class)
          .hasMessageContaining("thing: broke off at byte 10 again and again: reset");
    }
    assertThat(pauses).containsExactly(1, 2, 3, 4, 5);
  }

  private static Body body(InputStream in, long length) {
    return new Body(in, Optional.of(length), Optional.empty(), () -> {});
  }

  /** A data file is as whole over a connection that breaks as it is over one that does not. */
  @Test
  void aDataFileIsReadOverAConnectionThatBreaks() {
    StringBuilder text = new StringBuilder();
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      text.append("{\"Item\":{\"pk\":{\"N\":\"%d\"}}}\n".formatted(random.nextLong()));
    }
    byte[] file = HandMadeExport.gzip(text.toString());
    int step = file.length / 4;
    ExportStore breaking =
        new ExportStore() {
          @Override
          public InputStream open(String key) {
            return new ResumingStream(
                key,
                (offset, version) -> {
                  byte[] rest = Bytes.from(file, (int) offset);
                  return body(
                      new ByteArrayInputStream(Bytes.upTo(rest, Math.min(step, rest.length))),
                      rest.length);
                },
                n -> {});
          }

          @Override
          public Optional<InputStream> find(String key) {
            return Optional.of(open(key));
          }

          @Override
          public String describe(String key) {
            return key;
          }
        };
    DataFile listed = new DataFile("x", 1_000, HandMadeExport.md5(file), "");
    int items = 0;
    try (ItemReader reader = DataFiles.open(breaking, listed, ExportFormat.DYNAMODB_JSON)) {
      while (reader.next()) {
        items++;
      }
    }
    assertThat(items).isEqualTo(1_000);
  }
}
