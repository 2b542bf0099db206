package dev.tailrace.status;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what the server itself refuses, such as a request that is not HTTP, with a line of text
 * that repeats nothing of the request.
 */
final class PlainErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int code = response.getStatus();
    String line = HttpStatus.getMessage(code) + "\n";
    StatusHandler.write(response, new StatusPages.Page(code, StatusPages.TEXT, line), callback);
    return true;
  }
}
