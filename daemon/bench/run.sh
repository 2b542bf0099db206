#!/bin/sh
# Runs a measurement: `daemon/bench/run.sh load [items] [rounds]` loads an export, beside read_json;
# `daemon/bench/run.sh item [JMH's arguments]` measures the stages that an item goes through.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/.mvn/jdk.sh"
choose_jdk || exit 2
case "${1:-}" in
  load) main=dev.tailrace.bench.BulkLoadComparison ;;
  item) main=org.openjdk.jmh.Main ;;
  *)
    echo "usage: daemon/bench/run.sh load [items] [rounds] | item [JMH's arguments]" >&2
    exit 2
    ;;
esac
shift
(cd "$top" && ./mvnw -q -B -pl daemon/bench -am package -Dmaven.test.skip=true -Dspotless.check.skip=true \
  -Denforcer.skip=true -Dmdep.analyze.skip=true)
exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Xmx4g \
  -cp "$(echo "$top"/daemon/bench/target/tailrace-bench-*.jar):$(cat "$top/daemon/bench/target/classpath.txt")" "$main" "$@"
