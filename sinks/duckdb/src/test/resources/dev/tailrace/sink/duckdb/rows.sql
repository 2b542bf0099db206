CREATE TEMP TABLE tailrace_staging AS
  SELECT c0 AS "pk", c1 AS "n", c2 AS "price", c3::JSON AS "tags", from_base64(c4) AS "picture", c5 AS "ratio", c6 AS "_tailrace_sequence", make_timestamptz(c7) AS "_tailrace_committed_at", make_timestamptz(c8) AS "_tailrace_synced_at", make_timestamptz(c9) AS "_tailrace_valid_to", c10 AS "_tailrace_deleted", c11 AS "_tailrace_shard", c12::JSON AS "_tailrace_document", c13::JSON AS "_tailrace_overflow", c14 AS "_tailrace_staged_kind", c15 AS "_tailrace_staged_first"
  FROM rows(1)

INSERT INTO "main"."Ord""ers" ("pk", "n", "price", "tags", "picture", "ratio", "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_valid_to", "_tailrace_deleted", "_tailrace_shard", "_tailrace_document", "_tailrace_overflow")
  SELECT c0, c1, c2, c3::JSON, from_base64(c4), c5, c6, make_timestamptz(c7), make_timestamptz(c8), make_timestamptz(c9), c10, c11, c12::JSON, c13::JSON
  FROM rows(1)
