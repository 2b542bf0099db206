package dev.tailrace.localstack;

import java.net.URI;

/** A LocalStack that runs, with DynamoDB, its streams, S3 and STS; empty at its start. */
public interface LocalStack extends AutoCloseable {

  /** Where every service answers; any credentials will do. */
  URI endpoint();

  /** Ends it and all that it started. Its tables and objects are gone. */
  @Override
  void close();
}
