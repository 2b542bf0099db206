INSERT INTO "main"."_tailrace_shadow_Ord""ers" ("pk", "n", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_deleted", "_tailrace_overflow")
  SELECT l."pk", l."n", l."_tailrace_sequence", l."_tailrace_committed_at", l."_tailrace_synced_at", TRUE, CASE WHEN (CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || JSON_SERIALIZE(CAST(CAST(l."tags" AS VARCHAR) AS SUPER)) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || FROM_VARBYTE(l."picture", 'base64') || '"}'
  END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END) = '' THEN l."_tailrace_overflow"
  ELSE JSON_PARSE(CASE WHEN l."_tailrace_overflow" IS NULL THEN '{' || substr((CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || JSON_SERIALIZE(CAST(CAST(l."tags" AS VARCHAR) AS SUPER)) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || FROM_VARBYTE(l."picture", 'base64') || '"}'
  END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END), 2)
  ELSE left(JSON_SERIALIZE(l."_tailrace_overflow"), length(JSON_SERIALIZE(l."_tailrace_overflow")) - 1) || (CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || JSON_SERIALIZE(CAST(CAST(l."tags" AS VARCHAR) AS SUPER)) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || FROM_VARBYTE(l."picture", 'base64') || '"}'
  END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END) END || '}')
  END FROM "main"."Ord""ers" AS l
  WHERE NOT (l."pk" IS NULL OR l."n" IS NULL) AND NOT EXISTS (SELECT 1
  FROM "main"."_tailrace_shadow_Ord""ers" AS t
  WHERE t."pk" = l."pk" AND t."n" = l."n")

INSERT INTO "main"."_tailrace_shadow_Ord""ers" ("pk", "n", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_deleted", "_tailrace_overflow")
  SELECT l."pk", l."n", l."_tailrace_sequence", l."_tailrace_committed_at", l."_tailrace_synced_at", TRUE, CASE WHEN (CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || JSON_SERIALIZE(CAST(CAST(l."tags" AS VARCHAR) AS SUPER)) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || FROM_VARBYTE(l."picture", 'base64') || '"}'
  END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END) = '' THEN l."_tailrace_overflow"
  ELSE JSON_PARSE(CASE WHEN l."_tailrace_overflow" IS NULL THEN '{' || substr((CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || JSON_SERIALIZE(CAST(CAST(l."tags" AS VARCHAR) AS SUPER)) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || FROM_VARBYTE(l."picture", 'base64') || '"}'
  END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END), 2)
  ELSE left(JSON_SERIALIZE(l."_tailrace_overflow"), length(JSON_SERIALIZE(l."_tailrace_overflow")) - 1) || (CASE WHEN l."price" IS NULL THEN ''
  ELSE ',"price":' || '{"N":"' || CAST(l."price" AS VARCHAR) || '"}' END || CASE WHEN l."tags" IS NULL THEN ''
  ELSE ',"tags":' || '{"S":' || JSON_SERIALIZE(CAST(CAST(l."tags" AS VARCHAR) AS SUPER)) || '}'
  END || CASE WHEN l."picture" IS NULL THEN ''
  ELSE ',"picture":' || '{"B":"' || FROM_VARBYTE(l."picture", 'base64') || '"}'
  END || CASE WHEN l."ratio" IS NULL THEN ''
  ELSE ',"ratio":' || '{"N":"' || CAST(l."ratio" AS VARCHAR) || '"}' END) END || '}')
  END FROM "main"."Ord""ers" AS l
  WHERE (l."pk" IS NULL OR l."n" IS NULL) AND NOT EXISTS (SELECT 1
  FROM "main"."_tailrace_shadow_Ord""ers" AS t
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND (CAST(t."_tailrace_overflow"."n"."N" AS VARCHAR) = CAST(l."_tailrace_overflow"."n"."N" AS VARCHAR) OR (CAST(t."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL
  AND CAST(l."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL)) AND (t."pk" = l."pk" OR (t."pk" IS NULL
  AND l."pk" IS NULL)) AND (t."n" = l."n" OR (t."n" IS NULL AND l."n" IS NULL)))
