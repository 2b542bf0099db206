INSERT INTO "main"."_tailrace_shadow_Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_deleted", "_tailrace_shard", "_tailrace_document", "_tailrace_overflow")
  SELECT l."pk", l."n", l."price", l."tags", l."picture", l."ratio", l."_tailrace_sequence", l."_tailrace_committed_at", l."_tailrace_synced_at", TRUE, l."_tailrace_shard", l."_tailrace_document", l."_tailrace_overflow"
  FROM "main"."Ord""ers" AS l
  WHERE NOT (l."pk" IS NULL OR l."n" IS NULL) AND NOT EXISTS (SELECT 1
  FROM "main"."_tailrace_shadow_Ord""ers" AS t
  WHERE t."pk" = l."pk" AND t."n" = l."n")

INSERT INTO "main"."_tailrace_shadow_Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_deleted", "_tailrace_shard", "_tailrace_document", "_tailrace_overflow")
  SELECT l."pk", l."n", l."price", l."tags", l."picture", l."ratio", l."_tailrace_sequence", l."_tailrace_committed_at", l."_tailrace_synced_at", TRUE, l."_tailrace_shard", l."_tailrace_document", l."_tailrace_overflow"
  FROM "main"."Ord""ers" AS l
  WHERE (l."pk" IS NULL OR l."n" IS NULL) AND NOT EXISTS (SELECT 1
  FROM "main"."_tailrace_shadow_Ord""ers" AS t
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND (CAST(t."_tailrace_overflow"."n"."N" AS VARCHAR) = CAST(l."_tailrace_overflow"."n"."N" AS VARCHAR) OR (CAST(t."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL
  AND CAST(l."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL)) AND (t."pk" = l."pk" OR (t."pk" IS NULL
  AND l."pk" IS NULL)) AND (t."n" = l."n" OR (t."n" IS NULL AND l."n" IS NULL)))
