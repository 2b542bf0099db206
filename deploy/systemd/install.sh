#!/bin/sh
# Installs the daemon as a systemd service, or takes it away again. Run again after an update: what is there is replaced,
# the configuration and the data are left alone. Nothing is fetched.
#
#   install.sh [--from FOLDER] [--root FOLDER]
#   install.sh --uninstall [--purge] [--root FOLDER]
#
#   --from   the unpacked archive; by default the one that this script came in, or else the checkout's
#            deploy/image/target/layers, which ./mvnw -pl deploy/image -am package makes
#   --root   installs under this folder instead, for a package or an image of a machine: makes no user and leaves
#            systemd alone
#   --purge  takes the configuration, the data and the user away too
set -eu
here=$(cd "$(dirname "$0")" && pwd)
from='' root='' mode=install purge=no

die() {
  echo "install.sh: $1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    --from) [ $# -ge 2 ] || die "--from needs a folder"; from=$2; shift ;;
    --root) [ $# -ge 2 ] || die "--root needs a folder"; root=${2%/}; shift ;;
    --uninstall) mode=uninstall ;;
    --purge) purge=yes ;;
    *) die "no such option: $1; the first lines of this script tell what there is" ;;
  esac
  shift
done
[ "$purge" = no ] || [ "$mode" = uninstall ] || die "--purge goes with --uninstall"
[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || die "has to be run by root, or with --root FOLDER"

program=$root/opt/tailrace
settings=$root/etc/tailrace
state=$root/var/lib/tailrace
unit=$root/etc/systemd/system/tailrace.service

has_user() { [ -z "$root" ] && id tailrace > /dev/null 2>&1; }

systemd() { # only on the machine itself, and where it runs
  [ -z "$root" ] && [ -d /run/systemd/system ] || return 0
  systemctl "$@"
}

is_active() { [ -z "$root" ] && [ -d /run/systemd/system ] && systemctl --quiet is-active tailrace; }

# The folders to lay over one another.
sources() {
  if [ -n "$from" ]; then
    echo "$from"
  elif [ -d "$here/../lib" ]; then
    (cd "$here/.." && pwd)
  else
    for layer in runtime drivers libraries tailrace; do echo "$here/../image/target/layers/$layer/opt/tailrace"; done
  fi
}

# is_all_there: whether all of the program is there, before anything is touched.
is_all_there() {
  sources | while IFS= read -r source; do
    [ -d "$source" ] || die "no $source; build it with ./mvnw -pl deploy/image -am package, or name an unpacked archive by --from"
  done
  found=$(sources | while IFS= read -r source; do ls "$source"/bin/java "$source"/lib/tailrace-app-*.jar 2> /dev/null || true; done)
  case $found in
    */bin/java*/lib/tailrace-app-*) ;;
    *) die "no bin/java or no lib/tailrace-app-*.jar in $(sources | tr '\n' ' '): not an archive of Tailrace" ;;
  esac
}

# copy INTO: lays the program there, beside what is in use.
copy() {
  mkdir -p "$1"
  sources | while IFS= read -r source; do
    (cd "$source" && tar -cf - .) | (cd "$1" && tar -xf - --no-same-owner)
  done
  # The scripts of the archive stay where they are.
  rm -rf "$1/systemd"
  chmod -R u=rwX,go=rX "$1"
}

# keep FILE MODE INTO: copies a sample where there is no such file yet.
keep() {
  if [ -e "$3" ]; then
    echo "kept $3"
    return 0
  fi
  install -m "$2" "$here/$1" "$3"
  echo "made $3: fill it in"
}

install_all() {
  is_all_there
  trap 'rm -rf "$program.new"' EXIT
  rm -rf "$program.new"
  copy "$program.new"
  if [ -z "$root" ] && ! has_user; then
    useradd --system --user-group --home-dir /var/lib/tailrace --no-create-home --shell /usr/sbin/nologin tailrace
    echo "made the user tailrace"
  fi
  # A JVM opens its jars when it needs them: it must not run while they are replaced.
  restart=no
  if is_active; then
    restart=yes
    systemd stop tailrace
  fi
  rm -rf "$program"
  mv "$program.new" "$program"

  install -d -m 0755 "$(dirname "$unit")"
  install -d -m 0750 "$settings"
  install -d -m 0700 "$state"
  keep tailrace.yaml 0640 "$settings/tailrace.yaml"
  keep tailrace.env 0600 "$settings/tailrace.env"
  if has_user; then
    chgrp tailrace "$settings" "$settings/tailrace.yaml"
    chown tailrace:tailrace "$state"
  fi
  install -m 0644 "$here/tailrace.service" "$unit"
  systemd daemon-reload
  if [ "$restart" = yes ]; then
    systemd start tailrace
    echo "installed into $program; the service runs again"
  else
    echo "installed into $program; start it with: systemctl enable --now tailrace"
  fi
}

uninstall() {
  if [ -e "$unit" ]; then
    systemd disable --now tailrace
    rm -f "$unit"
    systemd daemon-reload
  fi
  rm -rf "$program" "$program.new"
  if [ "$purge" = yes ]; then
    rm -rf "$settings" "$state"
    ! has_user || userdel tailrace
    echo "nothing of it is left"
  else
    echo "left: $settings and $state; --uninstall --purge takes them too"
  fi
}

if [ "$mode" = install ]; then install_all; else uninstall; fi
