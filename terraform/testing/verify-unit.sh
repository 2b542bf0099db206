#!/usr/bin/env bash
# systemd-analyze on the unit, with stand-ins for what is only there on a machine: its user and its programs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed -E -e "s#=(\+?)/opt/tailrace/fetch-secrets.sh#=\1/bin/true#" -e 's#^ExecStart=/usr/bin/java#ExecStart=/bin/true#' \
  -e 's#^(User|Group)=tailrace#\1=root#' "$1" > "$folder/tailrace.service"
said=$(systemd-analyze verify --man=no "$folder/tailrace.service" 2>&1) || { echo "$said"; exit 1; }
# Warnings leave the exit code at 0.
if grep -F tailrace.service <<< "$said"; then exit 1; fi
if systemd-analyze --help | grep -q -- --threshold; then
  systemd-analyze security --offline=true --threshold=30 "$folder/tailrace.service" | tail -n 1
fi
