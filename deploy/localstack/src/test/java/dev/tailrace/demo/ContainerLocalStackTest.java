package dev.tailrace.demo;

import dev.tailrace.localstack.LocalStack;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** On LocalStack's image, the last that runs without an account of LocalStack's. */
class ContainerLocalStackTest extends LocalStackContract {
  private static final DockerImageName IMAGE =
      DockerImageName.parse("localstack/localstack:4.14.0");
  private static final int PORT = 4566;
  private static Container container = new Container(new GenericContainer<>(IMAGE));

  private record Container(GenericContainer<?> engine) implements LocalStack {
    @Override
    public URI endpoint() {
      return URI.create("http://" + engine.getHost() + ":" + engine.getMappedPort(PORT));
    }

    @Override
    public void close() {
      engine.stop();
    }
  }

  @BeforeAll
  static void start() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      System.out.println("skipped: LocalStack in a container (no Docker engine)");
      Assumptions.abort("no Docker engine");
    }
    container
        .engine()
        .withExposedPorts(PORT)
        .withEnv(Map.of("SERVICES", "dynamodb,dynamodbstreams,s3,sts", "DISABLE_EVENTS", "1"))
        .waitingFor(Wait.forHttp("/_localstack/health").forPort(PORT))
        .start();
  }

  @AfterAll
  static void end() {
    container.close();
  }

  @Override
  LocalStack localStack() {
    return container;
  }
}
