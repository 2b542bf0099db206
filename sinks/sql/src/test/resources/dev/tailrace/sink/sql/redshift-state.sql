CREATE SCHEMA IF NOT EXISTS tailrace

CREATE TABLE tailrace.version (version BIGINT NOT NULL)

CREATE TABLE tailrace.tables (pipeline VARCHAR(65535) NOT NULL, source_table VARCHAR(65535) NOT NULL, version BIGINT NOT NULL, epoch BIGINT NOT NULL, phase VARCHAR(65535) NOT NULL, document VARCHAR(65535) NOT NULL, PRIMARY KEY (pipeline, source_table))

CREATE TABLE tailrace.log_ends (pipeline VARCHAR(65535) NOT NULL, source_table VARCHAR(65535) NOT NULL, log_end BIGINT NOT NULL, PRIMARY KEY (pipeline, source_table))

CREATE TABLE tailrace.checkpoints (pipeline VARCHAR(65535) NOT NULL, source_table VARCHAR(65535) NOT NULL, stream_arn VARCHAR(65535) NOT NULL, shard_id VARCHAR(65535) NOT NULL, sequence VARCHAR(65535), finished BOOLEAN NOT NULL, epoch BIGINT NOT NULL, complete_until TIMESTAMPTZ, PRIMARY KEY (pipeline, source_table, stream_arn, shard_id))

CREATE TABLE tailrace.files (pipeline VARCHAR(65535) NOT NULL, source_table VARCHAR(65535) NOT NULL, file_key VARCHAR(65535) NOT NULL, items BIGINT NOT NULL, columns_missing BOOLEAN NOT NULL, PRIMARY KEY (pipeline, source_table, file_key))

CREATE TABLE tailrace.targets (schema_name VARCHAR(65535) NOT NULL, table_name VARCHAR(65535) NOT NULL, pipeline VARCHAR(65535) NOT NULL, source_table VARCHAR(65535) NOT NULL, options VARCHAR(65535) NOT NULL, generation VARCHAR(65535) NOT NULL, PRIMARY KEY (schema_name, table_name))

CREATE TABLE tailrace.columns (schema_name VARCHAR(65535) NOT NULL, table_name VARCHAR(65535) NOT NULL, ordinal BIGINT NOT NULL, attribute VARCHAR(65535) NOT NULL, column_name VARCHAR(65535) NOT NULL, type VARCHAR(65535) NOT NULL, key_type VARCHAR(65535), PRIMARY KEY (schema_name, table_name, ordinal))

CREATE TABLE tailrace.change_log (pipeline VARCHAR(65535) NOT NULL, source_table VARCHAR(65535) NOT NULL, ordinal BIGINT NOT NULL, op VARCHAR(65535) NOT NULL, key VARBYTE(1024000) NOT NULL, item VARCHAR(65535) NOT NULL, stream_arn VARCHAR(65535) NOT NULL, shard_id VARCHAR(65535) NOT NULL, sequence VARCHAR(65535) NOT NULL, committed_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (pipeline, source_table, ordinal))

INSERT INTO tailrace.version VALUES (2)
