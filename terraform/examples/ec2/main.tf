provider "aws" {
  region = var.region
}

module "network" {
  source = "../../modules/network"

  name   = "tailrace-shop"
  region = var.region
}

module "tailrace" {
  source = "../.."

  pipeline   = "shop"
  tables     = var.tables
  sink_url   = var.sink_url
  secrets    = var.secrets
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.private_subnet_ids
  egress     = [{ port = 443, cidr = "0.0.0.0/0" }, { port = 5432, cidr = "0.0.0.0/0" }]

  compute = "ec2"
  ec2 = {
    ami_id       = var.ami_id
    distribution = var.distribution
  }
}
