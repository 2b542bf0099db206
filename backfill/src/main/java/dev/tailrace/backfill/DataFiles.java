package dev.tailrace.backfill;

import dev.tailrace.sink.ItemReader;
import java.util.function.Function;

/** Opens an export's data files as items. */
public final class DataFiles {
  private DataFiles() {}

  /**
   * The items of a data file of a full export, checked against the manifest's count and MD5 before
   * the reader says that there are no more.
   *
   * @return to be closed by the caller, used by one thread
   * @throws dev.tailrace.sink.DataFileException when the file is missing
   * @throws AwsException when it can't be had for another reason; the reader throws it too
   */
  public static ItemReader open(ExportStore store, DataFile file, ExportFormat format) {
    String name = store.describe(file.key());
    return opened(
        store,
        file,
        input ->
            new CountingReader(
                switch (format) {
                  case DYNAMODB_JSON -> new JsonItemReader(new LineReader(name, input));
                  case ION -> new IonItemReader(new IonStructs(name, input));
                },
                new ItemCount(name, file.itemCount())));
  }

  /**
   * The records of a data file of an incremental export, checked in the same way.
   *
   * @return to be closed by the caller, used by one thread
   * @throws dev.tailrace.sink.DataFileException when the file is missing
   * @throws AwsException when it can't be had for another reason; the reader throws it too
   */
  public static IncrementalReader openIncremental(
      ExportStore store, DataFile file, ExportFormat format) {
    String name = store.describe(file.key());
    ItemCount count = new ItemCount(name, file.itemCount());
    return opened(
        store,
        file,
        input ->
            switch (format) {
              case DYNAMODB_JSON -> new JsonIncrementalReader(new LineReader(name, input), count);
              case ION -> new IonIncrementalReader(new IonStructs(name, input), count);
            });
  }

  private static <R> R opened(
      ExportStore store, DataFile file, Function<CheckedInput, R> readerOf) {
    String name = store.describe(file.key());
    CheckedInput input = new CheckedInput(name, store.open(file.key()), file.md5());
    try {
      return readerOf.apply(input);
    } catch (RuntimeException e) {
      // Ion's reader looks at the first bytes at once.
      input.close();
      throw e;
    }
  }
}
