data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.region
  name       = "tailrace-${var.pipeline}"
  several    = var.workers > 1
  # Alarms hear of what the collector or the agent tells.
  has_metrics = var.compute == "ec2" || try(var.fargate.metrics_image, null) != null
  # Of a glob nobody knows beforehand which tables it names.
  alarm_tables = [for table in var.tables : table if !endswith(table, "*")]
  globs        = [for table in var.tables : table if endswith(table, "*")]
  tables_arn   = "arn:${data.aws_partition.current.partition}:dynamodb:${local.region}:${local.account_id}:table"
}

module "exports" {
  source = "./modules/export-bucket"

  name              = coalesce(var.bucket_name, "${local.name}-${local.account_id}-${local.region}")
  keep_exports_days = var.keep_exports_days
  kms_key_arn       = var.kms_key_arn
  tags              = var.tags
}

module "leases" {
  source = "./modules/lease-table"
  count  = local.several ? 1 : 0

  name        = "${local.name}-leases"
  kms_key_arn = var.kms_key_arn
  tags        = var.tags
}

module "iam" {
  source = "./modules/iam"

  name                     = local.name
  runs_on                  = [var.compute == "fargate" ? "ecs" : "ec2"]
  table_arns               = [for table in var.tables : "${local.tables_arn}/${table}"]
  discover_tables          = length(local.globs) > 0
  scan_backfill            = var.scan_backfill
  export_bucket_arn        = module.exports.arn
  export_kms_key_arn       = var.kms_key_arn
  table_kms_key_arns       = distinct(concat(var.table_kms_key_arns, local.several && var.kms_key_arn != null ? [var.kms_key_arn] : []))
  lease_table_arn          = one(module.leases[*].arn)
  sink_tables              = var.sink_tables
  permissions_boundary_arn = var.permissions_boundary_arn
  tags                     = var.tags
}

module "ecs" {
  source = "./modules/ecs-service"
  count  = var.compute == "fargate" ? 1 : 0

  name                     = local.name
  pipeline                 = var.pipeline
  region                   = local.region
  account_id               = local.account_id
  cluster_arn              = var.fargate.cluster_arn
  vpc_id                   = var.vpc_id
  subnet_ids               = var.subnet_ids
  assign_public_ip         = var.assign_public_ip
  egress                   = var.egress
  task_role_arn            = module.iam.service_role_arn
  task_role_name           = module.iam.service_role_name
  image                    = var.fargate.image
  prepare_image            = var.fargate.prepare_image
  metrics_image            = var.fargate.metrics_image
  ecr_repository_arns      = var.fargate.ecr_repository_arns
  config_yaml              = local.config_yaml
  secrets                  = var.secrets
  secrets_kms_key_arns     = var.secrets_kms_key_arns
  health_command           = var.fargate.health_command
  user                     = var.fargate.user
  workers                  = var.workers
  cpu                      = var.fargate.cpu
  memory                   = var.fargate.memory
  architecture             = var.fargate.architecture
  permissions_boundary_arn = var.permissions_boundary_arn
  tags                     = var.tags
}

module "ec2" {
  source = "./modules/ec2"
  count  = var.compute == "ec2" ? 1 : 0

  name                 = local.name
  pipeline             = var.pipeline
  region               = local.region
  vpc_id               = var.vpc_id
  subnet_ids           = var.subnet_ids
  egress               = var.egress
  role_name            = module.iam.service_role_name
  ami_id               = var.ec2.ami_id
  instance_type        = var.ec2.instance_type
  disk_gib             = var.ec2.disk_gib
  distribution         = var.ec2.distribution
  config_yaml          = local.config_yaml
  secrets              = var.secrets
  secrets_kms_key_arns = var.secrets_kms_key_arns
  workers              = var.workers
  tags                 = var.tags
}

module "alarms" {
  source = "./modules/alarms"
  count  = local.has_metrics && length(local.alarm_tables) > 0 ? 1 : 0

  pipeline    = var.pipeline
  tables      = local.alarm_tables
  region      = local.region
  lag_seconds = var.lag_alarm_seconds
  notify_arns = var.notify_arns
  tags        = var.tags
}
