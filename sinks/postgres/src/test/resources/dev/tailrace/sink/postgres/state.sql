CREATE SCHEMA IF NOT EXISTS tailrace

CREATE TABLE tailrace.version (version bigint NOT NULL)

CREATE TABLE tailrace.tables (pipeline text COLLATE "C" NOT NULL, source_table text COLLATE "C" NOT NULL, version bigint NOT NULL, epoch bigint NOT NULL, phase text COLLATE "C" NOT NULL, document text COLLATE "C" NOT NULL, PRIMARY KEY (pipeline, source_table))

CREATE TABLE tailrace.log_ends (pipeline text COLLATE "C" NOT NULL, source_table text COLLATE "C" NOT NULL, log_end bigint NOT NULL, PRIMARY KEY (pipeline, source_table))

CREATE TABLE tailrace.checkpoints (pipeline text COLLATE "C" NOT NULL, source_table text COLLATE "C" NOT NULL, stream_arn text COLLATE "C" NOT NULL, shard_id text COLLATE "C" NOT NULL, sequence text COLLATE "C", finished boolean NOT NULL, epoch bigint NOT NULL, complete_until timestamptz, PRIMARY KEY (pipeline, source_table, stream_arn, shard_id))

CREATE TABLE tailrace.files (pipeline text COLLATE "C" NOT NULL, source_table text COLLATE "C" NOT NULL, file_key text COLLATE "C" NOT NULL, items bigint NOT NULL, columns_missing boolean NOT NULL, PRIMARY KEY (pipeline, source_table, file_key))

CREATE TABLE tailrace.targets (schema_name text COLLATE "C" NOT NULL, table_name text COLLATE "C" NOT NULL, pipeline text COLLATE "C" NOT NULL, source_table text COLLATE "C" NOT NULL, options text COLLATE "C" NOT NULL, generation text COLLATE "C" NOT NULL, PRIMARY KEY (schema_name, table_name))

CREATE TABLE tailrace.columns (schema_name text COLLATE "C" NOT NULL, table_name text COLLATE "C" NOT NULL, ordinal bigint NOT NULL, attribute text COLLATE "C" NOT NULL, column_name text COLLATE "C" NOT NULL, type text COLLATE "C" NOT NULL, key_type text COLLATE "C", PRIMARY KEY (schema_name, table_name, ordinal))

CREATE TABLE tailrace.change_log (pipeline text COLLATE "C" NOT NULL, source_table text COLLATE "C" NOT NULL, ordinal bigint NOT NULL, op text COLLATE "C" NOT NULL, key bytea NOT NULL, item text COLLATE "C" NOT NULL, stream_arn text COLLATE "C" NOT NULL, shard_id text COLLATE "C" NOT NULL, sequence text COLLATE "C" NOT NULL, committed_at timestamptz NOT NULL, PRIMARY KEY (pipeline, source_table, ordinal))

INSERT INTO tailrace.version VALUES (2)
