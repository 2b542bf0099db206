package dev.tailrace.simulator;

/** How likely a call goes wrong, in each of the ways in which one can. */
record Rates(
    double throttled, double refused, double answerLost, double commitUnknown, double slow) {
  static final Rates NONE = new Rates(0, 0, 0, 0, 0);

  /** Each seed has its own mix; in some, a kind of fault never comes. */
  static Rates rolled(Dice dice) {
    return new Rates(
        roll(dice, 0.2), roll(dice, 0.02), roll(dice, 0.1), roll(dice, 0.3), roll(dice, 0.02));
  }

  private static double roll(Dice dice, double most) {
    return dice.chance(0.3) ? 0 : most * dice.between(1, 100) / 100;
  }
}
