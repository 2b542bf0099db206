# What ECS itself needs to start a task: the image, the log, the secrets. The daemon never has these permissions.

locals {
  # A reference may go on with :json-key:version-stage:version-id, which is no part of the secret's ARN.
  secret_arns = distinct([
    for ref in values(var.secrets) : join(":", slice(split(":", ref), 0, 7)) if strcontains(ref, ":secretsmanager:")
  ])
  parameter_arns = distinct([for ref in values(var.secrets) : ref if strcontains(ref, ":ssm:")])

  execution_statements = concat(
    [{
      Sid      = "WriteTheLog"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = ["${aws_cloudwatch_log_group.daemon.arn}:*"]
    }],
    [for arns in [local.secret_arns] : {
      Sid      = "HandOverSecrets"
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = arns
    } if length(arns) > 0],
    [for arns in [local.parameter_arns] : {
      Sid      = "HandOverParameters"
      Effect   = "Allow"
      Action   = ["ssm:GetParameters"]
      Resource = arns
    } if length(arns) > 0],
    [for arns in [var.secrets_kms_key_arns] : {
      Sid      = "DecryptSecrets"
      Effect   = "Allow"
      Action   = ["kms:Decrypt"]
      Resource = arns
    } if length(arns) > 0],
    [for arns in [var.ecr_repository_arns] : {
      Sid      = "PullImages"
      Effect   = "Allow"
      Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Resource = arns
    } if length(arns) > 0],
    # AWS knows no narrower resource for it.
    [for arns in [var.ecr_repository_arns] : {
      Sid      = "LogInToTheRegistry"
      Effect   = "Allow"
      Action   = ["ecr:GetAuthorizationToken"]
      Resource = ["*"]
    } if length(arns) > 0],
  )
  execution_policy_json = jsonencode({ Version = "2012-10-17", Statement = local.execution_statements })
}

resource "aws_iam_role" "execution" {
  name                 = "${var.name}-execution"
  description          = "ECS starts Tailrace's tasks with it"
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "StartTasksOfThisAccount"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "execution" {
  name   = "${var.name}-execution"
  role   = aws_iam_role.execution.id
  policy = local.execution_policy_json
}
