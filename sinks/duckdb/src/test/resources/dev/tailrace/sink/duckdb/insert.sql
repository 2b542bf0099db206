INSERT INTO "main"."Ord""ers"
("pk", "a/b~c", "price", "tags", "Price_2",
"_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_overflow")
SELECT from_base64(c0), c1, c2, c3::JSON, c4, c5, make_timestamptz(c6), make_timestamptz(c7), c8::JSON
FROM rows(1)
