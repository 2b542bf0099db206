package dev.tailrace.backfill;

import dev.tailrace.sink.ItemReader;

/** Opens an export's data files as items. */
public final class DataFiles {
  private DataFiles() {}

  /**
   * The items of a data file of a full export, checked against the manifest's count and MD5 before
   * the reader says that there are no more.
   *
   * @return to be closed by the caller, used by one thread
   * @throws dev.tailrace.sink.DataFileException when the file is missing
   * @throws AwsException when it can't be had for another reason
   */
  public static ItemReader open(ExportStore store, DataFile file, ExportFormat format) {
    String name = store.describe(file.key());
    CheckedInput input = new CheckedInput(name, store.open(file.key()), file.md5());
    ItemReader items =
        switch (format) {
          case DYNAMODB_JSON -> new JsonItemReader(name, input);
          case ION -> new IonItemReader(name, input);
        };
    return new CountingReader(name, items, file.itemCount());
  }
}
