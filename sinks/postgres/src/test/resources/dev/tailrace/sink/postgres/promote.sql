UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_overflow" = s."_tailrace_overflow", "picture" = s."picture", "ratio" = s."ratio"
  FROM pg_temp.tailrace_staging AS s
  WHERE t."pk" = s."pk" AND t."n" = s."n"

UPDATE "main"."Ord""ers" AS t
  SET "_tailrace_overflow" = s."_tailrace_overflow", "picture" = s."picture", "ratio" = s."ratio"
  FROM pg_temp.tailrace_staging AS s
  WHERE (t."pk" IS NULL OR t."n" IS NULL)
  AND "left"(substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600) = "left"(substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600)
  AND substring(t."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)') = substring(s."_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)')
  AND t."pk" IS NOT DISTINCT FROM s."pk" AND t."n" IS NOT DISTINCT FROM s."n"
