locals {
  statements = jsondecode(file("${path.module}/actions.json"))

  # Which statements there are. A key of actions.json's "when" that is missing here fails the plan.
  granted = {
    always               = length(var.table_arns) > 0
    "discover-tables"    = var.discover_tables
    "scan-backfill"      = var.scan_backfill
    exports              = var.export_bucket_arn != null
    "export-key"         = var.export_kms_key_arn != null
    "table-keys"         = length(var.table_kms_key_arns) > 0
    leases               = var.lease_table_arn != null
    "create-lease-table" = var.create_lease_table
    "dynamodb-sink"      = length(var.sink_tables) > 0
    "assume-roles"       = length(var.assume_role_arns) > 0
  }

  resources = {
    any           = ["*"]
    table         = var.table_arns
    stream        = [for arn in var.table_arns : "${arn}/stream/*"]
    export        = [for arn in var.table_arns : "${arn}/export/*"]
    bucket        = var.export_bucket_arn == null ? [] : [var.export_bucket_arn]
    object        = var.export_bucket_arn == null ? [] : ["${var.export_bucket_arn}/${var.export_prefix}*"]
    "export-key"  = var.export_kms_key_arn == null ? [] : [var.export_kms_key_arn]
    "table-key"   = var.table_kms_key_arns
    "lease-table" = var.lease_table_arn == null ? [] : [var.lease_table_arn]
    "sink-table"  = var.sink_tables
    role          = var.assume_role_arns
  }

  # A key serves only through the service that encrypts with it, in the key's own region.
  key_conditions = {
    "export-key" = [for arn in local.resources["export-key"] : "s3.${split(":", arn)[3]}.amazonaws.com"]
    "table-key"  = distinct([for arn in local.resources["table-key"] : "dynamodb.${split(":", arn)[3]}.amazonaws.com"])
  }

  policy = {
    Version = "2012-10-17"
    Statement = [
      for s in local.statements : merge(
        {
          Sid      = s.sid
          Effect   = "Allow"
          Action   = s.actions
          Resource = local.resources[s.resource]
        },
        can(s.via) ? { Condition = { StringEquals = { "kms:ViaService" = local.key_conditions[s.resource] } } } : {}
      ) if local.granted[s.when]
    ]
  }
  policy_json = jsonencode(local.policy)

  services = { ecs = "ecs-tasks.amazonaws.com", ec2 = "ec2.amazonaws.com" }
  # A role of ECS may be taken for tasks of this account only: AWS's answer to the confused deputy.
  trust = concat(
    [
      for place in sort(var.runs_on) : merge(
        {
          Sid       = "RunOn${title(place)}"
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { Service = local.services[place] }
        },
        place == "ecs" ? {
          Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
        } : {}
      )
    ],
    length(var.trusted_role_arns) == 0 ? [] : [
      merge(
        {
          Sid       = "ActForRolesOfOtherAccounts"
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { AWS = var.trusted_role_arns }
        },
        var.external_id == null ? {} : { Condition = { StringEquals = { "sts:ExternalId" = var.external_id } } }
      )
    ],
    # A role nobody may take: only the user is wanted.
    length(var.runs_on) + length(var.trusted_role_arns) > 0 ? [] : [
      {
        Sid       = "TakenByNobody"
        Effect    = "Deny"
        Action    = "sts:AssumeRole"
        Principal = { AWS = "*" }
      }
    ]
  )
}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "service" {
  name                 = var.name
  description          = "Tailrace: reads DynamoDB tables and their streams"
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = local.trust })
}

resource "aws_iam_policy" "service" {
  name        = var.name
  description = "What the Tailrace daemon calls, and no more; each Sid says why"
  policy      = local.policy_json
  tags        = var.tags

  lifecycle {
    precondition {
      condition     = length(local.policy_json) <= 6144
      error_message = "The policy has ${length(local.policy_json)} characters; IAM takes 6144. Name tables by a common beginning: table/shop-*."
    }
    precondition {
      condition     = length(local.policy.Statement) > 0
      error_message = "The policy would be empty: give table_arns or assume_role_arns."
    }
  }
}

resource "aws_iam_role_policy_attachment" "service" {
  role       = aws_iam_role.service.name
  policy_arn = aws_iam_policy.service.arn
}
