DELETE FROM "main"."Ord""ers" USING tailrace_staging AS s
  WHERE "Ord""ers"."pk" = s."pk" AND "Ord""ers"."n" = s."n"

DELETE FROM "main"."Ord""ers" USING tailrace_staging AS s
  WHERE ("Ord""ers"."pk" IS NULL OR "Ord""ers"."n" IS NULL)
  AND (CAST("Ord""ers"."_tailrace_overflow"."n"."N" AS VARCHAR) = CAST(s."_tailrace_overflow"."n"."N" AS VARCHAR) OR (CAST("Ord""ers"."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL
  AND CAST(s."_tailrace_overflow"."n"."N" AS VARCHAR) IS NULL))
  AND ("Ord""ers"."pk" = s."pk" OR ("Ord""ers"."pk" IS NULL AND s."pk" IS NULL))
  AND ("Ord""ers"."n" = s."n" OR ("Ord""ers"."n" IS NULL AND s."n" IS NULL))

INSERT INTO "main"."Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_overflow")
  SELECT s."pk", s."n", s."price", s."tags", s."picture", s."ratio", s."_tailrace_sequence", s."_tailrace_committed_at", s."_tailrace_synced_at", s."_tailrace_overflow"
  FROM tailrace_staging AS s
  WHERE s."_tailrace_staged_kind" = 'PUT'
