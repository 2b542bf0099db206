package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients take AWS's time from the Date of its answers. */
class DateHeaderTest {
  private static final List<String> OPERATIONS =
      List.of(
          "DynamoDB_20120810.ListTables",
          "DynamoDB_20120810.DescribeTable",
          "DynamoDB_20120810.ListExports",
          "DynamoDB_20120810.DescribeExport",
          "DynamoDB_20120810.NoSuchOperation",
          "DynamoDBStreams_20120810.ListStreams",
          "DynamoDBStreams_20120810.DescribeStream");

  @TempDir Path directory;

  @Test
  void everyAnswerOfEveryServiceHasTheDateOfTheServersClock()
      throws IOException, InterruptedException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws = TestAws.quick(directory, clock);
        HttpClient http = HttpClient.newHttpClient()) {
      for (HttpRequest request : requests(aws.aws().endpoint())) {
        Instant now = clock.forward(Duration.ofHours(30));

        assertThat(date(http.send(request, HttpResponse.BodyHandlers.ofString())))
            .as("%s %s", request, request.headers())
            .isEqualTo(now);
      }
    }
  }

  private static List<HttpRequest> requests(URI endpoint) {
    List<HttpRequest> requests = new ArrayList<>();
    for (String operation : OPERATIONS) {
      requests.add(
          HttpRequest.newBuilder(endpoint.resolve("/"))
              .header("X-Amz-Target", operation)
              .header("Content-Type", "application/x-amz-json-1.0")
              .POST(BodyPublishers.ofString("{}"))
              .build());
    }
    requests.add(
        HttpRequest.newBuilder(endpoint.resolve("/"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("Action=GetCallerIdentity"))
            .build());
    URI object = endpoint.resolve("/" + TestAws.BUCKET + "/k");
    requests.add(HttpRequest.newBuilder(object).build());
    requests.add(HttpRequest.newBuilder(object).PUT(BodyPublishers.ofString("v")).build());
    requests.add(HttpRequest.newBuilder(object).build());
    requests.add(HttpRequest.newBuilder(object).method("HEAD", BodyPublishers.noBody()).build());
    requests.add(HttpRequest.newBuilder(object).header("Range", "bytes=9-").build());
    requests.add(HttpRequest.newBuilder(endpoint.resolve("/" + TestAws.BUCKET)).build());
    requests.add(HttpRequest.newBuilder(endpoint.resolve("/missing/k")).build());
    requests.add(HttpRequest.newBuilder(object).DELETE().build());
    return requests;
  }

  private static Instant date(HttpResponse<String> answer) {
    List<String> dates = answer.headers().allValues("Date");
    assertThat(dates).hasSize(1);
    return ZonedDateTime.parse(dates.getFirst(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }
}
