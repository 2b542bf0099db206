package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryUnavailableException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Sorts what the SDK throws; nothing else here catches it. */
final class AwsErrors {
  private AwsErrors() {}

  /** Makes a call; {@code thing} is what it is about, for the message. */
  static <T> T sorted(String thing, Supplier<T> call) {
    try {
      return call.get();
    } catch (NoSuchKeyException e) {
      throw new DataFileException(
          thing + ": it is missing; put the object back, or ask for another export", e);
    } catch (NoSuchBucketException e) {
      throw new AwsException(
          thing + ": there is no such bucket; check export.bucket and aws.region", false, e);
    } catch (PointInTimeRecoveryUnavailableException e) {
      throw new AwsException(
          thing
              + ": point-in-time recovery is off; turn it on with aws dynamodb update-continuous-backups --table-name <table> --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
          false,
          e);
    } catch (SdkException e) {
      throw new AwsException(thing + ": " + mend(e), isPassing(e), e);
    }
  }

  private static String mend(SdkException e) {
    if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
      String code = String.valueOf(service.awsErrorDetails().errorCode());
      if (code.contains("UnknownOperation")) {
        return "this endpoint has no point-in-time exports; use one that does: AWS's own, or ./tailrace local";
      }
      if (code.contains("AccessDenied")) {
        return e.getMessage() + "; grant the action to the role or user that Tailrace runs as";
      }
    }
    return String.valueOf(e.getMessage());
  }

  private static boolean isPassing(SdkException e) {
    if (e instanceof AwsServiceException service) {
      return service.isThrottlingException() || service.statusCode() >= 500;
    }
    return e instanceof SdkClientException;
  }
}
