package dev.tailrace.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * The few requests that a test's table needs, without AWS's SDK: naming it here would change what
 * Maven resolves for the image. The local endpoint asks for no signature.
 */
final class AwsRequests {
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI endpoint;

  AwsRequests(URI endpoint) {
    this.endpoint = endpoint;
  }

  void makeBucket(String name) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(endpoint.resolve("/" + name))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  /** A table with a partition key {@code pk}, a stream, and point-in-time recovery. */
  void makeTable(String name) throws IOException, InterruptedException {
    dynamoDb(
        "CreateTable",
        """
        {"TableName": "%s", "BillingMode": "PAY_PER_REQUEST",
         "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
         "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
         "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"}}
        """
            .formatted(name));
    dynamoDb(
        "UpdateContinuousBackups",
        """
        {"TableName": "%s",
         "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}}
        """
            .formatted(name));
  }

  void put(String table, String key) throws IOException, InterruptedException {
    dynamoDb(
        "PutItem",
        """
        {"TableName": "%s", "Item": {"pk": {"S": "%s"}, "total": {"N": "12.5"}}}
        """
            .formatted(table, key));
  }

  private void dynamoDb(String action, String json) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(endpoint.resolve("/"))
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", "DynamoDB_20120810." + action)
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
                    + " SignedHeaders=host, Signature=0")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private void send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s: %s", request, answer.body()).isEqualTo(200);
  }
}
