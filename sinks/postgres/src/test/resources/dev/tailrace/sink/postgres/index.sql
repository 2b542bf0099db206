CREATE UNIQUE INDEX ON "main"."Ord""ers" ("pk", "n")

CREATE INDEX ON "main"."Ord""ers" (("left"(substring("_tailrace_overflow" from E'^\\{((?:\\"pk\\":\\{"S":"(?:[^"\\\\]|\\\\.)*"\\})?(?:,?\\"n\\":\\{"N":"(?:[^"\\\\]|\\\\.)*"\\})?)'), 600)))
  WHERE ("pk" IS NULL OR "n" IS NULL)
