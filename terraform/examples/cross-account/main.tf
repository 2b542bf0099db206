# The tables are in one account, the daemon in another. What belongs to the tables (role, export bucket) is made beside them.

provider "aws" {
  region = var.region
}

provider "aws" {
  alias  = "tables"
  region = var.region

  assume_role {
    role_arn = var.tables_deployer_role_arn
  }
}

data "aws_caller_identity" "workers" {}

data "aws_caller_identity" "tables" {
  provider = aws.tables
}

locals {
  name = "tailrace-shop"
  # Named before it is made: the two roles name each other.
  tables_role_arn = "arn:aws:iam::${data.aws_caller_identity.tables.account_id}:role/${local.name}"
}

module "exports" {
  source    = "../../modules/export-bucket"
  providers = { aws = aws.tables }

  name = "${local.name}-${data.aws_caller_identity.tables.account_id}-${var.region}"
}

module "tables_role" {
  source    = "../../modules/iam"
  providers = { aws = aws.tables }

  name              = local.name
  trusted_role_arns = [module.worker_role.service_role_arn]
  external_id       = var.external_id
  table_arns        = [for table in var.tables : "arn:aws:dynamodb:${var.region}:${data.aws_caller_identity.tables.account_id}:table/${table}"]
  export_bucket_arn = module.exports.arn
}

module "worker_role" {
  source = "../../modules/iam"

  name             = "${local.name}-worker"
  runs_on          = ["ecs"]
  assume_role_arns = [local.tables_role_arn]
}

module "network" {
  source = "../../modules/network"

  name   = local.name
  region = var.region
}

module "service" {
  source = "../../modules/ecs-service"

  name           = local.name
  pipeline       = "shop"
  region         = var.region
  account_id     = data.aws_caller_identity.workers.account_id
  vpc_id         = module.network.vpc_id
  subnet_ids     = module.network.private_subnet_ids
  egress         = [{ port = 443, cidr = "0.0.0.0/0" }, { port = 5432, cidr = "0.0.0.0/0" }]
  task_role_arn  = module.worker_role.service_role_arn
  task_role_name = module.worker_role.service_role_name
  image          = var.image
  prepare_image  = var.prepare_image
  metrics_image  = var.metrics_image
  secrets        = var.secrets

  config_yaml = yamlencode({
    pipeline = "shop"
    aws      = { region = var.region, role-arn = local.tables_role_arn, external-id = var.external_id }
    source   = { tables = [for table in var.tables : { name = table }] }
    export   = { bucket = module.exports.name, bucket-owner = data.aws_caller_identity.tables.account_id }
    sink     = { url = var.sink_url }
    status   = { listen = "127.0.0.1:8080" }
  })

  # The daemon's first call takes the tables' role.
  depends_on = [module.tables_role]
}

module "alarms" {
  source = "../../modules/alarms"

  pipeline = "shop"
  tables   = var.tables
  region   = var.region
}
