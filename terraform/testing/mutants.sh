#!/usr/bin/env bash
# Are the checks worth anything? Each mutant is one mistake in a copy of this folder; a check has to fail of it.
# On demand: takes some minutes. Prints a line a mutant, and how many were caught.
#
#   terraform/testing/mutants.sh             all
#   terraform/testing/mutants.sh secret      those whose description has the word
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
caught=0 survived=0

# mutant DESCRIPTION CHECKS FILE OLD NEW: CHECKS are words for check.sh, by commas.
mutant() {
  local description=$1 checks=$2 file=$3 old=$4 new=$5
  [[ $description == *"${wanted:-}"* ]] || return 0
  rm -rf "$work/tree"
  cp -r "$top" "$work/tree"
  OLD=$old NEW=$new python3 - "$work/tree/$file" << 'EOF'
import os, pathlib, sys
path = pathlib.Path(sys.argv[1])
text = path.read_text()
assert os.environ["OLD"] in text, f"{path}: no «{os.environ['OLD']}»"
path.write_text(text.replace(os.environ["OLD"], os.environ["NEW"], 1))
EOF
  local words
  IFS=, read -ra words <<< "$checks"
  "$work/tree/check.sh" "${words[@]}" > "$work/said" 2>&1 || true
  if grep -q '^FAILED' "$work/said"; then
    echo "caught: $description ($(grep -c '^FAILED' "$work/said"): $(sed -n 's/^FAILED: //p' "$work/said" | head -n 1))"
    caught=$((caught + 1))
  else
    echo "SURVIVED: $description"
    sed 's/^/  /' "$work/said"
    survived=$((survived + 1))
  fi
}

wanted=${1:-}
# A check that fails of nothing would catch everything.
if ! "$top/check.sh" > "$work/said" 2>&1; then
  cat "$work/said"
  echo "mutants: none tried, the checks fail without them"
  exit 1
fi
iam=modules/iam
ecs=modules/ecs-service

mutant "an argument that does not exist" "validate modules/lease-table" modules/lease-table/main.tf 'billing_mode =' 'billing_kind ='
mutant "a required argument is missing" "validate modules/lease-table" modules/lease-table/main.tf 'name         = var.name' ''
mutant "a block that does not exist" "validate $ecs" $ecs/main.tf 'deployment_circuit_breaker {' 'circuit_breaker {'
mutant "a resource that does not exist" "stub,validate modules/export-bucket" modules/export-bucket/main.tf '"aws_s3_bucket_policy"' '"aws_s3_bucket_polocy"'
mutant "an input that a module lacks" "validate examples/fargate" examples/fargate/main.tf 'sink_url   =' 'sink_uri   ='
mutant "an attribute that a resource lacks" "validate modules/export-bucket" modules/export-bucket/outputs.tf 'exports.arn' 'exports.arm'
mutant "spaces" "fmt" modules/lease-table/main.tf 'hash_key     =' 'hash_key='
mutant "an action is misspelt" "test $iam,IAM" $iam/actions.json 'dynamodb:GetRecords' 'dynamodb:GetRecord'
mutant "an action is all actions" "test $iam" $iam/actions.json '"dynamodb:DescribeExport"' '"dynamodb:*"'
mutant "an action on the wrong resource" "test $iam" $iam/actions.json '"resource": "stream"' '"resource": "table"'
mutant "an optional statement is always there" "test $iam" $iam/actions.json '"when": "scan-backfill"' '"when": "always"'
mutant "a condition that the module does not know" "test $iam" $iam/actions.json '"when": "exports"' '"when": "exporting"'
mutant "a key without its service" "test $iam" $iam/actions.json '"via": "s3",' ''
mutant "the lease table may be any" "test $iam" $iam/main.tf '"lease-table" = var.lease_table_arn == null ? [] : [var.lease_table_arn]' '"lease-table" = ["*"]'
mutant "the external id is forgotten" "test $iam" $iam/main.tf 'var.external_id == null ? {}' 'true ? {}'
mutant "any account's tasks take the role" "test $iam" $iam/main.tf 'place == "ecs" ? {' 'place == "never" ? {'
mutant "the secret key is no sensitive output" "validate $iam,test $iam" $iam/outputs.tf 'sensitive   = true' 'sensitive   = false'
mutant "the twin forgets an action" "test $iam,twin" cloudformation/iam.yaml '                - dynamodb:GetRecords
' ''
mutant "the twin grants more" "test $iam,twin" cloudformation/iam.yaml '- HasSinkTables' '- HasTables'
mutant "the template names a property that does not exist" "cfn-lint" cloudformation/iam.yaml 'ManagedPolicyName' 'ManagedPolicyTitle'
mutant "the bucket takes plain HTTP" "test modules/export-bucket" modules/export-bucket/main.tf '"aws:SecureTransport" = "false"' '"aws:SecureTransport" = "true"'
mutant "the bucket is public" "test modules/export-bucket" modules/export-bucket/main.tf 'block_public_policy     = true' 'block_public_policy     = false'
mutant "exports are kept" "test modules/export-bucket" modules/export-bucket/main.tf 'status = "Enabled"' 'status = "Disabled"'
mutant "checkov: the bucket is public" "checkov" modules/export-bucket/main.tf 'restrict_public_buckets = true' 'restrict_public_buckets = false'
mutant "the lease table has another key" "test modules/lease-table" modules/lease-table/main.tf 'range_key    = "unit"' 'range_key    = "pipeline"'
mutant "a secret's value in the environment" "test $ecs" $ecs/containers.tf 'for name in sort(keys(var.environment)) : { name = name, value = var.environment[name] }' 'for name, value in merge(var.environment, var.secrets) : { name = name, value = value }'
mutant "a secret's reference is lost" "test $ecs" $ecs/containers.tf 'valueFrom = var.secrets[name]' 'valueFrom = name'
mutant "secrets may be values" "test $ecs" $ecs/variables.tf '^arn:aws[a-z-]*:(secretsmanager' '^.*|(secretsmanager'
mutant "the execution role reads all secrets" "test $ecs" $ecs/execution_role.tf 'Resource = arns
    } if length(arns) > 0],
    [for arns in [local.parameter_arns]' 'Resource = ["*"]
    } if length(arns) > 0],
    [for arns in [local.parameter_arns]'
mutant "a tag is an image's name" "test $ecs" $ecs/variables.tf '^[a-z0-9.:/_-]+@sha256:[0-9a-f]{64}$' '.*'
mutant "the root can be written" "test $ecs" $ecs/containers.tf 'readonlyRootFilesystem = true' 'readonlyRootFilesystem = false'
mutant "the daemon has a minute to stop" "test $ecs" $ecs/containers.tf 'stopTimeout = 120' 'stopTimeout = 60'
mutant "the health check restarts what needs attention" "test $ecs" $ecs/containers.tf '"health", "-c", var.config_path' '"health", "--ready", "-c", var.config_path'
mutant "no circuit breaker" "test $ecs" $ecs/main.tf 'enable   = true' 'enable   = false'
mutant "a member of the task definition is misspelt" "test $ecs,botocore" $ecs/containers.tf 'startPeriod' 'startperiod'
mutant "a health check's time is text" "test $ecs,botocore" $ecs/containers.tf 'retries     = 3' 'retries     = "three"'
mutant "a volume that is not there" "test $ecs,botocore" $ecs/main.tf 'name = "scratch"' 'name = "skratch"'
mutant "another namespace" "test $ecs" $ecs/metrics.tf 'metrics_namespace = "Tailrace"' 'metrics_namespace = "Tailraces"'
mutant "the unit stops at once" "test modules/ec2" modules/ec2/files/tailrace.service 'TimeoutStopSec=120' 'TimeoutStopSec=1'
mutant "the unit has a key that systemd does not know" "test modules/ec2,unit" modules/ec2/files/tailrace.service 'KillMode=mixed' 'KillMood=mixed'
mutant "the unit is open" "test modules/ec2,unit" modules/ec2/files/tailrace.service 'SystemCallFilter=@system-service' ''
mutant "a script loses its quotes" "test modules/ec2,shellcheck" modules/ec2/files/fetch-secrets.sh "'%s' \"\$value\"" "'%s' \$value"
mutant "the archive is not checked" "test modules/ec2" modules/ec2/files/user-data.sh ' | sha256sum -c -' ''
mutant "the metadata service takes old requests" "test modules/ec2" modules/ec2/main.tf '"required"' '"optional"'
mutant "an alarm of a metric that nobody writes" "test modules/alarms" modules/alarms/main.tf 'tailrace_table_lag_seconds' 'tailrace_lag_seconds'
mutant "the least lag counts" "test modules/alarms" modules/alarms/main.tf '"Maximum"' '"Minimum"'
mutant "silence is well" "test modules/alarms" modules/alarms/main.tf '"breaching"' '"notBreaching"'
mutant "private subnets have a way in" "test modules/network" modules/network/main.tf 'nat_gateway_id         = aws_nat_gateway.this.id' 'gateway_id = aws_internet_gateway.this.id'
mutant "the configuration forgets the leases" "test ." config.tf 'local.several ? one(module.leases[*].name) : "none"' '"none"'
mutant "a variable that nobody uses" "tflint" modules/lease-table/variables.tf 'variable "tags"' 'variable "unused" {
  description = "x"
  type        = string
  default     = ""
}

variable "tags"'
mutant "a description that the README lacks" "README" modules/alarms/variables.tf 'Whether to make a dashboard.' 'Whether to make one.'

echo "mutants: $caught caught, $survived survived"
[ "$survived" -eq 0 ]
