#!/bin/sh
# archive.sh FILE: writes what ./mvnw -pl deploy/image -am package made into FILE, a .tar.gz: the program, its Java runtime,
# its SBOM and, in systemd/, what installs it. It is for Linux on this machine's kind of processor, and the same for the
# same content. Prints its SHA-256, which terraform's EC2 module asks for.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
layers=$here/../image/target/layers
[ $# -eq 1 ] || { echo "archive.sh: name the file to write" >&2; exit 2; }
[ -x "$layers/runtime/opt/tailrace/bin/java" ] && [ -e "$layers/tailrace/opt/tailrace/sbom.json" ] ||
  { echo "archive.sh: nothing in $layers; build it with ./mvnw -pl deploy/image -am package" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for layer in runtime drivers libraries tailrace; do
  (cd "$layers/$layer/opt/tailrace" && tar -cf - .) | (cd "$work" && tar -xf -)
done
mkdir "$work/systemd"
cp "$here/install.sh" "$here/tailrace.service" "$here/tailrace.env" "$here/tailrace.yaml" "$work/systemd"
tar -C "$work" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - . | gzip -n > "$1"
sha256sum "$1"
