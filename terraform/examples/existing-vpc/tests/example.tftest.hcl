mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked", id = "mocked" }
  }
  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/tailrace-shop" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { id = "shop-exports", arn = "arn:aws:s3:::shop-exports" }
  }
  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/tailrace-shop-leases" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/tailrace/shop" }
  }
  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = { arn = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:x" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-central-1" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

override_resource {
  target = module.tailrace.module.iam.aws_iam_role.service
  values = { arn = "arn:aws:iam::123456789012:role/tailrace-shop" }
}

variables {
  region        = "eu-central-1"
  tables        = ["orders", "customers"]
  sink_url      = "postgres://tailrace@db.example:5432/analytics"
  secrets       = { PGPASSWORD = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:warehouse-AbCdEf" }
  image         = "registry.example/tailrace@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  prepare_image = "registry.example/busybox@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  vpc_id        = "vpc-0123456789abcdef0"
  subnet_ids    = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  sink_cidr     = "10.0.0.0/16"
  cluster_arn   = "arn:aws:ecs:eu-central-1:123456789012:cluster/shop"
  notify_arn    = "arn:aws:sns:eu-central-1:123456789012:oncall"
  metrics_image = "registry.example/aws-otel-collector@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
}

run "fits_together" {
  assert {
    condition     = yamldecode(output.config_yaml).leases.table == "tailrace-shop-leases"
    error_message = "Two workers share leases."
  }
  assert {
    condition     = yamldecode(output.config_yaml).export.bucket == "shop-exports"
    error_message = "The daemon is told of the bucket."
  }
}
