package dev.tailrace.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tailrace.core.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

class StreamErrorsTest {
  @Test
  void everyFailureSaysWhatToDo() {
    Map<SdkException, Failure.Kind> expected = new LinkedHashMap<>();
    expected.put(ExpiredIteratorException.builder().build(), Failure.Kind.ITERATOR_EXPIRED);
    expected.put(TrimmedDataAccessException.builder().build(), Failure.Kind.POSITION_LOST);
    expected.put(ResourceNotFoundException.builder().build(), Failure.Kind.NOT_FOUND);
    expected.put(LimitExceededException.builder().build(), Failure.Kind.RETRY);
    expected.put(SdkClientException.create("connection reset"), Failure.Kind.RETRY);
    expected.put(service(500, "InternalServerError"), Failure.Kind.RETRY);
    expected.put(service(503, "ServiceUnavailable"), Failure.Kind.RETRY);
    expected.put(service(400, "ThrottlingException"), Failure.Kind.RETRY);
    expected.put(service(400, "ProvisionedThroughputExceededException"), Failure.Kind.RETRY);
    expected.put(service(400, "AccessDeniedException"), Failure.Kind.REFUSED);
    expected.put(service(400, "ValidationException"), Failure.Kind.REFUSED);
    expected.put(service(400, "ExpiredTokenException"), Failure.Kind.REFUSED);
    expected.put(service(400, "UnrecognizedClientException"), Failure.Kind.REFUSED);
    expected.put(service(404, "404"), Failure.Kind.REFUSED);

    expected.forEach(
        (thrown, kind) -> assertThat(failureOf(thrown).kind()).as("%s", thrown).isEqualTo(kind));
  }

  @Test
  void theMessageNamesTheThing() {
    assertThat(failureOf(service(400, "AccessDeniedException")).message()).startsWith("shard x: ");
  }

  private static Failure failureOf(SdkException thrown) {
    return catchThrowableOfType(
            StreamException.class,
            () ->
                StreamErrors.sorted(
                    "shard x",
                    () -> {
                      throw thrown;
                    }))
        .failure();
  }

  private static SdkException service(int status, String code) {
    return DynamoDbException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(code).build())
        .build();
  }
}
