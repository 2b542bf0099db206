DELETE FROM "main"."Ord""ers" USING tailrace_staging AS s
  WHERE "Ord""ers"."pk" = s."pk" AND "Ord""ers"."n" = s."n" AND s."_tailrace_staged_kind" <> 'MARK'

DELETE FROM "main"."Ord""ers" USING tailrace_staging AS s
  WHERE ("Ord""ers"."pk" IS NULL OR "Ord""ers"."n" IS NULL)
  AND (CAST("Ord""ers"."_tailrace_overflow"."n"."N" AS VARCHAR) = CAST(s."_tailrace_overflow"."n"."N" AS VARCHAR) OR (CAST("Ord""ers"."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL
  AND CAST(s."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL))
  AND ("Ord""ers"."pk" = s."pk" OR ("Ord""ers"."pk" IS NULL AND s."pk" IS NULL))
  AND ("Ord""ers"."n" = s."n" OR ("Ord""ers"."n" IS NULL AND s."n" IS NULL))
  AND s."_tailrace_staged_kind" <> 'MARK'

UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_sequence" = s."_tailrace_sequence", "_tailrace_committed_at" = s."_tailrace_committed_at", "_tailrace_synced_at" = s."_tailrace_synced_at", "_tailrace_deleted" = s."_tailrace_deleted", "_tailrace_shard" = s."_tailrace_shard"
  FROM tailrace_staging AS s
  WHERE t."pk" = s."pk" AND t."n" = s."n" AND s."_tailrace_staged_kind" = 'MARK'

UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_sequence" = s."_tailrace_sequence", "_tailrace_committed_at" = s."_tailrace_committed_at", "_tailrace_synced_at" = s."_tailrace_synced_at", "_tailrace_deleted" = s."_tailrace_deleted", "_tailrace_shard" = s."_tailrace_shard"
  FROM tailrace_staging AS s
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND (CAST(t."_tailrace_overflow"."n"."N" AS VARCHAR) = CAST(s."_tailrace_overflow"."n"."N" AS VARCHAR) OR (CAST(t."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL
  AND CAST(s."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL)) AND (t."pk" = s."pk" OR (t."pk" IS NULL
  AND s."pk" IS NULL)) AND (t."n" = s."n" OR (t."n" IS NULL AND s."n" IS NULL))
  AND s."_tailrace_staged_kind" = 'MARK'

INSERT INTO "main"."Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_deleted", "_tailrace_shard", "_tailrace_document", "_tailrace_overflow")
  SELECT s."pk", s."n", s."price", s."tags", s."picture", s."ratio", s."_tailrace_sequence", s."_tailrace_committed_at", s."_tailrace_synced_at", s."_tailrace_deleted", s."_tailrace_shard", CASE WHEN s."_tailrace_staged_kind" <> 'MARK' THEN s."_tailrace_document" END, s."_tailrace_overflow"
  FROM tailrace_staging AS s
  WHERE s."_tailrace_staged_kind" = 'PUT'

INSERT INTO "main"."Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_deleted", "_tailrace_shard", "_tailrace_document", "_tailrace_overflow")
  SELECT s."pk", s."n", s."price", s."tags", s."picture", s."ratio", s."_tailrace_sequence", s."_tailrace_committed_at", s."_tailrace_synced_at", s."_tailrace_deleted", s."_tailrace_shard", CASE WHEN s."_tailrace_staged_kind" <> 'MARK' THEN s."_tailrace_document" END, s."_tailrace_overflow"
  FROM tailrace_staging AS s
  WHERE s."_tailrace_staged_kind" = 'MARK' AND NOT EXISTS (SELECT 1
  FROM "main"."Ord""ers" AS t
  WHERE t."pk" = s."pk" AND t."n" = s."n") AND NOT EXISTS (SELECT 1
  FROM "main"."Ord""ers" AS t
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND (CAST(t."_tailrace_overflow"."n"."N" AS VARCHAR) = CAST(s."_tailrace_overflow"."n"."N" AS VARCHAR) OR (CAST(t."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL
  AND CAST(s."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL)) AND (t."pk" = s."pk" OR (t."pk" IS NULL
  AND s."pk" IS NULL)) AND (t."n" = s."n" OR (t."n" IS NULL AND s."n" IS NULL)))
