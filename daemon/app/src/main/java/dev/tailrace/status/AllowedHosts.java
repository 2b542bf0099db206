package dev.tailrace.status;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which hosts a request may name. A web page can make a browser ask this port under the page's own
 * name, after its name server has been told to answer with this machine's address; so names that
 * nobody allowed are refused. An address can't be turned that way, so every address is allowed:
 * health checks of ECS and Kubernetes use one.
 */
final class AllowedHosts {
  private final Set<String> names = new HashSet<>();

  /** Allows {@code localhost}, the name that is listened on, and {@code more}. */
  AllowedHosts(InetSocketAddress listen, Set<String> more) {
    names.add("localhost");
    names.add(plain(listen.getHostString()));
    more.forEach(name -> names.add(plain(name)));
  }

  /** Whether {@code host}, without a port, is allowed. */
  boolean allows(String host) {
    return isAddress(host) || names.contains(plain(host));
  }

  /** A name has no colon, and its last label is not of digits alone (RFC 3696, section 2). */
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
