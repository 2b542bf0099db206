package dev.tailrace.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB, DynamoDB Streams, S3 (path style), STS's GetCallerIdentity and exports to S3, on one
 * port of 127.0.0.1, reachable from this machine only. Any credentials and any region are taken.
 *
 * <p>Tables live in memory and end with this object; S3's objects stay in the data directory. The
 * page of this module, deploy/local/README.md, says where it differs from AWS.
 *
 * <p>Safe for several threads.
 */
public final class LocalAws implements AutoCloseable {
  private static final String ACCESS_KEY_ID = "local";
  private static final String SECRET_ACCESS_KEY = "local";

  private final LocalAwsOptions options;
  private final Listener listener;
  private final LocalDynamoDBServerHandler dynamoDb;
  private final BlobStore blobs;
  private final ControlPlane controlPlane;

  private LocalAws(LocalAwsOptions options, Listener listener, BlobStore blobs) throws IOException {
    this.options = options;
    this.listener = listener;
    this.blobs = blobs;
    TableGuards guards = new TableGuards();
    JournaledDynamoDb journaled = new JournaledDynamoDb(guards);
    this.dynamoDb = new LocalDynamoDBServerHandler(journaled, null);
    TableReader reader = new TableReader(new EmbeddedTableCalls(journaled));
    HistorySource histories =
        new EmbeddedHistories(options.clock(), options.exports().journalEntries());
    this.controlPlane =
        new ControlPlane(
            new ExportedTables(guards, reader, histories),
            new BlobObjectStore(blobs),
            options.clock(),
            options.exports());
    try {
      listener.start(new FrontDoor(dynamoDb, controlPlane.operations()), new S3Servlet(blobs));
    } catch (IOException | RuntimeException failure) {
      dynamoDb.close();
      throw failure;
    }
  }

  /**
   * Starts; returns when the endpoint answers.
   *
   * @throws IOException if the port is taken or the data directory can't be used
   */
  public static LocalAws start(LocalAwsOptions options) throws IOException {
    // The port first: if it is taken, nothing else has begun yet.
    Listener listener = Listener.bind(Listener.ADDRESS, options.port(), options.clock());
    try {
      Path objects = Files.createDirectories(options.dataDirectory().resolve("s3"));
      return new LocalAws(options, listener, new FilesystemNio2BlobStore(objects.toString()));
    } catch (IOException | RuntimeException failure) {
      listener.close();
      throw failure;
    }
  }

  /** Where every service answers, such as {@code http://127.0.0.1:4566}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.port());
  }

  /** The region of the options. */
  public Region region() {
    return Region.of(options.region());
  }

  /** Credentials to use; any others do as well. */
  public AwsCredentials credentials() {
    return AwsBasicCredentials.create(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
  }

  /**
   * The environment variables that lead the AWS SDKs and the AWS CLI here, in a good order to show.
   */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("AWS_ENDPOINT_URL", endpoint().toString());
    variables.put("AWS_ACCESS_KEY_ID", credentials().accessKeyId());
    variables.put("AWS_SECRET_ACCESS_KEY", credentials().secretAccessKey());
    variables.put("AWS_REGION", options.region());
    variables.put("AWS_DEFAULT_REGION", options.region());
    return Collections.unmodifiableMap(variables);
  }

  /**
   * Stops at once: open connections are cut, exports in progress never end, tables are gone. No
   * thread is left behind. A second call does nothing.
   */
  @Override
  public void close() {
    controlPlane.close();
    listener.close();
    dynamoDb.close();
    blobs.close();
  }
}
