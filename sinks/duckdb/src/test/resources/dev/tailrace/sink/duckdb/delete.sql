DELETE FROM "main"."Ord""ers" AS t
USING (SELECT from_base64(c0) AS k0, c1 AS k1, c8 AS overflow FROM rows(1)) AS s
WHERE t."pk" = s.k0 AND t."a/b~c" = s.k1
