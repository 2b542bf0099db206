DELETE FROM "main"."Ord""ers" AS t USING temp.tailrace_staging AS s
  WHERE t."pk" = s."pk" AND t."n" = s."n" AND s."_tailrace_staged_first" AND t."_tailrace_valid_to" IS NULL
  AND (t."_tailrace_sequence" IS NULL OR t."_tailrace_sequence" = '0')
  AND t."_tailrace_committed_at" >= s."_tailrace_committed_at"

DELETE FROM "main"."Ord""ers" AS t USING temp.tailrace_staging AS s
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND json_extract_string(t."_tailrace_overflow", '/n/N') IS NOT DISTINCT FROM json_extract_string(s."_tailrace_overflow", '/n/N') AND t."pk" IS NOT DISTINCT FROM s."pk" AND t."n" IS NOT DISTINCT FROM s."n" AND s."_tailrace_staged_first" AND t."_tailrace_valid_to" IS NULL
  AND (t."_tailrace_sequence" IS NULL OR t."_tailrace_sequence" = '0')
  AND t."_tailrace_committed_at" >= s."_tailrace_committed_at"

UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_valid_to" = s."_tailrace_committed_at"
  FROM temp.tailrace_staging AS s
  WHERE t."pk" = s."pk" AND t."n" = s."n" AND s."_tailrace_staged_first" AND t."_tailrace_valid_to" IS NULL

UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_valid_to" = s."_tailrace_committed_at"
  FROM temp.tailrace_staging AS s
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND json_extract_string(t."_tailrace_overflow", '/n/N') IS NOT DISTINCT FROM json_extract_string(s."_tailrace_overflow", '/n/N') AND t."pk" IS NOT DISTINCT FROM s."pk" AND t."n" IS NOT DISTINCT FROM s."n" AND s."_tailrace_staged_first" AND t."_tailrace_valid_to" IS NULL

INSERT INTO "main"."Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_valid_to", "_tailrace_deleted", "_tailrace_overflow")
  SELECT s."pk", s."n", s."price", s."tags", s."picture", s."ratio", s."_tailrace_sequence", s."_tailrace_committed_at", s."_tailrace_synced_at", s."_tailrace_valid_to", s."_tailrace_deleted", s."_tailrace_overflow"
  FROM temp.tailrace_staging AS s
  WHERE s."_tailrace_staged_kind" <> 'REMOVE'
