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
  AND "left"(substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) = "left"(substring(l."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600)
  AND substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') = substring(l."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)')
  AND t."pk" IS NOT DISTINCT FROM l."pk" AND t."n" IS NOT DISTINCT FROM l."n")
