package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shown of texts that hold secrets. */
final class RedactedTest {
  private static final List<String> WITH_SECRETS =
      List.of(
          "postgres://u:hush7@h:5432/db",
          "postgresql://u:hush7@h/db?sslmode=require",
          "jdbc:postgresql://h/db?user=u&password=hush7",
          "postgres://h/?password=hush7",
          "postgres://h/db?sslmode=require&password=hush7",
          "postgres://h/db?password=a&hush7=b",
          "postgres://h/db?password=a&hush7",
          "postgres://h/db&password=hush7",
          "postgres://h/db;password=hush7",
          "postgres://h/db#hush7",
          "postgres://h/db?options=-c%20hush7",
          "postgres://h/db%3Fpassword%3Dhush7",
          "postgres://u:hush7",
          "postgres://u:hush7/db",
          "postgres://u:hu@hush7@h/db",
          "postgres://u:hu/hush7@h/db",
          "postgres://u:hu?hush7@h/db",
          "postgres://u:hu#hush7@h/db",
          "postgres://u:hu hush7@h/db",
          "postgres:u:hush7@h",
          "postgres:/u:hush7@h/db",
          "postgres:hush7",
          "u:hush7@h/db",
          "host=h password=hush7",
          "password hush7",
          "mysql://u:hush7@h/x",
          "redshift://u:hush7@h/x",
          "snowflake://u:hush7@a/DB",
          "snowflake://u@a/DB?warehouse=W&password=hush7",
          "snowflake://u@a/DB?token=hush7",
          "snowflake://u@a/DB?privateKey=hush7",
          "dynamodb://eu-west-1?secret-access-key=hush7",
          "dynamodb://eu-west-1?external-id=hush7",
          "dynamodb://eu-west-1?endpoint=http://u:hush7@h",
          "dynamodb://eu-west-1?endpoint=http%3A%2F%2Fu%3Ahush7%40h",
          "dynamodb://k:hush7@eu-west-1",
          "s3://k:hush7@bucket/AWSDynamoDB/1",
          "https://b.s3.amazonaws.com/k?X-Amz-Signature=hush7&X-Amz-Security-Token=hush7",
          "http://u:hush7@127.0.0.1:4566",
          "duckdb:///x.duckdb?motherduck_token=hush7",
          "md:db?motherduck_token=hush7");

  @Test
  void noPartOfASecretIsShown() {
    for (String url : WITH_SECRETS) {
      assertThat(Redacted.url(url)).doesNotContain("hush7");
      assertThat(new SinkAddress(url).toString()).doesNotContain("hush7");
      assertThat(Redacted.message("can't open '" + url + "'.")).as(url).isNotNull();
      assertThat(Redacted.url(url.replace("hush7", "hu\n\tsh7%%"))).as(url).doesNotContain("sh7");
    }
  }

  @Test
  void whatIsHarmlessIsShown() {
    for (String url :
        List.of(
            "duckdb:///data/w.duckdb",
            "postgres://h:5432/db?sslmode=require",
            "postgres://[::1]:5432/db",
            "snowflake://my_org-acc/DB?warehouse=W&role=R",
            "dynamodb://eu-west-1?table-prefix=copy-&rate=100",
            "dynamodb://eu-west-1?endpoint=http://127.0.0.1:8000",
            "s3://bucket/prefix/AWSDynamoDB/0169-2d",
            "w/y.duckdb",
            "-")) {
      assertThat(Redacted.url(url)).isEqualTo(url);
    }
    assertThat(Redacted.url("postgres://u:p@h:5432/db?sslmode=require&password=p"))
        .isEqualTo("postgres://…@h:5432/db?sslmode=require&password=…");
  }

  @Test
  void aDriversWordsStayButForTheirSecrets() {
    assertThat(
            Redacted.message(
                "Unable to parse URL jdbc:postgresql://h/db?user=u&password=hush7; password=hush7, \"Signature=hush7\""))
        .isEqualTo("Unable to parse URL jdbc:postgresql://h/db?user=… password=…, \"Signature=…");
    assertThat(Redacted.message("Illegal character(s) in message header value: hush7\nhush7"))
        .isEqualTo("Illegal character(s) in message header value: …");
    String words =
        "ExpiredToken: The security token included in the request is expired (Service: S3), see https://docs.aws.amazon.com/x/y.html";
    assertThat(Redacted.message(words)).isEqualTo(words);
    assertThat(trace(new IllegalStateException("secret=hush7", new Error("http://u:hush7@h"))))
        .contains("RedactedTest")
        .doesNotContain("hush7");
  }

  @Test
  void schemesAreComparedWithoutCase() {
    SinkAddress address = new SinkAddress(" Postgres://U:P@H/Db ");
    assertThat(address.url()).isEqualTo("postgres://U:P@H/Db");
    assertThat(address.scheme()).isEqualTo("postgres");
    assertThat(address.isOf("postgres")).isTrue();
    assertThat(new SinkAddress("-").scheme()).isEmpty();
    assertThat(new SinkAddress("C:\\w.duckdb").isOf("c")).isFalse();
  }

  private static String trace(Throwable defect) {
    StringWriter text = new StringWriter();
    defect.printStackTrace(new PrintWriter(text, true));
    return Redacted.message(text.toString());
  }
}
