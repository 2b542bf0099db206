SET enable_case_sensitive_identifier TO true

CREATE TEMPORARY TABLE tailrace_staging ("pk" VARCHAR(65535), "n" DECIMAL(38,0), "price" DECIMAL(18,2), "tags" SUPER, "picture" VARBYTE(1024000), "ratio" DOUBLE PRECISION, "_tailrace_sequence" VARCHAR(65535), "_tailrace_committed_at" TIMESTAMPTZ, "_tailrace_synced_at" TIMESTAMPTZ, "_tailrace_valid_to" TIMESTAMPTZ, "_tailrace_deleted" BOOLEAN, "_tailrace_shard" VARCHAR(65535), "_tailrace_document" SUPER, "_tailrace_overflow" SUPER, "_tailrace_staged_kind" VARCHAR(65535), "_tailrace_staged_first" BOOLEAN)

COPY tailrace_staging
  FROM 's3://b/it\'s/manifest' IAM_ROLE 'arn:aws:iam::1:role/r' FORMAT AS CSV NULL AS '\\N' GZIP MANIFEST TIMEFORMAT 'auto'
