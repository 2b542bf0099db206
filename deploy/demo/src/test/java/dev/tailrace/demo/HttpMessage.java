package dev.tailrace.demo;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An HTTP/1.1 request or answer, held whole. */
final class HttpMessage {
  private static final String TARGET = "x-amz-target";

  private final List<String> head;
  private final byte[] body;

  /** The head's lines, the first one included, as they came; the body without chunks' framing. */
  HttpMessage(List<String> head, byte[] body) {
    this.head = List.copyOf(head);
    this.body = body;
  }

  /** The next message; empty when the connection ends before one begins. */
  static Optional<HttpMessage> read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    List<String> head = new ArrayList<>();
    for (String line = first; !line.isEmpty(); line = line(in)) {
      head.add(line);
    }
    HttpMessage bodyless = new HttpMessage(head, new byte[0]);
    return Optional.of(new HttpMessage(head, bodyless.bodyOf(in)));
  }

  byte[] body() {
    return body;
  }

  private byte[] bodyOf(InputStream in) throws IOException {
    if (header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      return chunks(in);
    }
    int length = Integer.parseInt(header("content-length").orElse("0"));
    return exactly(in, length);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      body.writeBytes(exactly(in, size));
      line(in);
    }
    while (!line(in).isEmpty()) {
      // Trailers say nothing that is needed.
    }
    return body.toByteArray();
  }

  private static int chunkSize(InputStream in) throws IOException {
    return Integer.parseInt(line(in).replaceFirst(";.*", "").strip(), 16);
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("%d of %d bytes came".formatted(bytes.length, length));
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** The first header of that name, which is in lower case. */
  Optional<String> header(String name) {
    return head.stream()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  /** Whether a request is for DynamoDB or its streams; what is not is for S3. */
  boolean isForDynamoDb() {
    return header(TARGET).isPresent();
  }

  /** What a request asks for: {@code GetRecords}, or {@code GET /bucket/key} of S3. */
  String call() {
    return header(TARGET)
        .map(target -> target.substring(target.indexOf('.') + 1))
        .orElseGet(() -> head.get(0).replaceFirst(" HTTP/.*", ""));
  }

  HttpMessage withBody(byte[] other) {
    return new HttpMessage(head, other);
  }

  /** The head as bytes, with a length in place of whatever framing it had. */
  byte[] headSaying(int contentLength, String... more) {
    StringBuilder text = new StringBuilder();
    for (String line : head) {
      String name = line.toLowerCase(Locale.ROOT);
      if (!name.startsWith("content-length:")
          && !name.startsWith("transfer-encoding:")
          && !name.startsWith("connection:")) {
        text.append(line).append("\r\n");
      }
    }
    for (String line : more) {
      text.append(line).append("\r\n");
    }
    text.append("Content-Length: ").append(contentLength).append("\r\n\r\n");
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
