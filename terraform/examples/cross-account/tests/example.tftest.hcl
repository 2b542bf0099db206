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

mock_provider "aws" {
  alias = "tables"
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tailrace-shop", id = "mocked" }
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
    defaults = { account_id = "210987654321" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-central-1" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

override_resource {
  target = module.worker_role.aws_iam_role.service
  values = { arn = "arn:aws:iam::123456789012:role/tailrace-shop-worker" }
}

variables {
  region                   = "eu-central-1"
  tables                   = ["orders", "customers"]
  sink_url                 = "postgres://tailrace@db.example:5432/analytics"
  secrets                  = { PGPASSWORD = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:warehouse-AbCdEf" }
  image                    = "registry.example/tailrace@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  prepare_image            = "registry.example/busybox@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  tables_deployer_role_arn = "arn:aws:iam::210987654321:role/deployer"
  external_id              = "shop-to-analytics"
  metrics_image            = "registry.example/aws-otel-collector@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
}

run "the_task_takes_the_tables_role_and_nothing_else" {
  assert {
    condition     = [for s in jsondecode(output.worker_policy_json).Statement : [s.Sid, s.Resource]] == [["ActInAnotherAccount", ["arn:aws:iam::210987654321:role/tailrace-shop"]]]
    error_message = "Its own role reads no table."
  }
  assert {
    condition     = alltrue([for s in jsondecode(output.tables_policy_json).Statement : strcontains(s.Resource[0], ":210987654321:table/") if can(regex("dynamodb:(Describe|Get|Export)", s.Action[0]))])
    error_message = "The tables' role is for the tables of its own account."
  }
}
