#!/usr/bin/env bash
# verify-unit.sh UNIT [DROP-IN]: systemd-analyze on the unit and what is added to it, with stand-ins for what is only there
# on a machine: its user and its programs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

stand_in() {
  sed -E -e "s#=(\+?)/opt/tailrace/fetch-secrets.sh#=\1/bin/true#" -e 's#^ExecStart=/opt/tailrace/bin/java#ExecStart=/bin/true#' \
    -e 's#^(User|Group)=tailrace#\1=root#' "$1"
}

stand_in "$1" > "$folder/tailrace.service"
if [ $# -gt 1 ]; then
  mkdir "$folder/tailrace.service.d"
  stand_in "$2" > "$folder/tailrace.service.d/ec2.conf"
fi
said=$(systemd-analyze verify --man=no "$folder/tailrace.service" 2>&1) || { echo "$said"; exit 1; }
# Warnings leave the exit code at 0.
if grep -F tailrace.service <<< "$said"; then exit 1; fi
if systemd-analyze --help | grep -q -- --threshold; then
  systemd-analyze security --offline=true --threshold=30 "$folder/tailrace.service" | tail -n 1
fi
