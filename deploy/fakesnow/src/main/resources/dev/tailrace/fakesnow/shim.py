"""Serves fakesnow on 127.0.0.1 as a model of those parts of Snowflake that Tailrace's sink rests on.

fakesnow translates Snowflake's SQL to DuckDB's. What it leaves out or does otherwise is changed here:

* PUT copies into a folder of this machine, so that the JDBC driver needs no cloud storage;
* a transaction begins at its first statement, and UPDATE, DELETE and MERGE lock their table until its end, as
  Snowflake's do; others wait, and whoever has waited sees what was committed meanwhile;
* DDL commits the open transaction first;
* a session that ends gives up its transaction, and so does one that stands idle in the way of others, or whose
  transaction SYSTEM$ABORT_TRANSACTION() ends, here all others of the database; what it does next is not part of it;
* statements of a thousand columns take seconds, not half a minute, for they are walked through fewer times;
* ALTER SESSION SET AUTOCOMMIT = FALSE has the next change begin a transaction;
* what the engine refuses is a SQL error, and not an HTTP 500, which the driver would silently send again;
* an external stage may be a folder, file:///…/; DESCRIBE STAGE tells of it; what COPY can't find or read, and a
  stage without its folder, which stands for a bucket that lets nobody in, have the codes that Snowflake gives them;
* functions in JavaScript run on V8; GET, OBJECT_DELETE and FLATTEN take keys of any characters;
* NUMBER(38, 0) has 38 digits, a bound NULL is a NULL, names may have dots and quotes in them; LTRIM and RTRIM
  trim what they are told to;
* temporary tables have a schema, like others; CREATE … CLONE takes COPY GRANTS.

Usage: shim.py PORT. It ends with the process that started it, however that ends.
"""

import decimal
import json
import os
import re
import sys
import threading
import time
from string import Template

import duckdb
import pyarrow
import snowflake.connector.errors as errors
import uvicorn
from py_mini_racer import MiniRacer
from sqlglot import exp

import fakesnow.cursor
import fakesnow.macros
import fakesnow.server as server
from fakesnow import transforms
from fakesnow.dialect import parse_one
from fakesnow.transforms import stage as stages

IDLE_SECONDS = float(os.environ.get("TAILRACE_FAKESNOW_IDLE_SECONDS", "300"))
SUCCESS = "SELECT 'Statement executed successfully.' AS status"
DDL = (exp.Create, exp.Drop, exp.Alter, exp.TruncateTable, exp.Comment)
LOCKING = (exp.Update, exp.Delete, exp.Merge)
CHANGES = (*LOCKING, exp.Insert, exp.Copy)
ENDS = (exp.Commit, exp.Rollback)
AUTOCOMMIT = re.compile(r"\s*ALTER\s+SESSION\s+SET\s+AUTOCOMMIT\s*=\s*(TRUE|FALSE)\s*", re.IGNORECASE)
ABORT = re.compile(r"SYSTEM\$ABORT_TRANSACTION", re.IGNORECASE)
DESCRIBE_STAGE = re.compile(r"\s*DESC(?:RIBE)?\s+STAGE\s+(.+?)\s*", re.IGNORECASE | re.DOTALL)
CLONE = re.compile(r"(CREATE\s.*\sCLONE\s.*)\sCOPY\s+GRANTS\s*", re.IGNORECASE | re.DOTALL)


class Transaction:
    """A session's transaction; it is asked for first, and begins with the next statement."""

    def __init__(self, connection):
        self.connection = connection
        self.autocommit = True
        self.asked = False
        self.begun = False
        self.busy = False
        self.last_seen = time.monotonic()
        self.temporary = []

    def begin(self):
        if self.asked and not self.begun:
            self.connection._duck_conn.execute("BEGIN TRANSACTION")
            self.begun = True

    def end(self, how):
        try:
            if self.begun:
                self.connection._duck_conn.execute(how)
        finally:
            self.asked = self.begun = False
            LOCKS.release(self)


class Locks:
    """Which transaction has which table."""

    def __init__(self):
        self.changed = threading.Condition()
        self.owners = {}

    def acquire(self, table, transaction):
        with self.changed:
            while self.owners.get(table, transaction) is not transaction:
                owner = self.owners[table]
                if not owner.busy and time.monotonic() - owner.last_seen > IDLE_SECONDS:
                    self._give_up(owner)
                else:
                    self.changed.wait(1)
            self.owners[table] = transaction

    def release(self, transaction):
        with self.changed:
            for table in [t for t, o in self.owners.items() if o is transaction]:
                del self.owners[table]
            self.changed.notify_all()

    def abort_others(self, transaction):
        database = transaction.connection.database
        with self.changed:
            for owner in {o for o in self.owners.values() if o is not transaction and not o.busy}:
                if owner.connection.database == database:
                    self._give_up(owner)
            self.changed.notify_all()

    def _give_up(self, owner):
        if owner.begun:
            owner.connection._duck_conn.execute("ROLLBACK")
        owner.asked = owner.begun = False
        for table in [t for t, o in self.owners.items() if o is owner]:
            del self.owners[table]


LOCKS = Locks()


def transaction_of(connection):
    if not hasattr(connection, "tailrace_transaction"):
        connection.tailrace_transaction = Transaction(connection)
    return connection.tailrace_transaction


class Sessions(dict):
    """Ends a session's transaction with the session."""

    def __delitem__(self, token):
        connection = self[token]
        super().__delitem__(token)
        transaction = transaction_of(connection)
        transaction.end("ROLLBACK")
        for table in transaction.temporary:
            connection._duck_conn.execute(f"DROP TABLE IF EXISTS {connection.database}.{table.sql(dialect='duckdb')}")
        connection._duck_conn.close()


execute_in_fakesnow = fakesnow.cursor.FakeSnowflakeCursor.execute


def parsed(command):
    try:
        return parse_one(command)
    except Exception:  # fakesnow tells what is wrong with it
        return None


def table_name(expression):
    table = expression.this if isinstance(expression.this, exp.Table) else expression.find(exp.Table)
    return ".".join(part.name.lower() for part in table.parts)


def execute(cursor, command, params=None, *args, **kwargs):
    connection = cursor._conn
    transaction = transaction_of(connection)
    transaction.busy = True
    try:
        return guarded(cursor, transaction, command, params, args, kwargs)
    except (errors.ProgrammingError, errors.OperationalError):
        raise
    except duckdb.TransactionException as e:
        raise errors.ProgrammingError(msg=str(e), errno=625, sqlstate="57014") from None
    except duckdb.ConstraintException as e:
        raise errors.ProgrammingError(msg=str(e), errno=100072, sqlstate="22000") from None
    except Exception as e:
        message = f"{type(e).__name__}: {e}"
        raise errors.ProgrammingError(msg=message, errno=100132, sqlstate="P0000") from None
    finally:
        transaction.busy = False
        transaction.last_seen = time.monotonic()


def guarded(cursor, transaction, command, params, args, kwargs):
    if switch := AUTOCOMMIT.match(command):
        transaction.end("COMMIT")
        transaction.autocommit = switch[1].upper() == "TRUE"
        return execute_in_fakesnow(cursor, SUCCESS, None, server=True)
    if ABORT.search(command):
        LOCKS.abort_others(transaction)
        return execute_in_fakesnow(cursor, SUCCESS, None, server=True)
    if stage := DESCRIBE_STAGE.fullmatch(command):
        return describe_stage(cursor, stage[1])
    expression = parsed(command)
    cursor.tailrace_command = command
    if isinstance(expression, exp.Transaction):
        transaction.asked = True
        return execute_in_fakesnow(cursor, SUCCESS, None, server=True)
    if isinstance(expression, ENDS):
        transaction.end("COMMIT" if isinstance(expression, exp.Commit) else "ROLLBACK")
        return execute_in_fakesnow(cursor, SUCCESS, None, server=True)
    if isinstance(expression, DDL) or CLONE.match(command):
        transaction.end("COMMIT")
        return define(cursor, expression, command, params, args, kwargs)
    if not transaction.autocommit and isinstance(expression, CHANGES):
        transaction.asked = True
    if isinstance(expression, LOCKING):
        LOCKS.acquire(table_name(expression), transaction)
    try:
        transaction.begin()
        if isinstance(expression, exp.Copy):
            return copy(cursor, command, params, args, kwargs)
        return execute_in_fakesnow(cursor, command, params, *args, **kwargs)
    finally:
        if not transaction.asked:
            LOCKS.release(transaction)


def define(cursor, expression, command, params, args, kwargs):
    if isinstance(expression, exp.Create):
        if expression.kind == "SCHEMA":
            return create_schema(cursor, expression)
        if expression.kind == "FUNCTION":
            return create_function(cursor, expression)
        if expression.kind == "TABLE" and (temporary := expression.find(exp.TemporaryProperty)):
            temporary.pop()
            cursor._conn.tailrace_transaction.temporary.append(expression.find(exp.Table).copy())
            command = expression.sql(dialect="snowflake")
    if isinstance(expression, exp.Alter) and all(isinstance(a, exp.ColumnDef) for a in expression.args["actions"]):
        return add_columns(cursor, cursor._transform(expression, None))
    if CLONE.match(command):
        return clone(cursor, parse_one(CLONE.sub(r"\1", command)))
    return execute_in_fakesnow(cursor, command, params, *args, **kwargs)


def add_columns(cursor, alter):
    """Adds all or none; one by one they would take fakesnow half a minute for two thousand."""
    table = f"{cursor._conn.database}.{alter.this.sql(dialect='duckdb')}"
    cursor._duck_conn.execute("BEGIN TRANSACTION")
    try:
        for column in alter.args["actions"]:
            cursor._duck_conn.execute(f"ALTER TABLE {table} ADD COLUMN {column.sql(dialect='duckdb')}")
        cursor._duck_conn.execute("COMMIT")
    except duckdb.Error as e:
        cursor._duck_conn.execute("ROLLBACK")
        raise errors.ProgrammingError(msg=str(e), errno=2028, sqlstate="42711") from None
    return execute_in_fakesnow(cursor, SUCCESS, None, server=True)


def clone(cursor, expression):
    replace = "OR REPLACE" if expression.args.get("replace") else ""
    target, source = (
        f"{cursor._conn.database}.{table.sql(dialect='duckdb')}"
        for table in (expression.this, expression.find(exp.Clone).this)
    )
    cursor._duck_conn.execute(f"CREATE {replace} TABLE {target} AS SELECT * FROM {source}")
    return execute_in_fakesnow(cursor, SUCCESS, None, server=True)


def create_schema(cursor, expression):
    database = cursor._conn.database
    schema = expression.this.db or expression.this.name
    quoted = exp.to_identifier(schema, quoted=True).sql(dialect="duckdb")
    cursor._duck_conn.execute(f"CREATE SCHEMA IF NOT EXISTS {database}.{quoted}")
    return execute_in_fakesnow(cursor, SUCCESS, None, server=True)


def describe_stage(cursor, name):
    url = stage_url(cursor, name)
    return execute_in_fakesnow(
        cursor,
        "SELECT * FROM (VALUES ('STAGE_LOCATION', 'URL', 'String', '%s')) AS"
        ' t("parent_property", "property", "property_type", "property_value")' % (f'["{url}"]' if url else ""),
        None,
        server=True,
    )


def stage_url(cursor, name):
    connection = cursor._conn
    database, schema, stage = stages.parts_from_var(name, connection.database, connection.schema)
    found = cursor._duck_conn.execute(
        "SELECT url FROM _fs_global._fs_information_schema._fs_stages"
        " WHERE database_name = ? AND schema_name = ? AND name = ?",
        (database, schema, stage),
    ).fetchone()
    if not found:
        raise stages.not_found_error(f"{database}.{schema}.{stage}")
    return found[0]


def copy(cursor, command, params, args, kwargs):
    try:
        return execute_in_fakesnow(cursor, command, params, *args, **kwargs)
    except duckdb.IOException as e:
        missing = re.search(r'No files found that match the pattern "(?:file://)?(.*)"', str(e))
        if not missing:
            raise unreadable(e) from None
        url = stage_url(cursor, re.search(r"FROM\s+@([^\s/]+)", command)[1])
        if not os.path.isdir(url.removeprefix("file://")):
            cause = "Access Denied (Status Code: 403; Error Code: AccessDenied)"
            message = f"Failure using stage area. Cause: [{cause}]"
            raise errors.ProgrammingError(msg=message, errno=91003, sqlstate="22000") from None
        message = f"Remote file '{missing[1]}' was not found. There are several potential causes."
        raise errors.ProgrammingError(msg=message, errno=91016, sqlstate="22000") from None
    except duckdb.Error as e:
        raise unreadable(e) from None


def unreadable(cause):
    return errors.ProgrammingError(msg=f"Error parsing JSON: {cause}", errno=100069, sqlstate="22P02")


class Script:
    """A function in JavaScript, as DuckDB calls it."""

    def __init__(self, parameter, body):
        self.lock = threading.Lock()
        self.engine = MiniRacer()
        self.engine.eval("function called(%s) {%s}" % (parameter, body))

    def __call__(self, arguments):
        with self.lock:
            return pyarrow.array(
                [a if a is None else self.engine.call("called", a) for a in arguments.to_pylist()], pyarrow.string()
            )


SCRIPTS = {}
SCRIPTS_LOCK = threading.Lock()


def script_name(table):
    return "tailrace_js_" + table.name.lower()


def create_function(cursor, expression):
    name = script_name(expression.this.this)
    with SCRIPTS_LOCK:
        if name not in SCRIPTS:
            script = Script(expression.this.expressions[0].name, expression.expression.name)
            # One for all databases of this server, as nobody minds.
            cursor._duck_conn.create_function(name, script, ["VARCHAR"], "VARCHAR", type="arrow", null_handling="special")
            SCRIPTS[name] = script
    return execute_in_fakesnow(cursor, SUCCESS, None, server=True)


def local_stage(request, expression, put):
    os.makedirs(put["stageInfo"]["location"], exist_ok=True)
    return put["stageInfo"]


bound_in_fakesnow = server.from_binding


def bound(binding):
    value = binding["value"]
    if value is None:
        return None
    if binding["type"] == "FIXED" and not value.lstrip("-").isdigit():
        return decimal.Decimal(value)
    return bound_in_fakesnow(binding)


integer_precision_in_fakesnow = transforms.integer_precision


def integer_precision(expression):
    if isinstance(expression, exp.DataType) and expression.this == exp.DataType.Type.DECIMAL:
        sizes = [p.name for p in expression.expressions]
        if sizes == ["38", "0"]:
            return expression
    return integer_precision_in_fakesnow(expression)


def pointer(key):
    """A path that is nothing else, whatever characters are in it."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def any_key(expression):
    """GET, OBJECT_DELETE, and the calls of functions in JavaScript."""
    if isinstance(expression, exp.GetExtract) and expression.expression.is_string:
        path = exp.Literal.string(pointer(expression.expression.name))
        return exp.Anonymous(this="json_extract", expressions=[expression.this, path])
    if isinstance(expression, exp.Anonymous) and expression.name.upper() == "OBJECT_DELETE":
        gone = json.dumps({key.name: None for key in expression.expressions[1:]})
        return exp.Anonymous(
            this="json_merge_patch", expressions=[expression.expressions[0], exp.Literal.string(gone)]
        )
    if isinstance(expression, exp.Dot) and isinstance(expression.expression, exp.Anonymous):
        if (name := script_name(expression.expression)) in SCRIPTS:
            return exp.Anonymous(this=name, expressions=expression.expression.expressions)
    return expression


trim_cast_varchar_in_fakesnow = transforms.trim_cast_varchar


def trim_cast_varchar(expression):
    """fakesnow forgets which characters are trimmed, and where."""
    if isinstance(expression, exp.Trim) and expression.args.get("expression"):
        return expression
    return trim_cast_varchar_in_fakesnow(expression)


LONG = 20_000
transform_in_fakesnow = fakesnow.cursor.FakeSnowflakeCursor._transform

# Of fakesnow's seventy walks those that matter for what the sink says of wide tables.
WALKS = (
    transforms.upper_case_unquoted_identifiers,
    transforms.to_decimal,
    transforms.to_variant,
    transforms.object_construct,
    transforms.semi_structured_types,
    trim_cast_varchar,
    transforms.indices_to_json_extract,
    transforms.json_extract_cast_as_varchar,
    transforms.json_extract_precedence,
    transforms.values_columns,
    transforms.to_timestamp,
    transforms.float_to_double,
    integer_precision,
)


def transform(cursor, expression, params):
    command = getattr(cursor, "tailrace_command", "")
    expression = expression.transform(any_key, copy=False)
    if len(command) < LONG or not isinstance(expression, (exp.Insert, exp.Update, exp.Delete)):
        return transform_in_fakesnow(cursor, expression, params)
    for walk in WALKS:
        expression = expression.transform(walk, copy=False)
    return expression


def end_with(parent):
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def main(port):
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    server.sessions = Sessions()
    server.gcs_stage_info = local_stage
    server.from_binding = bound
    transforms.integer_precision = integer_precision
    transforms.trim_cast_varchar = trim_cast_varchar
    fakesnow.macros.FS_FLATTEN = Template(
        fakesnow.macros.FS_FLATTEN.template.replace(
            "TO_JSON(input) -> x", "TO_JSON(input) -> ('/' || replace(replace(x, '~', '~0'), '/', '~1'))"
        )
    )
    transforms.extract_text_length = lambda expression: expression
    fakesnow.cursor.FakeSnowflakeCursor.execute = execute
    fakesnow.cursor.FakeSnowflakeCursor._transform = transform
    config = uvicorn.Config(server.app, host="127.0.0.1", port=port, log_level="warning")
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
