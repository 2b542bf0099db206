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
