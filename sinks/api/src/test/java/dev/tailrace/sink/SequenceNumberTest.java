package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SequenceNumberTest {
  @Test
  void comparesAsANumberWhateverTheLength() {
    SequenceNumber shorter = SequenceNumber.of("999999999999999999999");
    SequenceNumber longer = SequenceNumber.of("1000000000000000000000");
    SequenceNumber longest = SequenceNumber.of("1234567890123456789012345678901234567890");
    List<SequenceNumber> numbers = new ArrayList<>(List.of(longest, shorter, longer));
    numbers.sort(null);
    assertThat(numbers).containsExactly(shorter, longer, longest);
  }

  @Test
  void tellsNeighboursOfFortyDigitsApart() {
    SequenceNumber one = SequenceNumber.of("1234567890123456789012345678901234567890");
    SequenceNumber next = SequenceNumber.of("1234567890123456789012345678901234567891");
    assertThat(one).isLessThan(next).isNotEqualTo(next);
  }

  @Test
  void zerosInFrontDoNotCountAndAreKept() {
    SequenceNumber padded = SequenceNumber.of("000000000000000000042");
    SequenceNumber bare = SequenceNumber.of("42");
    assertThat(padded).isEqualTo(bare).hasSameHashCodeAs(bare).isEqualByComparingTo(bare);
    assertThat(padded).hasToString("000000000000000000042");
  }

  @Test
  void refusesWhatIsNotAllDecimalDigits() {
    for (String bad : List.of("", "-1", "+1", "1 ", "12a", "1.0", "٣")) {
      assertThatThrownBy(() -> SequenceNumber.of(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("«" + bad + "»");
    }
  }
}
