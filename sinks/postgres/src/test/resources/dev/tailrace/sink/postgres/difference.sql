DELETE
  FROM "main"."Ord""ers" AS t
  WHERE NOT (t."pk" IS NULL OR t."n" IS NULL)
  AND NOT EXISTS (SELECT 1
  FROM "main"."_tailrace_shadow_Ord""ers" AS s
  WHERE t."pk" = s."pk" AND t."n" = s."n")

DELETE
  FROM "main"."Ord""ers" AS t
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND NOT EXISTS (SELECT 1
  FROM "main"."_tailrace_shadow_Ord""ers" AS s
  WHERE (t."pk" IS NULL OR t."n" IS NULL) AND "left"(substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) = "left"(substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) AND substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') = substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') AND t."pk" IS NOT DISTINCT
  FROM s."pk" AND t."n" IS NOT DISTINCT
  FROM s."n")

UPDATE "main"."Ord""ers" AS t
  SET "pk" = s."pk", "n" = s."n", "price" = s."price", "tags" = s."tags", "picture" = s."picture", "ratio" = s."ratio", "_tailrace_sequence" = s."_tailrace_sequence", "_tailrace_committed_at" = s."_tailrace_committed_at", "_tailrace_synced_at" = s."_tailrace_synced_at", "_tailrace_overflow" = s."_tailrace_overflow"
  FROM (SELECT l."pk" AS "pk", l."n" AS "n", l."price" AS "price", l."tags" AS "tags", l."picture" AS "picture", l."ratio" AS "ratio", l."_tailrace_sequence" AS "_tailrace_sequence", l."_tailrace_committed_at" AS "_tailrace_committed_at", l."_tailrace_synced_at" AS "_tailrace_synced_at", l."_tailrace_overflow" AS "_tailrace_overflow"
  FROM "main"."_tailrace_shadow_Ord""ers" AS l) AS s
  WHERE t."pk" = s."pk" AND t."n" = s."n" AND (ROW(t."pk", t."n", t."price", t."tags", t."picture", t."ratio", t."_tailrace_overflow") IS DISTINCT
  FROM ROW(s."pk", s."n", s."price", s."tags", s."picture", s."ratio", s."_tailrace_overflow") OR (s."_tailrace_sequence" <> '0' AND s."_tailrace_sequence" IS DISTINCT
  FROM t."_tailrace_sequence"))

UPDATE "main"."Ord""ers" AS t
  SET "pk" = s."pk", "n" = s."n", "price" = s."price", "tags" = s."tags", "picture" = s."picture", "ratio" = s."ratio", "_tailrace_sequence" = s."_tailrace_sequence", "_tailrace_committed_at" = s."_tailrace_committed_at", "_tailrace_synced_at" = s."_tailrace_synced_at", "_tailrace_overflow" = s."_tailrace_overflow"
  FROM (SELECT l."pk" AS "pk", l."n" AS "n", l."price" AS "price", l."tags" AS "tags", l."picture" AS "picture", l."ratio" AS "ratio", l."_tailrace_sequence" AS "_tailrace_sequence", l."_tailrace_committed_at" AS "_tailrace_committed_at", l."_tailrace_synced_at" AS "_tailrace_synced_at", l."_tailrace_overflow" AS "_tailrace_overflow"
  FROM "main"."_tailrace_shadow_Ord""ers" AS l) AS s
  WHERE (t."pk" IS NULL OR t."n" IS NULL) AND "left"(substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) = "left"(substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) AND substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') = substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') AND t."pk" IS NOT DISTINCT
  FROM s."pk" AND t."n" IS NOT DISTINCT
  FROM s."n" AND (ROW(t."pk", t."n", t."price", t."tags", t."picture", t."ratio", t."_tailrace_overflow") IS DISTINCT
  FROM ROW(s."pk", s."n", s."price", s."tags", s."picture", s."ratio", s."_tailrace_overflow") OR (s."_tailrace_sequence" <> '0' AND s."_tailrace_sequence" IS DISTINCT
  FROM t."_tailrace_sequence"))

INSERT INTO "main"."Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_overflow")
  SELECT s."pk", s."n", s."price", s."tags", s."picture", s."ratio", s."_tailrace_sequence", s."_tailrace_committed_at", s."_tailrace_synced_at", s."_tailrace_overflow"
  FROM (SELECT l."pk" AS "pk", l."n" AS "n", l."price" AS "price", l."tags" AS "tags", l."picture" AS "picture", l."ratio" AS "ratio", l."_tailrace_sequence" AS "_tailrace_sequence", l."_tailrace_committed_at" AS "_tailrace_committed_at", l."_tailrace_synced_at" AS "_tailrace_synced_at", l."_tailrace_overflow" AS "_tailrace_overflow"
  FROM "main"."_tailrace_shadow_Ord""ers" AS l) AS s
  WHERE NOT (s."pk" IS NULL OR s."n" IS NULL)
  AND NOT EXISTS (SELECT 1
  FROM "main"."Ord""ers" AS t
  WHERE t."pk" = s."pk" AND t."n" = s."n")

INSERT INTO "main"."Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_overflow")
  SELECT s."pk", s."n", s."price", s."tags", s."picture", s."ratio", s."_tailrace_sequence", s."_tailrace_committed_at", s."_tailrace_synced_at", s."_tailrace_overflow"
  FROM (SELECT l."pk" AS "pk", l."n" AS "n", l."price" AS "price", l."tags" AS "tags", l."picture" AS "picture", l."ratio" AS "ratio", l."_tailrace_sequence" AS "_tailrace_sequence", l."_tailrace_committed_at" AS "_tailrace_committed_at", l."_tailrace_synced_at" AS "_tailrace_synced_at", l."_tailrace_overflow" AS "_tailrace_overflow"
  FROM "main"."_tailrace_shadow_Ord""ers" AS l) AS s
  WHERE (s."pk" IS NULL OR s."n" IS NULL)
  AND NOT EXISTS (SELECT 1
  FROM "main"."Ord""ers" AS t
  WHERE (t."pk" IS NULL OR t."n" IS NULL) AND "left"(substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) = "left"(substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) AND substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') = substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') AND t."pk" IS NOT DISTINCT
  FROM s."pk" AND t."n" IS NOT DISTINCT
  FROM s."n")
