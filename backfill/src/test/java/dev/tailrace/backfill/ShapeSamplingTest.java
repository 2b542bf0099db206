package dev.tailrace.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.DataFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShapeSamplingTest {
  private static final KeySchema KEY =
      new KeySchema(
          List.of(
              new KeyAttribute("pk", AttributeType.S), new KeyAttribute("sk", AttributeType.N)));

  @TempDir Path bucket = Path.of("");
  private HandMadeExport export = new HandMadeExport(bucket, ExportFormat.DYNAMODB_JSON);

  @BeforeEach
  void makeExport() {
    export = new HandMadeExport(bucket, ExportFormat.DYNAMODB_JSON);
  }

  @Test
  void keyColumnsComeFirstWithTheSamplesTypes() {
    export.file("one", item("\"a\":{\"S\":\"x\"},\"sk\":{\"N\":\"7\"},\"pk\":{\"S\":\"k\"}"));
    export.file("two", item("\"pk\":{\"S\":\"k\"},\"sk\":{\"N\":\"8\"},\"b\":{\"BOOL\":true}"));
    assertThat(shape(KEY).columns())
        .containsExactly(
            new Column("pk", "pk", new ColumnType.Text()),
            new Column("sk", "sk", new ColumnType.Int64()),
            new Column("a", "a", new ColumnType.Text()),
            new Column("b", "b", new ColumnType.Bool()));
  }

  @Test
  void aNumberKeyOfManyDigitsIsADecimal() {
    export.file("one", item("\"pk\":{\"S\":\"k\"},\"sk\":{\"N\":\"" + "9".repeat(38) + "\"}"));
    assertThat(shape(KEY).keyColumns().getLast().type()).isEqualTo(new ColumnType.Decimal(38, 0));
  }

  @Test
  void anExportWithoutItemsHasTheShapeOfItsKey() {
    export.file("none");
    assertThat(shape(KEY)).isEqualTo(TableShape.ofKey(KEY));
  }

  @Test
  void filesAreSpreadOverTheWholeListAndEmptyOnesAreNotCounted() {
    for (int i = 0; i < 15; i++) {
      export.file("none" + i);
      export.file("file" + i, item("\"pk\":{\"S\":\"k\"},\"from%d\":{\"S\":\"x\"}".formatted(i)));
    }
    ExportManifest manifest = ExportManifest.read(export.store(), export.write());
    TableShape shape =
        ShapeSampling.shape(export.store(), manifest, KEY, new ShapeSampling.Extent(3, 10));
    assertThat(shape.columns())
        .extracting(Column::attribute)
        .containsExactly("pk", "sk", "from0", "from5", "from10");
  }

  @Test
  void onlyTheFirstItemsOfAFileAreLookedAt() {
    export.file("one", item("\"a\":{\"S\":\"x\"}"), item("\"b\":{\"S\":\"x\"}"));
    ExportManifest manifest = ExportManifest.read(export.store(), export.write());
    assertThat(
            ShapeSampling.shape(export.store(), manifest, KEY, new ShapeSampling.Extent(1, 1))
                .columns())
        .extracting(Column::attribute)
        .containsExactly("pk", "sk", "a");
  }

  @Test
  void damageIsLeftForTheLoadToBlame() {
    byte[] sound = HandMadeExport.gzip(item("\"a\":{\"S\":\"x\"}"));
    export.file("cut", 1, Bytes.upTo(sound, sound.length - 9));
    export.file("malformed", item("\"m\":{\"S\":\"x\"},\"n\":{\"X\":1}"));
    export.file("sound", item("\"sk\":{\"N\":\"1\"},\"c\":{\"S\":\"x\"}"));
    export.list(new DataFile(HandMadeExport.PREFIX + "/data/missing", 1, "", ""));
    assertThat(shape(KEY).columns()).extracting(Column::attribute).contains("pk", "sk", "c");
  }

  @Test
  void aKeysTypesAreThoseOfTheFirstItem() {
    export.file("none");
    export.file("one", item("\"sk\":{\"N\":\"1\"},\"pk\":{\"B\":\"AA==\"},\"l\":{\"L\":[]}"));
    ExportManifest manifest = ExportManifest.read(export.store(), export.write());
    assertThat(ShapeSampling.key(export.store(), manifest, List.of("pk", "sk")).attributes())
        .containsExactly(
            new KeyAttribute("pk", AttributeType.B), new KeyAttribute("sk", AttributeType.N));
    for (String other : List.of("l", "none")) {
      assertThatThrownBy(() -> ShapeSampling.key(export.store(), manifest, List.of(other)))
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining("no key attribute " + other);
    }
  }

  private TableShape shape(KeySchema key) {
    ExportLocation location = export.write();
    return ShapeSampling.shape(export.store(), ExportManifest.read(export.store(), location), key);
  }

  private static String item(String attributes) {
    return "{\"Item\":{" + attributes + "}}";
  }
}
