package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.Redacted;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** Sorts what the SDK throws; nothing else here catches it. */
final class AwsErrors {
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;

  private AwsErrors() {}

  /** Makes a call to DynamoDB; {@code thing} is what it is about, for the message. */
  static <T> T dynamoDb(String thing, String table, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw switch (codeOf(e)) {
        case "PointInTimeRecoveryUnavailableException", "ContinuousBackupsUnavailableException" ->
            pitrOff(thing, table, e);
        case "TableNotFoundException", "ResourceNotFoundException" ->
            new AwsException.NotFound(
                said(thing, e)
                    + "; there is no such table in this region and account: check source.tables and aws",
                e);
        case "ExportNotFoundException" ->
            new AwsException.NotFound(
                said(thing, e)
                    + "; there is no such export: AWS forgets one after a while, so ask for another",
                e);
        case "UnknownOperationException" ->
            new AwsException.Unsupported(
                said(thing, e)
                    + "; this endpoint has no point-in-time exports: use one that does, AWS's own, that of tailrace local, or tailrace local --upstream in front of this one",
                e);
        case "LimitExceededException" ->
            new AwsException.Transient(
                said(thing, e) + "; too many exports run at once: tried again later", e);
        default -> common(thing, e);
      };
    }
  }

  /** The refusal of a table whose recovery is off. */
  static AwsException.PitrOff pitrOff(String thing, String table, Throwable cause) {
    return new AwsException.PitrOff(
        "%s: point-in-time recovery is off, and exports need it; turn it on with aws dynamodb update-continuous-backups --table-name %s --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
            .formatted(thing, table),
        cause);
  }

  /** Whether an export's time was why a call to DynamoDB failed. */
  static boolean isOfInvalidTime(AwsException e) {
    return e.getCause() instanceof SdkException said
        && codeOf(said).equals("InvalidExportTimeException");
  }

  /**
   * Makes a call to S3 about the object {@code thing}.
   *
   * @throws DataFileException when there is no such object
   */
  static <T> T s3(String thing, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw ofS3(thing, e);
    }
  }

  /** Reads from an object's body, which the SDK has its hands in too. */
  static int read(String thing, InputStream body, byte[] target, int from, int length)
      throws IOException {
    try {
      return body.read(target, from, length);
    } catch (SdkException e) {
      throw ofS3(thing, e);
    }
  }

  private static RuntimeException ofS3(String thing, SdkException e) {
    if (AwsWords.isOfCredentials(e)) {
      return common(thing, e);
    }
    return switch (codeOf(e)) {
      case "NoSuchBucket" ->
          new AwsException.NotFound(
              said(thing, e) + "; there is no such bucket: check its name, and aws.region", e);
      case "NoSuchKey" -> missing(thing, e);
      case "AccessDenied" ->
          new AwsException.AccessDenied(
              said(thing, e) + "; " + Permission.toReadFromS3(AwsWords.of(e)), e);
      case "InvalidObjectState" ->
          new AwsException.Permanent(
              said(thing, e) + "; it is in an archive tier: restore it first", e);
      case "PreconditionFailed" ->
          new DataFileException(
              said(thing, e) + "; it was replaced while it was read: start again", e);
      case "PermanentRedirect", "AuthorizationHeaderMalformed" ->
          new AwsException.Permanent(
              said(thing, e)
                  + "; the bucket is in another region: set export.bucket-region to it, or --region of ingest",
              e);
      // What stands before S3 has no code of AWS's: it says nothing of the object.
      case "" -> common(thing, e);
      default -> statusOf(e) == NOT_FOUND ? missing(thing, e) : common(thing, e);
    };
  }

  private static DataFileException missing(String thing, SdkException e) {
    return new DataFileException(
        said(thing, e) + "; it is missing: put the object back, or ask for another export", e);
  }

  private static AwsException common(String thing, SdkException e) {
    if (e instanceof AbortedException) {
      return new AwsException.Transient(thing + ": interrupted", e);
    }
    String message = said(thing, e);
    if (!(e instanceof AwsServiceException service)) {
      // A connection that failed, a time-out, credentials that are not to be had just now.
      return new AwsException.Transient(message, e);
    }
    if (service.isThrottlingException() || service.statusCode() >= 500) {
      return new AwsException.Transient(message, e);
    }
    return switch (codeOf(e)) {
      case "AccessDenied", "AccessDeniedException" ->
          new AwsException.AccessDenied(message + "; " + Permission.refusedTo(e), e);
      case "ExpiredToken",
          "ExpiredTokenException",
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "InvalidSignatureException",
          "MissingAuthenticationTokenException" ->
          new AwsException.AccessDenied(
              message + "; check the credentials under aws, or where the default chain finds them",
              e);
      case "" ->
          service.statusCode() == FORBIDDEN
              ? new AwsException.AccessDenied(message, e)
              : new AwsException.Transient(message, e);
      default ->
          service.statusCode() == FORBIDDEN
              ? new AwsException.AccessDenied(message, e)
              : new AwsException.Permanent(message, e);
    };
  }

  /** AWS's own words, about what they are of. */
  private static String said(String thing, SdkException e) {
    return thing + ": " + Redacted.message(AwsWords.of(e));
  }

  private static int statusOf(SdkException e) {
    return e instanceof AwsServiceException service ? service.statusCode() : 0;
  }

  private static String codeOf(SdkException e) {
    return AwsWords.codeOf(e);
  }
}
