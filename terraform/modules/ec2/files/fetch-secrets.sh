#!/bin/bash
# Writes the secrets, fetched anew at each start, to a folder of memory; systemd reads them from there.
set -euo pipefail
umask 077
out=/run/tailrace/secrets.env
: > "$out"
%{ for name, arn in secrets ~}
value=$(aws secretsmanager get-secret-value --region '${region}' --secret-id '${arn}' --query SecretString --output text)
# systemd takes a value in double quotes, with \ " $ and ` escaped.
printf '%s="%s"\n' '${name}' "$(printf '%s' "$value" | sed -e 's/[\\"$`]/\\&/g')" >> "$out"
%{ endfor ~}
chmod 0400 "$out"
