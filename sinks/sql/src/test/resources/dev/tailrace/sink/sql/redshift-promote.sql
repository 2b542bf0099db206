UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_overflow" = s."_tailrace_overflow", "picture" = s."picture", "ratio" = s."ratio"
  FROM tailrace_staging AS s
  WHERE t."pk" = s."pk" AND t."n" = s."n"

UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_overflow" = s."_tailrace_overflow", "picture" = s."picture", "ratio" = s."ratio"
  FROM tailrace_staging AS s
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND (CAST(t."_tailrace_overflow"."n"."N" AS VARCHAR) = CAST(s."_tailrace_overflow"."n"."N" AS VARCHAR) OR (CAST(t."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL
  AND CAST(s."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL)) AND (t."pk" = s."pk" OR (t."pk" IS NULL
  AND s."pk" IS NULL)) AND (t."n" = s."n" OR (t."n" IS NULL AND s."n" IS NULL))
