package dev.tailrace.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tailrace.config.Config;
import dev.tailrace.config.TableConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The smallest policy that a pipeline runs under.
 *
 * <p>Which actions there are and what ARNs they take is from AWS's Service Authorization Reference,
 * pages "Amazon DynamoDB", "Amazon S3" and "AWS KMS"; what an export needs in its bucket and of its
 * key from "Requesting a DynamoDB table export".
 */
public final class IamPolicy {
  /** Of a sink that is DynamoDB; its transactions take the rights of what they write. */
  private static final List<String> WRITES =
      List.of(
          "dynamodb:DescribeTable",
          "dynamodb:CreateTable",
          "dynamodb:DeleteTable",
          "dynamodb:UpdateTimeToLive",
          "dynamodb:GetItem",
          "dynamodb:Query",
          "dynamodb:Scan",
          "dynamodb:BatchWriteItem",
          "dynamodb:PutItem",
          "dynamodb:DeleteItem",
          "dynamodb:ConditionCheckItem");

  private final Config config;
  private final String region;
  private final String account;

  /**
   * For a pipeline.
   *
   * @param region the tables'; * for any
   * @param account the tables' owner's twelve digits; * for any
   */
  public IamPolicy(Config config, String region, String account) {
    this.config = config;
    this.region = region;
    this.account = account;
  }

  /** The statements, in order. */
  public List<Statement> statements() {
    List<String> tables =
        config.source().tables().stream().map(TableConfig::tableName).map(this::table).toList();
    List<Statement> statements = new ArrayList<>();
    statements.add(
        new Statement(
            "LookAtTables",
            List.of("dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups"),
            tables));
    if (config.source().tables().stream().anyMatch(t -> t.tableName().matches(".*[*?].*"))) {
      statements.add(
          new Statement("FindTablesByGlobs", List.of("dynamodb:ListTables"), List.of("*")));
    }
    statements.add(
        new Statement(
            "ReadStreams",
            List.of("dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"),
            below(tables, "/stream/*")));
    statements.add(
        new Statement("BeginExports", List.of("dynamodb:ExportTableToPointInTime"), tables));
    statements.add(
        new Statement(
            "FollowExports", List.of("dynamodb:DescribeExport"), below(tables, "/export/*")));
    statements.add(
        new Statement("LookUpWhatARepairTouches", List.of("dynamodb:BatchGetItem"), tables));
    String bucket = "arn:aws:s3:::" + config.export().bucket();
    String objects = bucket + "/" + config.export().prefix() + "*";
    statements.add(new Statement("CheckTheBucket", List.of("s3:ListBucket"), List.of(bucket)));
    statements.add(new Statement("ReadExports", List.of("s3:GetObject"), List.of(objects)));
    // DynamoDB writes an export in the name of whoever asked for it.
    statements.add(
        new Statement(
            "LetDynamoDbWriteExports",
            List.of("s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload"),
            List.of(objects)));
    config
        .export()
        .kmsKey()
        .ifPresent(
            key ->
                statements.add(
                    new Statement(
                        "EncryptExports",
                        List.of("kms:GenerateDataKey", "kms:Decrypt"),
                        List.of(keyArn(key)))));
    if (!config.leases().isNone()) {
      statements.add(
          new Statement(
              "KeepLeases",
              List.of(
                  "dynamodb:CreateTable",
                  "dynamodb:DescribeTable",
                  "dynamodb:Query",
                  "dynamodb:PutItem",
                  "dynamodb:DeleteItem"),
              List.of(table(config.leases().table()))));
    }
    if (config.sink().url().isOf("dynamodb")) {
      statements.add(new Statement("WriteTargetTables", WRITES, List.of(table("*"))));
    }
    return List.copyOf(statements);
  }

  private String keyArn(String key) {
    return key.startsWith("arn:")
        ? key
        : "arn:aws:kms:%s:%s:key/%s"
            .formatted(config.export().bucketRegion().orElse(region), account, key);
  }

  private String table(String name) {
    return "arn:aws:dynamodb:%s:%s:table/%s".formatted(region, account, name);
  }

  private static List<String> below(List<String> tables, String suffix) {
    return tables.stream().map(t -> t + suffix).toList();
  }

  /** The policy's document. */
  public String toJson() {
    List<Map<String, Object>> statements = new ArrayList<>();
    for (Statement statement : statements()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("Sid", statement.sid());
      json.put("Effect", "Allow");
      json.put("Action", statement.actions());
      json.put("Resource", statement.resources());
      statements.add(json);
    }
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("Version", "2012-10-17");
    policy.put("Statement", statements);
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(policy);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
