package dev.tailrace.local;

/**
 * Why an export failed, as DescribeExport tells it.
 *
 * @param code FailureCode, such as S3NoSuchBucket
 * @param message FailureMessage
 */
public record ExportFailure(String code, String message) {}
