package dev.tailrace.preflight;

import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.config.NearestName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileLocation;
import software.amazon.awssdk.regions.Region;

/**
 * Looks at the settings for AWS without a call, beyond what the configuration's own records check:
 * what the environment sets, since the SDK reads that too, and the profiles that are there.
 */
public final class AwsSettings {
  /** A region's name, such as eu-west-1 or us-gov-east-1. */
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d{1,2}");

  /**
   * Where the SDK takes endpoints from, by the page "Service-specific endpoints" of the AWS SDKs
   * and Tools Reference Guide:
   * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
   */
  private static final List<String> ENDPOINT_VARIABLES =
      List.of(
          "AWS_ENDPOINT_URL",
          "AWS_ENDPOINT_URL_DYNAMODB",
          "AWS_ENDPOINT_URL_DYNAMODB_STREAMS",
          "AWS_ENDPOINT_URL_S3",
          "AWS_ENDPOINT_URL_STS");

  private AwsSettings() {}

  /**
   * What can't be used, one message each; empty when all can. No call is made; the AWS files of
   * profiles are read when a profile is named.
   */
  public static List<String> problems(AwsConfig config, Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    AwsPlace.of(config, environment)
        .region()
        .flatMap(AwsSettings::regionProblem)
        .ifPresent(problems::add);
    endpoints(environment)
        .forEach((name, value) -> endpointProblem(name, value).ifPresent(problems::add));
    config.profile().flatMap(AwsSettings::profileProblem).ifPresent(problems::add);
    return List.copyOf(problems);
  }

  private static Optional<String> regionProblem(String region) {
    if (REGION.matcher(region).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        "aws.region %s: no region is called that; write it as eu-west-1%s"
            .formatted(region, regionQuestion(region)));
  }

  /**
   * The question whether another region was meant; empty when this one is known or none is near.
   */
  static String regionQuestion(String region) {
    List<String> known = Region.regions().stream().map(Region::id).sorted().toList();
    return known.contains(region) ? "" : question(region, known);
  }

  private static Map<String, String> endpoints(Map<String, String> environment) {
    Map<String, String> endpoints = new LinkedHashMap<>();
    Optional.ofNullable(System.getProperty("aws.endpointUrl"))
        .ifPresent(e -> endpoints.put("the property aws.endpointUrl", e));
    for (String name : ENDPOINT_VARIABLES) {
      String value = environment.get(name);
      if (value != null && !value.isBlank()) {
        endpoints.put(name, value);
      }
    }
    return endpoints;
  }

  private static Optional<String> endpointProblem(String name, String value) {
    try {
      URI uri = new URI(value);
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return Optional.empty();
      }
    } catch (URISyntaxException e) {
      // Said below, in words that a person can use.
    }
    return Optional.of(
        "%s is no address of an endpoint: %s; write it as http://host:port or https://host"
            .formatted(name, withoutLogin(value)));
  }

  /** A login in an address may be a secret. */
  private static String withoutLogin(String address) {
    return address.replaceFirst("//.*@", "//…@");
  }

  private static Optional<String> profileProblem(String profile) {
    TreeSet<String> known;
    try {
      known = new TreeSet<>(ProfileFile.defaultProfileFile().profiles().keySet());
    } catch (IllegalArgumentException e) {
      return Optional.of(
          "aws.profile %s: %s can't be read: %s".formatted(profile, files(), e.getMessage()));
    }
    if (known.contains(profile)) {
      return Optional.empty();
    }
    String there =
        known.isEmpty() ? "there is no profile at all" : "there are " + String.join(", ", known);
    return Optional.of(
        "aws.profile %s: not in %s, where %s; name one that is there, or add it with aws configure --profile %s"
            .formatted(profile, files(), there, profile));
  }

  private static String files() {
    return ProfileFileLocation.configurationFilePath()
        + " or "
        + ProfileFileLocation.credentialsFilePath();
  }

  /** The question whether another name was meant; empty when none is near. */
  static String question(String written, Collection<String> known) {
    return NearestName.of(written, known).map("; did you mean %s?"::formatted).orElse("");
  }
}
