package dev.tailrace.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.app.QuarantineEntries.Entry;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.Sink;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tailrace quarantine list}: what is there and why. */
@Command(
    name = "list",
    description = "List the items that a target can't store, the oldest first.",
    mixinStandardHelpOptions = true)
final class QuarantineListCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "tailrace.yaml")
  private Path configFile = Path.of("tailrace.yaml");

  @Option(names = "--table", paramLabel = "TABLE", description = "Of this DynamoDB table alone.")
  private Optional<String> table = Optional.empty();

  @Option(names = "--json", description = "Write each item as a line of JSON.")
  private boolean json;

  @Option(names = "--images", description = "With --json, write their images as well.")
  private boolean images;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Config config = ConfigFile.read(configFile);
    PrintWriter out = spec.commandLine().getOut();
    if (!Sinks.quarantines(config.sink().url())) {
      out.print(json ? "" : QuarantineCommand.NOTHING + "\n");
      out.flush();
      return ExitCode.OK;
    }
    try (AwsClients aws = new AwsClients(config.aws());
        Sink sink = Sinks.open(config.sink().url(), config.aws())) {
      List<Entry> entries = QuarantineEntries.of(config, aws, sink, table);
      if (json) {
        entries.forEach(e -> out.println(toJson(e, sink)));
      } else {
        entries.forEach(e -> out.println(toText(e)));
        out.println(
            entries.isEmpty() ? QuarantineCommand.NOTHING : "in quarantine: " + entries.size());
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String toText(Entry entry) {
    Quarantined item = entry.quarantined();
    return "%s: %d bytes, since %s: %s"
        .formatted(entry.title(), item.imageBytes(), item.at(), item.reason());
  }

  private String toJson(Entry entry, Sink sink) {
    ObjectMapper mapper = new ObjectMapper();
    Quarantined item = entry.quarantined();
    Map<String, Object> line = new LinkedHashMap<>();
    try {
      line.put("table", entry.table().table());
      line.put("target", item.target());
      line.put("key", mapper.readTree(item.key().toString()));
      line.put("reason", item.reason());
      line.put("bytes", item.imageBytes());
      line.put("since", item.at().toString());
      item.origin()
          .ifPresent(
              origin -> {
                line.put("shard", origin.shard().shardId());
                line.put("sequence", origin.sequence().toString());
              });
      if (images) {
        Optional<String> image = sink.quarantinedImage(entry.table(), item).map(i -> i.toString());
        if (image.isPresent()) {
          line.put("image", mapper.readTree(image.get()));
        }
      }
      return mapper.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
