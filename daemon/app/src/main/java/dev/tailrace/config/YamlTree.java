package dev.tailrace.config;

import dev.tailrace.config.YamlNode.Entry;
import dev.tailrace.config.YamlNode.Mapping;
import dev.tailrace.config.YamlNode.Scalar;
import dev.tailrace.config.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML into nodes: mappings, lists and texts, and nothing else of what YAML can do. Anchors,
 * aliases and tags are refused, so a small file is never a large tree and never makes an object.
 */
final class YamlTree {
  private static final int DEEPEST = 32;

  /** The second half of {@code {price: decimal(18,2)}}, which YAML takes for a key. */
  private static final Pattern HALF_A_TYPE = Pattern.compile("\\s*\\d+\\s*\\)");

  private final ParserImpl parser;
  private final Problems problems;

  private YamlTree(ParserImpl parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** The file's one value; empty when it has none or is not YAML, which is a problem then. */
  static Optional<YamlNode> read(String yaml, Problems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    try {
      return new YamlTree(new ParserImpl(new StreamReader(yaml), options), problems).document();
    } catch (Stop stop) {
      return Optional.empty();
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      Place place = mark == null ? Place.START : place(mark);
      problems.add(place, YamlMistakes.explain(e.getProblem(), line(yaml, place)));
      return Optional.empty();
    } catch (YAMLException e) {
      problems.add(Place.START, "is not YAML: it holds a character that no text has");
      return Optional.empty();
    }
  }

  private static String line(String yaml, Place place) {
    return yaml.lines().skip(place.line() - 1L).findFirst().orElse("");
  }

  /** What stops the reading at once; the problem is noted. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stop() {
      super(null, null, false, false);
    }
  }

  private Optional<YamlNode> document() {
    parser.getEvent();
    if (parser.checkEvent(Event.ID.StreamEnd)) {
      return Optional.empty();
    }
    parser.getEvent();
    YamlNode root = node(0);
    parser.getEvent();
    if (!parser.checkEvent(Event.ID.StreamEnd)) {
      problems.add(
          place(parser.peekEvent().getStartMark()),
          "a second document begins; keep one, and take --- away");
    }
    return Optional.of(root);
  }

  private YamlNode node(int depth) {
    Event event = parser.getEvent();
    Place place = place(event.getStartMark());
    if (depth > DEEPEST) {
      problems.add(place, "more than %d levels; no configuration has so many".formatted(DEEPEST));
      throw new Stop();
    }
    if (event.is(Event.ID.Alias) || (event instanceof NodeEvent node && node.getAnchor() != null)) {
      problems.add(
          place,
          "anchors (&) and aliases (*) are not taken; write the value out, or put quotes around a text that begins so");
    }
    if ((event instanceof CollectionStartEvent start && start.getTag() != null)
        || (event instanceof ScalarEvent scalar && scalar.getTag() != null)) {
      problems.add(
          place,
          "tags (!) are not taken; leave it out, or put quotes around a text that begins so");
    }
    return switch (event.getEventId()) {
      case MappingStart -> mapping(place, depth);
      case SequenceStart -> sequence(place, depth);
      case Scalar -> scalar(place, (ScalarEvent) event);
      default -> new Scalar(place, "", false);
    };
  }

  private static Scalar scalar(Place place, ScalarEvent event) {
    return new Scalar(place, event.getValue(), event.getScalarStyle() == ScalarStyle.PLAIN);
  }

  private Sequence sequence(Place place, int depth) {
    List<YamlNode> entries = new ArrayList<>();
    while (!parser.checkEvent(Event.ID.SequenceEnd)) {
      entries.add(node(depth + 1));
    }
    parser.getEvent();
    return new Sequence(place, List.copyOf(entries));
  }

  private Mapping mapping(Place place, int depth) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Place> seen = new LinkedHashMap<>();
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      YamlNode key = node(depth + 1);
      YamlNode value = node(depth + 1);
      if (!(key instanceof Scalar name)) {
        problems.add(key.place(), "a key is a word, not a list or a mapping");
        continue;
      }
      boolean halfAType =
          HALF_A_TYPE.matcher(name.text()).matches() && value instanceof Scalar v && v.isNull();
      @Nullable Place before = halfAType ? null : seen.putIfAbsent(name.text(), name.place());
      if (before != null) {
        problems.add(
            name.place(),
            "the key%s stands here a second time, first in line %d; keep one of them"
                .formatted(ShownKey.behindAWord(name.text()), before.line()));
      }
      entries.add(new Entry(name.place(), name.text(), value));
    }
    parser.getEvent();
    return new Mapping(place, List.copyOf(entries));
  }

  private static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
