UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_overflow" = s."_tailrace_overflow", "picture" = s."picture", "ratio" = s."ratio"
  FROM temp.tailrace_staging AS s
  WHERE t."pk" = s."pk" AND t."n" = s."n"

UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_overflow" = s."_tailrace_overflow", "picture" = s."picture", "ratio" = s."ratio"
  FROM temp.tailrace_staging AS s
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND json_extract_string(t."_tailrace_overflow", '/n/N') IS NOT DISTINCT FROM json_extract_string(s."_tailrace_overflow", '/n/N') AND t."pk" IS NOT DISTINCT FROM s."pk" AND t."n" IS NOT DISTINCT FROM s."n"
