package dev.tailrace.bench;

import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.Utf8Buffer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Writes an export of made-up orders into a folder, the same from the same seed. */
final class OrdersExport {
  private static final String ID = "01700000000000-benchmrk";
  private static final String[] CITIES = {"Köln", "Lyon", "Oslo", "Porto", "Graz", "Gent"};

  private final Path folder;
  private final int items;
  private final int files;

  OrdersExport(Path folder, int items, int files) {
    this.folder = folder;
    this.items = items;
    this.files = files;
  }

  Path location() {
    return folder.resolve("AWSDynamoDB").resolve(ID);
  }

  long write() throws IOException {
    Files.createDirectories(location().resolve("data"));
    StringBuilder manifest = new StringBuilder();
    long raw = 0;
    for (int f = 0; f < files; f++) {
      String name = "part-" + f + ".json.gz";
      MessageDigest md5 = md5();
      int count = items / files + (f < items % files ? 1 : 0);
      try (OutputStream file = Files.newOutputStream(location().resolve("data").resolve(name));
          OutputStream digest = new DigestOutputStream(new BufferedOutputStream(file), md5);
          OutputStream out = new GZIPOutputStream(digest, 1 << 16)) {
        raw += writeItems(out, new Random(f), f, count);
      }
      manifest.append(
          "{\"itemCount\":%d,\"md5Checksum\":\"%s\",\"etag\":\"-\",\"dataFileS3Key\":\"AWSDynamoDB/%s/data/%s\"}\n"
              .formatted(count, Base64.getEncoder().encodeToString(md5.digest()), ID, name));
    }
    Files.writeString(location().resolve("manifest-files.json"), manifest);
    Files.writeString(
        location().resolve("manifest-summary.json"),
        "{\"version\":\"2020-06-30\",\"exportArn\":\"bench\",\"tableArn\":\"bench\",\"exportTime\":\"2026-01-01T00:00:00Z\",\"itemCount\":%d,\"outputFormat\":\"DYNAMODB_JSON\",\"manifestFilesS3Key\":\"AWSDynamoDB/%s/manifest-files.json\"}"
            .formatted(items, ID));
    return raw;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long writeItems(OutputStream out, Random random, int file, int count)
      throws IOException {
    byte[] head = "{\"Item\":".getBytes(StandardCharsets.US_ASCII);
    Utf8Buffer line = new Utf8Buffer(1024);
    ItemWriter item = new ItemWriter(line);
    long raw = 0;
    for (int i = 0; i < count; i++) {
      line.clear();
      line.put(head, 0, head.length);
      order(item, random, file, i);
      line.put('}').put('\n');
      out.write(line.array(), 0, line.length());
      raw += line.length();
    }
    return raw;
  }

  private static void order(ItemWriter item, Random random, int file, int i) {
    item.beginItem();
    item.name("pk");
    item.string("customer#" + random.nextInt(100_000));
    item.name("sk");
    item.string("order#%02d#%07d".formatted(file, i));
    item.name("name");
    item.string("Customer " + Long.toHexString(random.nextLong()));
    item.name("email");
    item.string(Long.toHexString(random.nextLong()) + "@example.org");
    item.name("price");
    item.number(random.nextInt(100_000) + "." + (10 + random.nextInt(90)));
    item.name("quantity");
    item.number(Integer.toString(1 + random.nextInt(20)));
    item.name("active");
    item.bool(random.nextBoolean());
    item.name("created");
    item.number(Long.toString(1_700_000_000_000L + random.nextInt(1_000_000_000)));
    item.name("address");
    item.beginMap();
    item.name("street");
    item.string("Street of the " + Long.toHexString(random.nextLong()));
    item.name("city");
    item.string(CITIES[random.nextInt(CITIES.length)]);
    item.name("zip");
    item.string(Integer.toString(10_000 + random.nextInt(90_000)));
    item.name("number");
    item.number(Integer.toString(random.nextInt(300)));
    item.endMap();
    item.name("tags");
    item.beginList();
    for (int tag = random.nextInt(4); tag >= 0; tag--) {
      item.string("tag-" + random.nextInt(50));
    }
    item.endList();
    // Ten attributes or eleven: one order in eight has no note.
    if (random.nextInt(8) > 0) {
      item.name("note");
      item.string("Left at the door, " + Long.toHexString(random.nextLong()) + ", ring twice.");
    }
    item.endItem();
  }
}
