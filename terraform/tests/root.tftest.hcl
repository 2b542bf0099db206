mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked", id = "mocked" }
  }
  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/tailrace-shop" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { id = "tailrace-shop-123456789012-eu-central-1", arn = "arn:aws:s3:::tailrace-shop-123456789012-eu-central-1" }
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

# The task's role and the execution role have the same mocked ARN, which the module refuses: tell them apart.
override_resource {
  target = module.iam.aws_iam_role.service
  values = { arn = "arn:aws:iam::123456789012:role/tailrace-shop" }
}

variables {
  pipeline   = "shop"
  tables     = ["orders", "customers"]
  sink_url   = "postgres://tailrace@db.example:5432/analytics"
  secrets    = { PGPASSWORD = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:warehouse-AbCdEf" }
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0"]
  fargate = {
    image         = "registry.example/tailrace@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    prepare_image = "registry.example/busybox@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    metrics_image = "registry.example/aws-otel-collector@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
  }
}

run "one_worker_on_fargate" {
  assert {
    condition = yamldecode(output.config_yaml) == {
      pipeline = "shop"
      aws      = { region = "eu-central-1" }
      source   = { tables = [{ name = "orders" }, { name = "customers" }] }
      export   = { bucket = "tailrace-shop-123456789012-eu-central-1", bucket-owner = "123456789012" }
      sink     = { url = "postgres://tailrace@db.example:5432/analytics" }
      leases   = { table = "none" }
      status   = { listen = "127.0.0.1:8080" }
    }
    error_message = "The configuration names what was made."
  }
  assert {
    condition     = output.lease_table == null && length(output.alarm_arns) == 6 && length(module.ec2) == 0
    error_message = "One worker needs no leases."
  }
  assert {
    condition     = !can(regex("Sid\":\"(KeepLeases|ScanInsteadOfExport|WriteSinkTables|FindTablesByGlobs|EncryptExports)", output.policy_json))
    error_message = "What was not asked for is not granted."
  }
  assert {
    condition = one([for s in jsondecode(output.policy_json).Statement : s.Resource if s.Sid == "LookAtTables"]) == [
      "arn:aws:dynamodb:eu-central-1:123456789012:table/orders", "arn:aws:dynamodb:eu-central-1:123456789012:table/customers"
    ]
    error_message = "The tables of this account and region."
  }
}

run "several_workers_share_leases" {
  variables {
    workers = 3
  }
  assert {
    condition     = yamldecode(output.config_yaml).leases.table == "tailrace-shop-leases" && output.lease_table == "tailrace-shop-leases"
    error_message = "The configuration names the lease table."
  }
  assert {
    condition     = one([for s in jsondecode(output.policy_json).Statement : s.Resource if s.Sid == "KeepLeases"]) == ["arn:aws:dynamodb:eu-central-1:123456789012:table/tailrace-shop-leases"]
    error_message = "And the policy lets them use it."
  }
}

run "further_configuration_goes_over_it" {
  variables {
    config = { sink = { schema = "shop" }, status = { listen = "127.0.0.1:9090" }, source = { poll-period = "2s" } }
  }
  assert {
    condition     = yamldecode(output.config_yaml).sink == { url = "postgres://tailrace@db.example:5432/analytics", schema = "shop" }
    error_message = "Key by key."
  }
  assert {
    condition     = yamldecode(output.config_yaml).source == { tables = [{ name = "orders" }, { name = "customers" }], poll-period = "2s" }
    error_message = "What is not named stays."
  }
}

run "globs_need_listings_and_get_no_alarms" {
  variables {
    tables = ["orders", "shop-*"]
  }
  assert {
    condition     = strcontains(output.policy_json, "FindTablesByGlobs") && length(output.alarm_arns) == 3
    error_message = "Only orders is known by name."
  }
}

run "machines_instead" {
  variables {
    compute = "ec2"
    fargate = null
    ec2 = {
      ami_id       = "ami-0123456789abcdef0"
      distribution = { bucket = "shop-artifacts", key = "tailrace.tar.gz", sha256 = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd" }
    }
  }
  assert {
    condition     = length(module.ecs) == 0 && length(module.ec2) == 1 && output.security_group_id != null
    error_message = "A group of machines and no tasks."
  }
}

run "refuses_a_password_in_the_sinks_url" {
  command = plan
  variables {
    sink_url = "postgres://tailrace:hunter2@db.example:5432/analytics"
  }
  expect_failures = [var.sink_url]
}

run "refuses_a_sink_that_goes_with_the_task" {
  command = plan
  variables {
    sink_url = "duckdb:///tmp/x.duckdb"
  }
  expect_failures = [var.sink_url]
}

run "refuses_fargate_without_an_image" {
  command = plan
  variables {
    fargate = null
  }
  expect_failures = [var.fargate]
}
