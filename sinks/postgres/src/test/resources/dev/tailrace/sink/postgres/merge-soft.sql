DELETE FROM "main"."Ord""ers" AS t USING pg_temp.tailrace_staging AS s
  WHERE t."pk" = s."pk" AND t."n" = s."n" AND s."_tailrace_staged_kind" <> E'MARK'

DELETE FROM "main"."Ord""ers" AS t USING pg_temp.tailrace_staging AS s
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND "left"(substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) = "left"(substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600)
  AND substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') = substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)')
  AND t."pk" IS NOT DISTINCT FROM s."pk" AND t."n" IS NOT DISTINCT FROM s."n" AND s."_tailrace_staged_kind" <> E'MARK'

UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_sequence" = s."_tailrace_sequence", "_tailrace_committed_at" = s."_tailrace_committed_at", "_tailrace_synced_at" = s."_tailrace_synced_at", "_tailrace_deleted" = s."_tailrace_deleted", "_tailrace_shard" = s."_tailrace_shard"
  FROM pg_temp.tailrace_staging AS s
  WHERE t."pk" = s."pk" AND t."n" = s."n" AND s."_tailrace_staged_kind" = E'MARK'

UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_sequence" = s."_tailrace_sequence", "_tailrace_committed_at" = s."_tailrace_committed_at", "_tailrace_synced_at" = s."_tailrace_synced_at", "_tailrace_deleted" = s."_tailrace_deleted", "_tailrace_shard" = s."_tailrace_shard"
  FROM pg_temp.tailrace_staging AS s
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND "left"(substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) = "left"(substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600)
  AND substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') = substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)')
  AND t."pk" IS NOT DISTINCT FROM s."pk" AND t."n" IS NOT DISTINCT FROM s."n" AND s."_tailrace_staged_kind" = E'MARK'

INSERT INTO "main"."Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_deleted", "_tailrace_shard", "_tailrace_document", "_tailrace_overflow")
  SELECT s."pk", s."n", s."price", s."tags", s."picture", s."ratio", s."_tailrace_sequence", s."_tailrace_committed_at", s."_tailrace_synced_at", s."_tailrace_deleted", s."_tailrace_shard", CASE WHEN s."_tailrace_staged_kind" <> E'MARK' THEN s."_tailrace_document" END, s."_tailrace_overflow"
  FROM pg_temp.tailrace_staging AS s
  WHERE s."_tailrace_staged_kind" = E'PUT'

INSERT INTO "main"."Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_deleted", "_tailrace_shard", "_tailrace_document", "_tailrace_overflow")
  SELECT s."pk", s."n", s."price", s."tags", s."picture", s."ratio", s."_tailrace_sequence", s."_tailrace_committed_at", s."_tailrace_synced_at", s."_tailrace_deleted", s."_tailrace_shard", CASE WHEN s."_tailrace_staged_kind" <> E'MARK' THEN s."_tailrace_document" END, s."_tailrace_overflow"
  FROM pg_temp.tailrace_staging AS s
  WHERE s."_tailrace_staged_kind" = E'MARK' AND NOT EXISTS (SELECT 1
  FROM "main"."Ord""ers" AS t
  WHERE t."pk" = s."pk" AND t."n" = s."n") AND NOT EXISTS (SELECT 1
  FROM "main"."Ord""ers" AS t
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND "left"(substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) = "left"(substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600)
  AND substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') = substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)')
  AND t."pk" IS NOT DISTINCT FROM s."pk" AND t."n" IS NOT DISTINCT FROM s."n")
