package dev.tailrace.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Whether a warehouse's value is an attribute's. */
final class SameValue {
  private SameValue() {}

  /** Whether a typed column's value is exactly the attribute's. */
  static boolean column(AttributeValue expected, @Nullable Object actual) {
    if (expected.type() == AttributeValue.Type.NUL || actual == null) {
      return actual == null && expected.type() == AttributeValue.Type.NUL;
    }
    return switch (expected.type()) {
      case S -> expected.s().equals(actual);
      case N -> exact(actual).filter(a -> number(expected.n(), a)).isPresent();
      case BOOL -> expected.bool().equals(actual);
      case B -> bytes(actual).filter(a -> Arrays.equals(expected.b().asByteArray(), a)).isPresent();
      case M, L, SS, NS, BS ->
          Comparison.json(actual.toString()).filter(a -> json(expected, a)).isPresent();
      case NUL, UNKNOWN_TO_SDK_VERSION -> false;
    };
  }

  /** Whether two typed values are the same; sets have no order. */
  static boolean typed(AttributeValue expected, AttributeValue actual) {
    if (expected.type() != actual.type()) {
      return false;
    }
    return switch (expected.type()) {
      case N -> number(expected.n(), new BigDecimal(actual.n()));
      case SS -> new HashSet<>(expected.ss()).equals(new HashSet<>(actual.ss()));
      case NS -> sameSet(expected.ns(), actual.ns(), (e, a) -> number(e, new BigDecimal(a)));
      case BS -> new HashSet<>(expected.bs()).equals(new HashSet<>(actual.bs()));
      case L -> sameList(expected.l(), actual.l(), SameValue::typed);
      case M ->
          expected.m().keySet().equals(actual.m().keySet())
              && expected.m().keySet().stream()
                  .allMatch(k -> typed(member(expected, k), member(actual, k)));
      case S, B, BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> expected.equals(actual);
    };
  }

  private static AttributeValue member(AttributeValue map, String name) {
    return Objects.requireNonNull(map.m().get(name), name);
  }

  private static boolean json(AttributeValue expected, JsonNode actual) {
    return switch (expected.type()) {
      case S -> actual.isTextual() && actual.asText().equals(expected.s());
      case N -> jsonNumber(expected.n(), actual);
      case B -> actual.isTextual() && actual.asText().equals(base64(expected.b()));
      case BOOL -> actual.isBoolean() && actual.asBoolean() == expected.bool();
      case NUL -> actual.isNull();
      case L -> actual.isArray() && sameList(expected.l(), elements(actual), SameValue::json);
      case M ->
          actual.isObject()
              && actual.size() == expected.m().size()
              && expected.m().entrySet().stream()
                  .allMatch(
                      e -> actual.has(e.getKey()) && json(e.getValue(), actual.get(e.getKey())));
      case SS ->
          sameSet(expected.ss(), elements(actual), (e, a) -> a.isTextual() && a.asText().equals(e));
      case NS -> sameSet(expected.ns(), elements(actual), SameValue::jsonNumber);
      case BS -> sameSet(expected.bs(), elements(actual), (e, a) -> a.asText().equals(base64(e)));
      case UNKNOWN_TO_SDK_VERSION -> false;
    };
  }

  private static boolean jsonNumber(String expected, JsonNode actual) {
    if (!actual.isNumber() && !actual.isTextual()) {
      return false;
    }
    try {
      return number(expected, new BigDecimal(actual.asText()));
    } catch (NumberFormatException textThatIsNoNumber) {
      return false;
    }
  }

  /** A column's number; empty if it is none, or floating point, which may have lost digits. */
  private static Optional<BigDecimal> exact(Object actual) {
    return actual instanceof Number && !(actual instanceof Double) && !(actual instanceof Float)
        ? Optional.of(new BigDecimal(actual.toString()))
        : Optional.empty();
  }

  private static boolean number(String expected, BigDecimal actual) {
    return new BigDecimal(expected).compareTo(actual) == 0;
  }

  private static <E, A> boolean sameList(List<E> expected, List<A> actual, BiPredicate<E, A> same) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!same.test(expected.get(i), actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static <E, A> boolean sameSet(List<E> expected, List<A> actual, BiPredicate<E, A> same) {
    return expected.size() == actual.size()
        && expected.stream().allMatch(e -> actual.stream().anyMatch(a -> same.test(e, a)));
  }

  private static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  private static String base64(SdkBytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.asByteArray());
  }

  private static Optional<byte[]> bytes(Object actual) {
    if (actual instanceof byte[] bytes) {
      return Optional.of(bytes);
    }
    if (!(actual instanceof Blob blob)) {
      return Optional.empty();
    }
    try {
      return Optional.of(blob.getBytes(1, (int) blob.length()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
