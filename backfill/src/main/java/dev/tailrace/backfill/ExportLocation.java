package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.Redacted;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where one export is: {@code s3://bucket/prefix/AWSDynamoDB/<export id>} or {@code
 * file:///folder/AWSDynamoDB/<export id>}.
 *
 * @param bucket the bucket; empty for a folder
 * @param folder the folder that holds {@code AWSDynamoDB}; empty for a bucket
 * @param keyPrefix the key under which the manifests lie, ending in the export's id
 */
public record ExportLocation(Optional<String> bucket, Optional<Path> folder, String keyPrefix) {
  static final String ROOT = "AWSDynamoDB/";

  private static final int LONGEST_SHOWN = 200;

  /** Behind the export's id, or behind the root: the manifest of files, or a data file. */
  private static final Pattern OBJECT =
      Pattern.compile("manifest-files\\.json|data/(?!\\.{1,2}$)[^/\\\\\\p{Cntrl}]+");

  private static final Pattern S3 =
      Pattern.compile("s3://([A-Za-z0-9][A-Za-z0-9._-]*)/((?:[^?#]+/)?AWSDynamoDB/[^/.?#][^/?#]*)");
  private static final Pattern FILE = Pattern.compile("(.*/|)(AWSDynamoDB/[^/.][^/]*)");

  /**
   * Reads a URI; a slash or the manifest's name behind it is allowed.
   *
   * @throws DataFileException when it is not of one of the two forms
   */
  public static ExportLocation parse(String uri) {
    String trimmed = uri.replaceFirst("/+(manifest-summary\\.json)?$", "");
    Matcher s3 = S3.matcher(trimmed);
    if (s3.matches()) {
      return new ExportLocation(Optional.of(s3.group(1)), Optional.empty(), s3.group(2));
    }
    Matcher file = FILE.matcher(trimmed.startsWith("file:") ? pathOf(trimmed) : "");
    if (file.matches()) {
      return new ExportLocation(
          Optional.empty(), Optional.of(folder(uri, file.group(1))), file.group(2));
    }
    throw nowhere(uri);
  }

  private static Path folder(String uri, String path) {
    try {
      return Path.of(path).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw nowhere(uri);
    }
  }

  private static DataFileException nowhere(String uri) {
    return new DataFileException(
        "%s: not where an export is; write s3://bucket/prefix/AWSDynamoDB/<export id> or file:///folder/AWSDynamoDB/<export id>"
            .formatted(Redacted.url(uri)));
  }

  /** The path as it is meant: escapes are undone, but a URI with spaces in it is taken too. */
  private static String pathOf(String uri) {
    try {
      URI parsed = URI.create(uri);
      boolean here = parsed.getAuthority() == null || parsed.getAuthority().equals("localhost");
      if (!here) {
        return "";
      }
      return parsed.getPath() == null ? parsed.getSchemeSpecificPart() : parsed.getPath();
    } catch (IllegalArgumentException e) {
      return uri.replaceFirst("^file:(//(?=/))?", "");
    }
  }

  /** The place of the export whose manifest summary has this key. */
  public static ExportLocation ofManifest(String bucket, String manifestKey) {
    return parse("s3://" + bucket + "/" + manifestKey);
  }

  /**
   * Where an object lies that the manifest calls {@code key}: an export may have been copied to
   * another prefix or bucket since, and of a key only what begins with {@code AWSDynamoDB/} still
   * counts then.
   */
  String here(String key) {
    return keyPrefix.substring(0, keyPrefix.lastIndexOf(ROOT)) + own(key);
  }

  /**
   * Refuses a key that is not in this export's own place. A full export's data lies under {@code
   * AWSDynamoDB/<export id>/data/}, an incremental one's under {@code AWSDynamoDB/data/}.
   *
   * @param manifest what messages call the manifest that has the key
   * @throws DataFileException when it is outside
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html">DynamoDB
   *     table export output format</a>
   */
  void verify(String manifest, String key) {
    String id = keyPrefix.substring(keyPrefix.lastIndexOf(ROOT) + ROOT.length());
    String own = own(key);
    boolean isIn =
        own.startsWith(ROOT)
            && OBJECT
                .matcher(
                    own.substring(ROOT.length()).replaceFirst("^" + Pattern.quote(id) + "/", ""))
                .matches();
    if (!isIn) {
      throw Damage.ofManifest(
          manifest,
          "names the object %s, which is not one of this export, under %s%s/ or %sdata/"
              .formatted(shown(key), ROOT, id, ROOT));
    }
  }

  private static String own(String key) {
    int root = key.lastIndexOf(ROOT);
    boolean isWhole = root == 0 || (root > 0 && key.charAt(root - 1) == '/');
    return isWhole ? key.substring(root) : key;
  }

  private static String shown(String key) {
    String line = key.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
  }

  String summaryKey() {
    return keyPrefix + "/manifest-summary.json";
  }

  /** The URI, as {@link #parse} takes it. */
  @Override
  public String toString() {
    return bucket
        .map(name -> "s3://" + name + "/" + keyPrefix)
        .orElseGet(() -> folder.orElseThrow().resolve(keyPrefix).toUri().toString());
  }
}
