package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tailrace.backfill.S3Store;
import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.sink.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A bucket in another region than the tables, as S3 answers: it names the region, and no more. */
final class BucketElsewhereTest {
  private static final String REGION = "eu-west-1";
  private static final String OWNER = "123456789012";

  private final List<String> regions = new CopyOnWriteArrayList<>();
  private final List<String> owners = new CopyOnWriteArrayList<>();

  private void answer(HttpExchange call) throws IOException {
    String scope = call.getRequestHeaders().getFirst("Authorization");
    regions.add(scope.replaceFirst("(?s)^.*Credential=[^/]*/[^/]*/([^/]*)/.*$", "$1"));
    owners.add(String.valueOf(call.getRequestHeaders().getFirst("x-amz-expected-bucket-owner")));
    boolean here = regions.getLast().equals(REGION);
    call.getResponseHeaders().add("x-amz-bucket-region", REGION);
    byte[] body = (here ? "whole" : "").getBytes(StandardCharsets.UTF_8);
    boolean head = call.getRequestMethod().equals("HEAD");
    call.sendResponseHeaders(here ? 200 : 301, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      call.getResponseBody().write(body);
    }
    call.close();
  }

  @Test
  void isReadThereAndExpectedToBeItsOwners() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    try (AwsClients aws = clients("http://127.0.0.1:" + server.getAddress().getPort())) {
      S3Store store = new S3Store(aws.s3(), "exports", Optional.of(OWNER));
      try (InputStream in = store.open("key")) {
        assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("whole");
      }
      assertThat(regions).startsWith("us-east-1").endsWith(REGION);
      assertThat(owners.getLast()).isEqualTo(OWNER);

      regions.clear();
      try (InputStream in =
          new S3Store(aws.s3(Optional.of(REGION)), "exports", Optional.of(OWNER)).open("key")) {
        assertThat(in.readAllBytes()).hasSize(5);
      }
      assertThat(regions).containsExactly(REGION);
    } finally {
      server.stop(0);
    }
  }

  private static AwsClients clients(String endpoint) {
    return new AwsClients(
        new AwsConfig(
            Optional.of("us-east-1"),
            Optional.of(endpoint),
            Optional.empty(),
            Optional.of(new Secret("key")),
            Optional.of(new Secret("secret")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }
}
