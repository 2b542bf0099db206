package dev.tailrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * STS's GetCallerIdentity, which tools like to call first: everyone is DynamoDB Local's account.
 */
final class SecurityTokens {
  private static final int LARGEST_BODY = 1 << 16;
  private static final String IDENTITY =
      """
      <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <GetCallerIdentityResult>
          <Arn>arn:aws:iam::000000000000:root</Arn>
          <UserId>000000000000</UserId>
          <Account>000000000000</Account>
        </GetCallerIdentityResult>
        <ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>
      </GetCallerIdentityResponse>
      """;
  private static final String UNKNOWN =
      """
      <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <Error>
          <Type>Sender</Type>
          <Code>InvalidAction</Code>
          <Message>Of STS there is only GetCallerIdentity here</Message>
        </Error>
        <RequestId>local</RequestId>
      </ErrorResponse>
      """;

  private SecurityTokens() {}

  /** Whether a request is a call to STS: forms are posted to no other service here. */
  static boolean isFor(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return HttpMethod.POST.is(request.getMethod())
        && "/".equals(request.getHttpURI().getCanonicalPath())
        && type != null
        && type.startsWith("application/x-www-form-urlencoded");
  }

  static boolean handle(Request request, Response response, Callback callback) throws IOException {
    String form;
    try (InputStream in = Content.Source.asInputStream(request)) {
      form = new String(in.readNBytes(LARGEST_BODY), StandardCharsets.UTF_8);
    }
    boolean known = ("&" + form + "&").contains("&Action=GetCallerIdentity&");
    response.setStatus(known ? HttpStatus.OK_200 : HttpStatus.BAD_REQUEST_400);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/xml");
    response.write(true, FrontDoor.utf8(known ? IDENTITY : UNKNOWN), callback);
    return true;
  }
}
