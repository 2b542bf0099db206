package dev.tailrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The parameters of one call in AWS's JSON protocol, in which a moment is a number of seconds.
 *
 * @param parameters as they came
 */
record JsonCall(ObjectNode parameters) {

  /** A text that must be there. */
  String text(String name) {
    return optionalText(name)
        .orElseThrow(
            () ->
                AwsError.validation(
                    "1 validation error detected: Value null at '"
                        + name.substring(0, 1).toLowerCase(Locale.ROOT)
                        + name.substring(1)
                        + "' failed to satisfy constraint: Member must not be null"));
  }

  Optional<String> optionalText(String name) {
    JsonNode value = parameters.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw AwsError.validation(name + " must be a string, not " + value);
    }
    return Optional.of(value.textValue());
  }

  /** A moment, cut to the whole second: exports know no finer. */
  Optional<Instant> second(String name) {
    JsonNode value = parameters.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isNumber()) {
      throw AwsError.validation(name + " must be a number of seconds, not " + value);
    }
    BigDecimal seconds = value.decimalValue().setScale(0, RoundingMode.FLOOR);
    if (seconds.abs().compareTo(BigDecimal.valueOf(1_000_000_000_000L)) > 0) {
      throw AwsError.validation(name + " is out of range: " + value);
    }
    return Optional.of(Instant.ofEpochSecond(seconds.longValueExact()));
  }

  /** One of an enumeration's names. */
  <E extends Enum<E>> Optional<E> oneOf(String name, Class<E> values) {
    return optionalText(name)
        .map(
            text ->
                Arrays.stream(values.getEnumConstants())
                    .filter(value -> value.name().equals(text))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            AwsError.validation(
                                name
                                    + " must be one of "
                                    + Arrays.toString(values.getEnumConstants())
                                    + ", not "
                                    + text)));
  }

  int whole(String name, int otherwise, int least, int most) {
    JsonNode value = parameters.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.longValue() < least || value.longValue() > most) {
      throw AwsError.validation(name + " must be in " + least + " to " + most + ", not " + value);
    }
    return value.intValue();
  }

  /** A structure; an empty one if it is absent. */
  JsonCall structure(String name) {
    return parameters.get(name) instanceof ObjectNode node
        ? new JsonCall(node)
        : new JsonCall(parameters.objectNode());
  }

  static BigDecimal seconds(Instant instant) {
    return BigDecimal.valueOf(instant.toEpochMilli(), 3);
  }
}
