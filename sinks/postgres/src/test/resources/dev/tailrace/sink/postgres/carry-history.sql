INSERT INTO "main"."_tailrace_shadow_Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_valid_to", "_tailrace_deleted", "_tailrace_overflow")
  SELECT l."pk", l."n", l."price", l."tags", l."picture", l."ratio", l."_tailrace_sequence", l."_tailrace_committed_at", l."_tailrace_synced_at", CASE WHEN l."_tailrace_first_at" IS NULL THEN CASE WHEN l."_tailrace_valid_to" IS NULL
  AND NOT l."_tailrace_deleted" THEN CAST(? AS timestamptz) ELSE l."_tailrace_valid_to"
  END WHEN l."_tailrace_valid_to" < l."_tailrace_first_at" THEN l."_tailrace_valid_to"
  ELSE l."_tailrace_first_at" END, l."_tailrace_deleted", l."_tailrace_overflow"
  FROM (SELECT l.*, t.first_at AS "_tailrace_first_at"
  FROM "main"."Ord""ers" AS l LEFT JOIN (SELECT "pk", "n", min("_tailrace_committed_at") AS first_at
  FROM "main"."_tailrace_shadow_Ord""ers" GROUP BY "pk", "n") AS t ON t."pk" = l."pk" AND t."n" = l."n"
  WHERE NOT (l."pk" IS NULL OR l."n" IS NULL)) AS l
  WHERE l."_tailrace_first_at" IS NULL OR l."_tailrace_committed_at" < l."_tailrace_first_at"

INSERT INTO "main"."_tailrace_shadow_Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_valid_to", "_tailrace_deleted", "_tailrace_overflow")
  SELECT l."pk", l."n", l."price", l."tags", l."picture", l."ratio", l."_tailrace_sequence", l."_tailrace_committed_at", l."_tailrace_synced_at", CASE WHEN l."_tailrace_first_at" IS NULL THEN CASE WHEN l."_tailrace_valid_to" IS NULL
  AND NOT l."_tailrace_deleted" THEN CAST(? AS timestamptz) ELSE l."_tailrace_valid_to"
  END WHEN l."_tailrace_valid_to" < l."_tailrace_first_at" THEN l."_tailrace_valid_to"
  ELSE l."_tailrace_first_at" END, l."_tailrace_deleted", l."_tailrace_overflow"
  FROM (SELECT l.*, (SELECT min(t."_tailrace_committed_at")
  FROM "main"."_tailrace_shadow_Ord""ers" AS t
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND "left"(substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) = "left"(substring(l."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600)
  AND substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') = substring(l."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)')
  AND t."pk" IS NOT DISTINCT FROM l."pk" AND t."n" IS NOT DISTINCT FROM l."n") AS "_tailrace_first_at"
  FROM "main"."Ord""ers" AS l
  WHERE (l."pk" IS NULL OR l."n" IS NULL)) AS l
  WHERE l."_tailrace_first_at" IS NULL OR l."_tailrace_committed_at" < l."_tailrace_first_at"
