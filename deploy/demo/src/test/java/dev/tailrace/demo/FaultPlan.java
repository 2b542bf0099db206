package dev.tailrace.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Which calls go wrong, and what did. Calls are named as {@link HttpMessage#call} does, and matched
 * by regular expressions; the first rule that strikes is the one. Safe for several threads.
 */
final class FaultPlan {
  private final long seed;
  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, Integer> injected = new TreeMap<>();
  private final Map<String, Integer> calls = new TreeMap<>();

  FaultPlan(long seed) {
    this.seed = seed;
  }

  /** Decides about the {@code ordinal}-th call that a pattern matches, counted from 1. */
  private interface Strike {
    Optional<Fault> on(int ordinal, String call);
  }

  private static final class Rule {
    private final Pattern pattern;
    private final Strike strike;
    private int matched;

    Rule(String pattern, Strike strike) {
      this.pattern = Pattern.compile(pattern);
      this.strike = strike;
    }

    Optional<Fault> on(String call) {
      return pattern.matcher(call).matches() ? strike.on(++matched, call) : Optional.empty();
    }
  }

  /**
   * Strikes by chance. The kinds take turns, so that each is seen after as many strikes; the seed
   * alone says which of the matching calls are struck.
   */
  synchronized FaultPlan sometimes(
      String pattern, double chance, List<Function<RandomGenerator, Fault>> kinds) {
    Random random = new Random(seed + 31L * rules.size());
    int[] strikes = {0};
    return rule(
        pattern,
        (ordinal, call) ->
            random.nextDouble() < chance
                ? Optional.of(kinds.get(strikes[0]++ % kinds.size()).apply(random))
                : Optional.empty());
  }

  /** Strikes the n-th matching call, counted from 1. */
  synchronized FaultPlan nth(String pattern, int n, Fault fault) {
    return rule(pattern, (ordinal, call) -> ordinal == n ? Optional.of(fault) : Optional.empty());
  }

  /** Strikes the first matching calls. */
  synchronized FaultPlan first(String pattern, int count, Fault fault) {
    return rule(
        pattern, (ordinal, call) -> ordinal <= count ? Optional.of(fault) : Optional.empty());
  }

  /** Strikes the n-th matching call, and that same call whenever it is made again. */
  synchronized FaultPlan nthAndItsLike(String pattern, int n, Fault fault) {
    Set<String> struck = new HashSet<>();
    return rule(
        pattern,
        (ordinal, call) ->
            (ordinal == n && struck.add(call)) || struck.contains(call)
                ? Optional.of(fault)
                : Optional.empty());
  }

  private FaultPlan rule(String pattern, Strike strike) {
    rules.add(new Rule(pattern, strike));
    return this;
  }

  /** What is to go wrong with this call, which is counted. */
  synchronized Optional<Fault> next(String call) {
    calls.merge(call, 1, Integer::sum);
    Optional<Fault> fault = Optional.empty();
    for (Rule rule : rules) {
      // All rules count all their calls, whichever of them strikes.
      Optional<Fault> struck = rule.on(call);
      fault = fault.isPresent() ? fault : struck;
    }
    fault.ifPresent(f -> injected.merge(f.kind(), 1, Integer::sum));
    return fault;
  }

  /** How often each kind struck. */
  synchronized Map<String, Integer> injected() {
    return new TreeMap<>(injected);
  }

  /** How often what matches was called, whether or not it went well. */
  synchronized int calls(String pattern) {
    return calls.entrySet().stream()
        .filter(e -> e.getKey().matches(pattern))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }
}
