#!/bin/sh
# Runs the Snowflake sink's tests against a real account, each in a database of its own that it makes and drops.
#
#   TAILRACE_SNOWFLAKE_URL='snowflake://user@account/%s?warehouse=WAREHOUSE&role=ROLE'   (%s stays: the database goes there)
#   SNOWFLAKE_PRIVATE_KEY_FILE=… [SNOWFLAKE_PRIVATE_KEY_PASSPHRASE=…]  or  SNOWFLAKE_TOKEN=…  or  SNOWFLAKE_PASSWORD=…
#
# The role needs CREATE DATABASE on the account and USAGE on the warehouse. Further arguments go to Maven, as
# -Dtest=SnowflakeCommitTest does.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
case "${TAILRACE_SNOWFLAKE_URL:-}" in
  snowflake://*/%s*) ;;
  *)
    echo "against-account.sh: set TAILRACE_SNOWFLAKE_URL to snowflake://user@account/%s?warehouse=WAREHOUSE&role=ROLE" >&2
    exit 2
    ;;
esac
if [ -z "${SNOWFLAKE_PRIVATE_KEY_FILE:-}${SNOWFLAKE_TOKEN:-}${SNOWFLAKE_PASSWORD:-}" ]; then
  echo "against-account.sh: set SNOWFLAKE_PRIVATE_KEY_FILE, SNOWFLAKE_TOKEN or SNOWFLAKE_PASSWORD" >&2
  exit 2
fi
cd "$top"
./mvnw -q -B -pl sinks/snowflake -am install -DskipTests
exec ./mvnw -B -pl sinks/snowflake test "$@"
