UPDATE "main"."Ord""ers" AS t
SET "_tailrace_overflow" = s.c1::JSON, "tags" = s.c2::JSON, "Price_2" = s.c3
FROM rows(1) AS s WHERE t.rowid = s.c0
