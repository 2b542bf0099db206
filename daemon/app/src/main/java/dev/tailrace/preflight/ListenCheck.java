package dev.tailrace.preflight;

import dev.tailrace.preflight.Finding.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Looks at the address that the status is to be served on. */
public final class ListenCheck {
  private final Findings findings;

  /** A check that notes what it finds in {@code findings}. */
  public ListenCheck(Findings findings) {
    this.findings = findings;
  }

  /**
   * Looks at {@code listen}, a host and a port with a colon between them, or none. The address is
   * bound for a moment, and nobody is let in.
   *
   * @return whether it can be listened on
   */
  public boolean check(String listen) {
    if (listen.equals("none")) {
      return true;
    }
    int colon = listen.lastIndexOf(':');
    String host = listen.substring(0, colon).replaceAll("[\\[\\]]", "");
    int port = Integer.parseInt(listen.substring(colon + 1));
    return canBeBound(listen, host, port);
  }

  private boolean canBeBound(String listen, String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (UnknownHostException e) {
      findings.add(
          Kind.CONFIGURATION,
          "status.listen %s: the host %s has no address; write 127.0.0.1 or another of this machine's"
              .formatted(listen, host));
    } catch (IOException e) {
      findings.add(
          Kind.CONFIGURATION,
          "status.listen: can't listen on %s (%s); choose another address and port, or none"
              .formatted(listen, e.getMessage()));
    }
    return false;
  }
}
