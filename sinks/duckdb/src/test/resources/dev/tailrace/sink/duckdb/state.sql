CREATE SCHEMA IF NOT EXISTS tailrace

CREATE TABLE tailrace.version (version BIGINT NOT NULL)

CREATE TABLE tailrace.tables (pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL, version BIGINT NOT NULL, epoch BIGINT NOT NULL, phase VARCHAR NOT NULL, document VARCHAR NOT NULL)

CREATE TABLE tailrace.log_ends (pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL, log_end BIGINT NOT NULL)

CREATE TABLE tailrace.checkpoints (pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL, stream_arn VARCHAR NOT NULL, shard_id VARCHAR NOT NULL, sequence VARCHAR, finished BOOLEAN NOT NULL, epoch BIGINT NOT NULL, complete_until TIMESTAMPTZ)

CREATE TABLE tailrace.files (pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL, file_key VARCHAR NOT NULL, items BIGINT NOT NULL, columns_missing BOOLEAN NOT NULL)

CREATE TABLE tailrace.targets (schema_name VARCHAR NOT NULL, table_name VARCHAR NOT NULL, pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL, options VARCHAR NOT NULL, generation VARCHAR NOT NULL)

CREATE TABLE tailrace.columns (schema_name VARCHAR NOT NULL, table_name VARCHAR NOT NULL, ordinal BIGINT NOT NULL, attribute VARCHAR NOT NULL, column_name VARCHAR NOT NULL, type VARCHAR NOT NULL, key_type VARCHAR)

CREATE TABLE tailrace.change_log (pipeline VARCHAR NOT NULL, source_table VARCHAR NOT NULL, ordinal BIGINT NOT NULL, op VARCHAR NOT NULL, key BLOB NOT NULL, item VARCHAR NOT NULL, stream_arn VARCHAR NOT NULL, shard_id VARCHAR NOT NULL, sequence VARCHAR NOT NULL, committed_at TIMESTAMPTZ NOT NULL)

INSERT INTO tailrace.version VALUES (2)
