# What a machine needs before the daemon runs, beside what the daemon calls (the iam module's policy).

locals {
  machine_statements = concat(
    [{
      Sid      = "FetchTheDistribution"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["arn:${local.partition}:s3:::${var.distribution.bucket}/${var.distribution.key}"]
    }],
    [{
      Sid      = "WriteMetricsAsLogEvents"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Resource = ["${aws_cloudwatch_log_group.metrics.arn}:*"]
    }],
    [for arns in [distinct(values(var.secrets))] : {
      Sid      = "FetchSecrets"
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = arns
    } if length(arns) > 0],
    [for arns in [var.secrets_kms_key_arns] : {
      Sid      = "DecryptSecrets"
      Effect   = "Allow"
      Action   = ["kms:Decrypt"]
      Resource = arns
    } if length(arns) > 0],
  )
  machine_policy_json = jsonencode({ Version = "2012-10-17", Statement = local.machine_statements })
  partition           = startswith(var.region, "cn-") ? "aws-cn" : startswith(var.region, "us-gov-") ? "aws-us-gov" : "aws"
}

resource "aws_iam_role_policy" "machines" {
  name   = "${var.name}-machines"
  role   = var.role_name
  policy = local.machine_policy_json
}
