package dev.tailrace.preflight;

import dev.tailrace.config.Config.AwsConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where AWS is, for messages and for the commands in them.
 *
 * @param region the region, if the settings or the environment name one
 * @param endpoint the endpoint that stands for AWS's own, if there is one
 * @param options what the AWS CLI needs to reach the same place, with a leading blank; may be empty
 */
public record AwsPlace(Optional<String> region, Optional<String> endpoint, String options) {
  /**
   * The place that the settings name, or else the environment and the system's properties.
   *
   * @param environment a variable's value by its name, null where it is not set
   */
  @SuppressWarnings("NullAway") // a map's get, passed as a function
  public static AwsPlace of(AwsConfig config, Map<String, String> environment) {
    Map<String, String> options = new LinkedHashMap<>();
    config.region().ifPresent(r -> options.put("--region", r));
    config.endpoint().ifPresent(e -> options.put("--endpoint-url", e));
    config.profile().ifPresent(p -> options.put("--profile", p));
    StringBuilder text = new StringBuilder();
    options.forEach((name, value) -> text.append(' ').append(name).append(' ').append(value));
    return new AwsPlace(
        first(config.region(), environment::get, "aws.region", "AWS_REGION", "AWS_DEFAULT_REGION"),
        first(config.endpoint(), environment::get, "aws.endpointUrl", "AWS_ENDPOINT_URL"),
        text.toString());
  }

  private static Optional<String> first(
      Optional<String> set, UnaryOperator<String> environment, String property, String... names) {
    Optional<String> found = set.or(() -> Optional.ofNullable(System.getProperty(property)));
    for (String name : names) {
      found = found.or(() -> Optional.ofNullable(environment.apply(name)));
    }
    return found.filter(f -> !f.isBlank());
  }

  /** The region in words, such as {@code region eu-west-1}; the endpoint too if one is set. */
  String inWords() {
    return region.map("region "::concat).orElse("the region")
        + endpoint.map(" at "::concat).orElse("");
  }

  /** What is called, in words, such as {@code DynamoDB in region eu-west-1}. */
  String of(String service) {
    return endpoint
        .map(e -> service + " at " + e)
        .orElseGet(() -> service + " in " + region.map("region "::concat).orElse("the region"));
  }

  /** The same in another region, if one is given. */
  public AwsPlace in(Optional<String> other) {
    return other
        .map(
            r ->
                new AwsPlace(
                    other, endpoint, " --region " + r + options.replaceFirst(" --region \\S+", "")))
        .orElse(this);
  }
}
