mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked", id = "mocked" }
  }
  mock_resource "aws_iam_instance_profile" {
    defaults = { arn = "arn:aws:iam::123456789012:instance-profile/tailrace-shop" }
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
  region       = "eu-central-1"
  tables       = ["orders", "customers"]
  sink_url     = "postgres://tailrace@db.example:5432/analytics"
  secrets      = { PGPASSWORD = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:warehouse-AbCdEf" }
  ami_id       = "ami-0123456789abcdef0"
  distribution = { bucket = "shop-artifacts", key = "tailrace.tar.gz", sha256 = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd" }
}

run "fits_together" {
  assert {
    condition     = yamldecode(output.config_yaml).export.bucket == "shop-exports"
    error_message = "The daemon is told of the bucket."
  }
}
