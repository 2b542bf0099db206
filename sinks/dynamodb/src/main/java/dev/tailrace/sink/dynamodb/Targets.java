package dev.tailrace.sink.dynamodb;

import dev.tailrace.projection.TableOptions;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.dynamodb.TableAdmin.Found;
import dev.tailrace.sink.dynamodb.Target.Status;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The target tables, and which of them are Tailrace's: those that it made, and those that were
 * there and empty. A table that is registered and was replaced behind its back is nobody's.
 */
final class Targets {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

  private final StateTable state;
  private final TableAdmin admin;
  private final TableContents contents;
  private final String prefix;

  Targets(StateTable state, TableAdmin admin, TableContents contents, String prefix) {
    this.state = state;
    this.admin = admin;
    this.contents = contents;
    this.prefix = prefix;
  }

  /**
   * The DynamoDB table's name. It has no schema, so the target's does not count.
   *
   * @throws SinkException.Rejected when DynamoDB has no such names, or no such options
   */
  String nameOf(TargetTable target) {
    String name = prefix + target.name();
    if (!NAME.matcher(name).matches()) {
      throw new SinkException.Rejected(
          "target %s: a DynamoDB table's name has letters, digits, _ . and - alone, 3 to 255 of them; set another target name"
              .formatted(name));
    }
    TableOptions options = target.options();
    if (options.history()
        || options.origins()
        || options.hasSoftDeletes()
        || options.layout() != TableOptions.Layout.COLUMNS) {
      throw new SinkException.Rejected(
          "target %s: a DynamoDB table holds the source's items as they are, and so has no history, soft deletes, origins or document layout; options asked for: %s; leave them out, or set deletes to hard or ignore"
              .formatted(name, options.toText()));
    }
    return name;
  }

  /** The DynamoDB table's name of a target that was made. */
  String nameOf(String target) {
    return prefix + target;
  }

  private Optional<Target> registered(String name) {
    return state.get(Target.itemKey(name)).map(item -> Target.of(name, item));
  }

  /**
   * A table that was made for this source, with this key and these options.
   *
   * @throws SinkException.Rejected when there is none
   */
  Target required(TableId owner, TargetTable asked) {
    String name = nameOf(asked);
    Target target =
        registered(name)
            .filter(t -> t.owner().equals(owner.toString()) && t.status() != Status.MAKING)
            .orElseThrow(() -> missing(owner, name));
    if (!target.key().equals(asked.key())) {
      throw new SinkException.Rejected(
          "%s: table %s has another key, %s; resync it".formatted(owner, name, target.key()));
    }
    if (!target.fits(asked)) {
      throw new SinkException.Rejected(
          "%s: table %s was made with the options %s and is asked for with %s; resync it"
              .formatted(owner, name, target.options(), asked.options().toText()));
    }
    return target;
  }

  /** As {@link #required}, a table that was filled. */
  Target live(TableId owner, TargetTable asked) {
    Target target = required(owner, asked);
    if (target.status() != Status.LIVE) {
      throw missing(owner, target.name());
    }
    return target;
  }

  private static SinkException missing(TableId owner, String name) {
    return new SinkException.Rejected(
        "%s: there is no table %s that Tailrace made for it; resync it".formatted(owner, name));
  }

  private static SinkException foreign(TableId owner, String name) {
    return new SinkException.Rejected(
        "%s: there is a table %s that Tailrace did not make for it; rename or drop it, or take its items out"
            .formatted(owner, name));
  }

  /**
   * Checks that the table is still the one that is registered.
   *
   * @throws SinkException.Rejected when it was dropped or replaced
   */
  void verify(TableId owner, Target target) {
    Found found = admin.find(target.name()).orElseThrow(() -> missing(owner, target.name()));
    if (!isSame(target, found)) {
      throw foreign(owner, target.name());
    }
  }

  private static boolean isSame(Target target, Found found) {
    return found.id().equals(target.tableId());
  }

  /** An action that makes a table count as filled. */
  TransactWriteItem goLive(Target target) {
    return Conditions.put(state.name(), target.at(Status.LIVE).item());
  }

  /**
   * What stands in the way of a target, looked at without changing anything.
   *
   * @param stored whether there is a state table
   * @param live whether the source is streamed into the target
   */
  Optional<String> obstacle(TableId owner, TargetTable asked, boolean stored, boolean live) {
    try {
      plan(owner, asked, stored ? registered(nameOf(asked)) : Optional.empty());
      if (live) {
        verify(owner, live(owner, asked));
      }
      return Optional.empty();
    } catch (SinkException.Rejected e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Checks that a target may be made, and changes nothing. */
  void checkFree(TableId owner, TargetTable asked) {
    plan(owner, asked);
  }

  private record Plan(Optional<Target> registered, Optional<Found> found, boolean ours) {}

  private Plan plan(TableId owner, TargetTable asked) {
    return plan(owner, asked, registered(nameOf(asked)));
  }

  private Plan plan(TableId owner, TargetTable asked, Optional<Target> registered) {
    String name = nameOf(asked);
    if (registered.filter(t -> !t.owner().equals(owner.toString())).isPresent()) {
      throw foreign(owner, name);
    }
    Optional<Found> found = admin.find(name);
    boolean ours = found.isPresent() && registered.filter(t -> isSame(t, found.get())).isPresent();
    boolean sameKey = found.filter(f -> f.key().equals(asked.key())).isPresent();
    if (found.isPresent() && !ours && (!sameKey || !contents.isEmpty(name))) {
      throw foreign(owner, name);
    }
    return new Plan(registered, found, ours);
  }

  /**
   * Makes an empty table, or empties the one that is there: one that Tailrace made is dropped and
   * made again, one that it took over has its items deleted. Between those readers see no table, or
   * some of the items. A crash leaves a registered table that the next call goes on with.
   *
   * @param stillLeading an action that holds while the caller may do this
   * @throws Fence.Stale when it may not
   */
  Target make(TableId owner, TargetTable asked, TransactWriteItem stillLeading, Fence fence) {
    Plan plan = plan(owner, asked);
    String name = nameOf(asked);
    Target next =
        new Target(
            name,
            owner.toString(),
            asked.key(),
            asked.options().toText(),
            Status.MAKING,
            plan.found().isEmpty() || plan.registered().filter(Target::made).isPresent(),
            plan.registered().map(Target::tableId).orElse(""));
    TransactWriteItem register =
        plan.registered().isPresent()
            ? Conditions.put(state.name(), next.item())
            : Conditions.putNew(state.name(), next.item());
    if (!state.transact(List.of(stillLeading, register))) {
      throw new Fence.Stale(
          "%s: its life changed while table %s was to be made".formatted(owner, name));
    }
    // Before the table: no retry may put an item into it that it is emptied of.
    new Quarantine(state, owner).empty(name, fence);
    Found made = emptied(asked, next, plan, fence);
    Target filling = next.withTable(made.id(), Status.FILLING);
    state.put(filling.item());
    return filling;
  }

  private Found emptied(TargetTable asked, Target next, Plan plan, Fence fence) {
    String name = next.name();
    if (plan.found().isEmpty()) {
      return admin.create(name, asked.key());
    }
    Found found = plan.found().get();
    boolean sameKey = found.key().equals(asked.key());
    if (!plan.ours() || (sameKey && contents.isEmpty(name))) {
      return found;
    }
    if (next.made()) {
      fence.check();
      admin.drop(name);
      return admin.create(name, asked.key());
    }
    if (!sameKey) {
      throw new SinkException.Rejected(
          "table %s has the key %s and the source %s; Tailrace did not make it: drop it"
              .formatted(name, found.key(), asked.key()));
    }
    contents.deleteAll(name, asked.key(), fence);
    return found;
  }
}
