provider "aws" {
  region = var.region
}

module "tailrace" {
  source = "../.."

  pipeline    = "shop"
  tables      = var.tables
  sink_url    = var.sink_url
  secrets     = var.secrets
  vpc_id      = var.vpc_id
  subnet_ids  = var.subnet_ids
  egress      = [{ port = 443, cidr = "0.0.0.0/0" }, { port = 5432, cidr = var.sink_cidr }]
  workers     = 2
  notify_arns = [var.notify_arn]

  fargate = {
    image         = var.image
    prepare_image = var.prepare_image
    metrics_image = var.metrics_image
    cluster_arn   = var.cluster_arn
  }
}
