package dev.tailrace.local;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gaul.s3proxy.S3ProxyHandler;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * S3 over HTTP: s3proxy's request handler behind our listener, with its exceptions told as S3 tells
 * errors. s3proxy's own server is not used. Signatures are not looked at.
 */
final class S3Servlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Told beside an error, where the store gave them. */
  private static final List<String> TOLD_HEADERS =
      List.of("ETag", "x-amz-delete-marker", "x-amz-version-id", "Allow");

  /** Whose all buckets are. */
  private static final String ACCOUNT = "000000000000";

  private final transient Door door;

  S3Servlet(BlobStore blobs) {
    this.door = new Door(blobs);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (InputStream body = request.getInputStream()) {
      String owner = request.getHeader("x-amz-expected-bucket-owner");
      if (owner != null && !owner.equals(ACCOUNT)) {
        door.deny(request, response);
        return;
      }
      door.doHandle(request, request, response, body, null);
    } catch (AwsServiceException error) {
      door.tell(request, response, error);
    } catch (IOException | RuntimeException failure) {
      // The store wraps its errors at times.
      Optional<AwsServiceException> cause = awsCause(failure);
      if (cause.isPresent()) {
        door.tell(request, response, cause.get());
      } else {
        door.tell(request, response, failure);
      }
    }
  }

  private static Optional<AwsServiceException> awsCause(Throwable failure) {
    for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
      if (at instanceof AwsServiceException error) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }

  private static final class Door extends S3ProxyHandler {
    private static final long LARGEST_OBJECT = 5L << 30;
    private static final long LARGEST_BUFFERED_BODY = 128L << 20;
    private static final int LARGEST_CHUNK = 16 << 20;

    Door(BlobStore blobs) {
      super(
          blobs,
          AuthenticationType.NONE,
          null,
          null,
          null,
          LARGEST_OBJECT,
          LARGEST_BUFFERED_BODY,
          LARGEST_CHUNK,
          true,
          null,
          null,
          Integer.MAX_VALUE);
    }

    /** What S3 says to who expects a bucket to be another account's. */
    void deny(HttpServletRequest request, HttpServletResponse response) throws IOException {
      sendSimpleErrorResponse(request, response, "AccessDenied", 403, "Access Denied", Map.of());
    }

    void tell(HttpServletRequest request, HttpServletResponse response, AwsServiceException error)
        throws IOException {
      Optional.ofNullable(S3Exceptions.httpResponse(error))
          .ifPresent(
              told ->
                  TOLD_HEADERS.forEach(
                      name ->
                          told.firstMatchingHeader(name)
                              .ifPresent(value -> response.setHeader(name, value))));
      String code = S3Exceptions.errorCode(error);
      if (code == null) {
        tellStatus(request, response, error.statusCode());
        return;
      }
      String message = error.awsErrorDetails().errorMessage();
      sendSimpleErrorResponse(
          request, response, code, error.statusCode(), message == null ? "" : message, Map.of());
    }

    private void tellStatus(HttpServletRequest request, HttpServletResponse response, int status)
        throws IOException {
      boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
      boolean unchanged =
          status == HttpServletResponse.SC_PRECONDITION_FAILED
              && reads
              && (request.getHeader("If-None-Match") != null
                  || request.getHeader("If-Modified-Since") != null)
              && request.getHeader("If-Match") == null
              && request.getHeader("If-Unmodified-Since") == null;
      if (unchanged) {
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        return;
      }
      String code =
          switch (status) {
            case 400, 422 -> "BadDigest";
            case 403 -> "AccessDenied";
            case 405 -> "MethodNotAllowed";
            case 412 -> "PreconditionFailed";
            case 416 -> "InvalidRange";
            default -> status >= 500 ? "InternalError" : "InvalidRequest";
          };
      sendSimpleErrorResponse(request, response, code, status, code, Map.of());
    }

    void tell(HttpServletRequest request, HttpServletResponse response, Exception failure)
        throws IOException {
      String message = String.valueOf(failure.getMessage());
      switch (failure) {
        case UnsupportedOperationException missing ->
            sendSimpleErrorResponse(request, response, "NotImplemented", 501, message, Map.of());
        case IllegalArgumentException wrong ->
            sendSimpleErrorResponse(request, response, "InvalidArgument", 400, message, Map.of());
        case IllegalStateException wrong when message.startsWith("PreconditionFailed") ->
            sendSimpleErrorResponse(
                request, response, "PreconditionFailed", 412, message, Map.of());
        case IllegalStateException wrong ->
            sendSimpleErrorResponse(request, response, "InvalidRequest", 400, message, Map.of());
        default ->
            sendSimpleErrorResponse(request, response, "InternalError", 500, message, Map.of());
      }
    }
  }
}
