DELETE FROM "main"."Ord""ers" AS t
USING (SELECT from_base64(c0) AS k0, c1 AS k1, c8 AS overflow FROM rows(1)) AS s
WHERE t."pk" IS NOT DISTINCT FROM s.k0 AND t."a/b~c" IS NOT DISTINCT FROM s.k1
AND json_extract_string(t."_tailrace_overflow", '/a~1b~0c/N') IS NOT DISTINCT FROM json_extract_string(s.overflow, '/a~1b~0c/N')
AND (s.k0 IS NULL OR s.k1 IS NULL)
