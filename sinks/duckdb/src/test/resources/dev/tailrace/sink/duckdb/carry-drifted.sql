INSERT INTO "main"."_tailrace_shadow_Ord""ers" ("pk", "n", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_deleted", "_tailrace_overflow")
  SELECT l."pk", l."n", l."_tailrace_sequence", l."_tailrace_committed_at", l."_tailrace_synced_at", TRUE, CASE WHEN (CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || CAST(to_json(CAST(l."tags" AS VARCHAR)) AS VARCHAR) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || to_base64(l."picture") || '"}' END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END) = '' THEN l."_tailrace_overflow"
  ELSE CAST(CASE WHEN l."_tailrace_overflow" IS NULL THEN '{' || substr((CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || CAST(to_json(CAST(l."tags" AS VARCHAR)) AS VARCHAR) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || to_base64(l."picture") || '"}' END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END), 2)
  ELSE left(CAST(l."_tailrace_overflow" AS VARCHAR), length(CAST(l."_tailrace_overflow" AS VARCHAR)) - 1) || (CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || CAST(to_json(CAST(l."tags" AS VARCHAR)) AS VARCHAR) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || to_base64(l."picture") || '"}' END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END) END || '}' AS JSON)
  END FROM "main"."Ord""ers" AS l
  WHERE NOT (l."pk" IS NULL OR l."n" IS NULL) AND NOT EXISTS (SELECT 1
  FROM "main"."_tailrace_shadow_Ord""ers" AS t
  WHERE t."pk" = l."pk" AND t."n" = l."n")

INSERT INTO "main"."_tailrace_shadow_Ord""ers" ("pk", "n", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_deleted", "_tailrace_overflow")
  SELECT l."pk", l."n", l."_tailrace_sequence", l."_tailrace_committed_at", l."_tailrace_synced_at", TRUE, CASE WHEN (CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || CAST(to_json(CAST(l."tags" AS VARCHAR)) AS VARCHAR) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || to_base64(l."picture") || '"}' END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END) = '' THEN l."_tailrace_overflow"
  ELSE CAST(CASE WHEN l."_tailrace_overflow" IS NULL THEN '{' || substr((CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || CAST(to_json(CAST(l."tags" AS VARCHAR)) AS VARCHAR) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || to_base64(l."picture") || '"}' END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END), 2)
  ELSE left(CAST(l."_tailrace_overflow" AS VARCHAR), length(CAST(l."_tailrace_overflow" AS VARCHAR)) - 1) || (CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || CAST(to_json(CAST(l."tags" AS VARCHAR)) AS VARCHAR) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || to_base64(l."picture") || '"}' END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END) END || '}' AS JSON)
  END FROM "main"."Ord""ers" AS l
  WHERE (l."pk" IS NULL OR l."n" IS NULL) AND NOT EXISTS (SELECT 1
  FROM "main"."_tailrace_shadow_Ord""ers" AS t
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND json_extract_string(t."_tailrace_overflow", '/n/N') IS NOT DISTINCT FROM json_extract_string(l."_tailrace_overflow", '/n/N') AND t."pk" IS NOT DISTINCT FROM l."pk" AND t."n" IS NOT DISTINCT FROM l."n")
