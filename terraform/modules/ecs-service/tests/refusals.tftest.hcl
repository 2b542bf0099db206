mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tailrace-shop-execution", id = "tailrace-shop-execution" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/tailrace/shop" }
  }
}

variables {
  name          = "tailrace-shop"
  region        = "eu-central-1"
  account_id    = "123456789012"
  vpc_id        = "vpc-0123456789abcdef0"
  subnet_ids    = ["subnet-0123456789abcdef0"]
  task_role_arn = "arn:aws:iam::123456789012:role/tailrace-shop"
  image         = "registry.example/tailrace@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  prepare_image = "registry.example/busybox@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
}

run "a_tag" {
  command = plan
  variables {
    image = "registry.example/tailrace:latest"
  }
  expect_failures = [var.image]
}

run "a_secrets_value" {
  command = plan
  variables {
    secrets = { PGPASSWORD = "hunter2" }
  }
  expect_failures = [var.secrets]
}

run "a_secret_in_the_environment" {
  command = plan
  variables {
    environment = { PGPASSWORD = "hunter2" }
  }
  expect_failures = [var.environment]
}

run "a_password_in_the_sinks_url" {
  command = plan
  variables {
    config_yaml = "sink: {url: 'postgres://tailrace:hunter2@db.example/analytics'}"
  }
  expect_failures = [var.config_yaml]
}

run "a_secret_key_in_the_configuration" {
  command = plan
  variables {
    config_yaml = "\"aws\":\n  \"secret-access-key\": \"x\"\n"
  }
  expect_failures = [var.config_yaml]
}

run "a_hash_secret_in_flow_style" {
  command = plan
  variables {
    config_yaml = "sink: {url: 'postgres://tailrace@db.example/analytics', hash-secret: x}"
  }
  expect_failures = [var.config_yaml]
}

run "a_configuration_that_nobody_writes" {
  command = plan
  variables {
    prepare_image = null
    config_yaml   = "pipeline: shop"
  }
  expect_failures = [var.config_yaml]
}

run "root" {
  command = plan
  variables {
    user = "0:0"
  }
  expect_failures = [var.user]
}

run "a_health_check_with_a_shell" {
  command = plan
  variables {
    health_command = ["CMD-SHELL", "curl localhost"]
  }
  expect_failures = [var.health_command]
}

run "a_size_that_fargate_lacks" {
  command = plan
  variables {
    cpu    = 256
    memory = 8192
  }
  expect_failures = [aws_ecs_task_definition.daemon]
}

run "a_task_in_the_execution_role" {
  variables {
    task_role_arn = "arn:aws:iam::123456789012:role/tailrace-shop-execution"
  }
  expect_failures = [aws_ecs_task_definition.daemon]
}

run "metrics_that_nobody_may_write" {
  command = plan
  variables {
    metrics_image = "registry.example/aws-otel-collector@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
  }
  expect_failures = [aws_iam_role_policy.metrics]
}
