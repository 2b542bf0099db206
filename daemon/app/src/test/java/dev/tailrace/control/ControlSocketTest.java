package dev.tailrace.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlSocketTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;
  private Path configFile = Path.of("");

  @BeforeEach
  void writeConfig() throws IOException {
    configFile = Files.writeString(folder.resolve("shop.yaml"), "pipeline: shop");
  }

  private ControlPlace place() throws IOException {
    return ControlPlace.of("shop", configFile, Map.of("XDG_RUNTIME_DIR", folder.toString()));
  }

  private static ControlAnswer echo(ControlRequest request) {
    return ControlAnswer.of(0, request.verb() + " " + request.table().orElse("all"));
  }

  @Test
  void aRequestIsAnswered() throws IOException {
    try (ControlServer server = ControlServer.start(place(), ControlSocketTest::echo)) {
      assertThat(server.socket()).exists();
      assertThat(ControlClient.ask(place(), ControlRequest.resync("größe \n \"x\"")))
          .hasValueSatisfying(
              a -> {
                assertThat(a.exitCode()).isZero();
                assertThat(a.message()).isEqualTo("resync größe \n \"x\"");
              });
    }
  }

  @Test
  void nobodyAnswersWhereNoDaemonRuns() throws IOException {
    assertThat(ControlClient.ask(place(), ControlRequest.status())).isEmpty();
    ControlServer.start(place(), ControlSocketTest::echo).close();
    assertThat(ControlClient.ask(place(), ControlRequest.status())).isEmpty();
  }

  @Test
  void nobodyElseMayEnter() throws IOException {
    try (ControlServer server = ControlServer.start(place(), ControlSocketTest::echo)) {
      Path socket = server.socket();
      assertThat(permissions(socket)).isEqualTo("rw-------");
      assertThat(permissions(folder.resolve("tailrace"))).isEqualTo("rwx------");
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void aFolderThatOthersMayEnterIsRefused() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
    ControlPlace named = ControlPlace.named(open.resolve("s"));
    assertThatThrownBy(() -> ControlServer.start(named, ControlSocketTest::echo))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 700");
    Path mine = Files.createDirectory(folder.resolve("mine"));
    Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwx------"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), mine);
    assertThatThrownBy(
            () ->
                ControlServer.start(ControlPlace.named(link.resolve("s")), ControlSocketTest::echo))
        .hasMessageContaining("link");
  }

  @Test
  void aPathThatIsTooLongIsNamed() {
    ControlPlace named = ControlPlace.named(folder.resolve("x".repeat(100)));
    assertThatThrownBy(() -> ControlServer.start(named, ControlSocketTest::echo))
        .hasMessageContaining("100 bytes");
  }

  @Test
  void whatAKilledDaemonLeftIsReplaced() throws IOException {
    Path socket;
    try (ControlServer server = ControlServer.start(place(), ControlSocketTest::echo)) {
      socket = server.socket();
    }
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    assertThat(ControlClient.ask(place(), ControlRequest.status())).isEmpty();
    try (ControlServer server = ControlServer.start(place(), ControlSocketTest::echo)) {
      assertThat(server.socket()).isEqualTo(socket);
      assertThat(ControlClient.ask(place(), ControlRequest.status())).isPresent();
    }
  }

  @Test
  void twoDaemonsOfAPipelineHaveSocketsOfTheirOwn() throws IOException {
    ControlServer first = ControlServer.start(place(), r -> ControlAnswer.of(0, "one"));
    try (ControlServer two = ControlServer.start(place(), r -> ControlAnswer.of(0, "two"))) {
      assertThat(two.socket()).isNotEqualTo(first.socket());
      first.close();
      assertThat(ControlClient.ask(place(), ControlRequest.status()))
          .hasValueSatisfying(a -> assertThat(a.message()).isEqualTo("two"));
    }
    ControlPlace named = ControlPlace.named(folder.resolve("tailrace/named"));
    try (ControlServer one = ControlServer.start(named, ControlSocketTest::echo)) {
      assertThat(one.socket()).exists();
      assertThatThrownBy(() -> ControlServer.start(named, ControlSocketTest::echo))
          .hasMessageContaining("another daemon");
      assertThat(ControlClient.ask(named, ControlRequest.status())).isPresent();
    }
  }

  @Test
  void badRequestsAreAnsweredAndHugeOnesCutOff() throws IOException {
    try (ControlServer server = ControlServer.start(place(), ControlSocketTest::echo)) {
      assertThat(raw(server, "no json\n")).contains("\"ok\":false", "not JSON");
      assertThat(raw(server, "{\"version\":2,\"verb\":\"status\"}\n"))
          .contains("\"exit-code\":2", "version 1");
      assertThat(raw(server, "[".repeat(5000) + "\n")).contains("\"ok\":false");
      assertThat(raw(server, "x".repeat(1 << 20))).isEmpty();
      assertThat(ControlClient.ask(place(), ControlRequest.status())).isPresent();
    }
  }

  @Test
  void aDefectIsToldWithoutItsInsides() throws IOException {
    try (ControlServer server =
        ControlServer.start(
            place(),
            r -> {
              throw new IllegalStateException("inside");
            })) {
      assertThat(raw(server, "{\"version\":1,\"verb\":\"status\"}\n"))
          .contains("\"exit-code\":1")
          .doesNotContain("inside");
    }
  }

  @Test
  void thoseThatAskNothingDoNotKeepOthersOut() throws IOException {
    List<SocketChannel> silent = new ArrayList<>();
    try (ControlServer server =
        ControlServer.start(place(), ControlSocketTest::echo, Duration.ofMillis(300))) {
      for (int i = 0; i < 3 * ControlServer.CONNECTIONS; i++) {
        silent.add(connect(server));
      }
      assertThat(ControlClient.ask(place(), ControlRequest.status())).isPresent();
    } finally {
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
  }

  private static SocketChannel connect(ControlServer server) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(server.socket()));
    return channel;
  }

  /** The answer's line; empty when it is cut off. */
  private static String raw(ControlServer server, String request) throws IOException {
    try (SocketChannel channel = connect(server)) {
      CompletableFuture<Void> done = Lines.closeAfter(channel, LONG);
      try {
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
        String line = Lines.read(channel, 1 << 20);
        done.complete(null);
        return line;
      } catch (IOException e) {
        return "";
      }
    }
  }
}
