mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tailrace-shop-execution", id = "tailrace-shop-execution" }
  }
  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/tailrace-shop" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/tailrace-shop:1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/tailrace/shop" }
  }
}

variables {
  name           = "tailrace-shop"
  pipeline       = "shop"
  region         = "eu-central-1"
  account_id     = "123456789012"
  vpc_id         = "vpc-0123456789abcdef0"
  subnet_ids     = ["subnet-0123456789abcdef0"]
  task_role_arn  = "arn:aws:iam::123456789012:role/tailrace-shop"
  task_role_name = "tailrace-shop"
  image          = "registry.example/tailrace@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  prepare_image  = "registry.example/busybox@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  metrics_image  = "registry.example/aws-otel-collector@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
  config_yaml    = "pipeline: shop\nsink: {url: 'postgres://tailrace@db.example:5432/analytics'}\n"
  secrets = {
    PGPASSWORD           = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:warehouse-AbCdEf:password::"
    TAILRACE_HASH_SECRET = "arn:aws:ssm:eu-central-1:123456789012:parameter/tailrace/hash"
  }
}

run "the_daemon_has_a_closed_container" {
  assert {
    condition     = alltrue([for c in local.containers : c.readonlyRootFilesystem && !c.privileged && c.linuxParameters.capabilities.drop == ["ALL"]])
    error_message = "Read-only roots, no privileges, no capabilities."
  }
  assert {
    condition     = local.daemon.user == "10001:10001" && local.daemon.stopTimeout == 120 && local.daemon.essential
    error_message = "Not root, and two minutes to end."
  }
  assert {
    condition     = [for m in local.daemon.mountPoints : m.containerPath if !m.readOnly] == ["/tmp"]
    error_message = "The scratch volume is all that it may write."
  }
  assert {
    condition     = alltrue([for c in jsondecode(output.container_definitions) : can(regex("@sha256:[0-9a-f]{64}$", c.image))])
    error_message = "Every image is named by digest."
  }
  assert {
    condition     = alltrue([for c in jsondecode(output.container_definitions) : !can(c.portMappings)])
    error_message = "No port is offered."
  }
  assert {
    condition     = jsonencode(jsondecode(output.container_definitions)) == jsonencode(local.containers)
    error_message = "What is asserted is what the task is made of."
  }
}

run "the_health_check_needs_no_shell" {
  assert {
    condition     = local.daemon.healthCheck.command[0] == "CMD" && local.daemon.healthCheck.command[1] == "/opt/tailrace/bin/java" && contains(local.daemon.healthCheck.command, "health")
    error_message = "It is a program with arguments."
  }
  assert {
    condition     = !contains(local.daemon.healthCheck.command, "--ready")
    error_message = "A table that needs attention must not restart the daemon."
  }
}

run "secrets_are_references" {
  assert {
    condition     = tomap({ for s in local.daemon.secrets : s.name => s.valueFrom }) == var.secrets
    error_message = "ECS looks them up."
  }
  assert {
    condition     = alltrue([for s in flatten([for c in local.containers : try(c.secrets, [])]) : startswith(s.valueFrom, "arn:aws:")])
    error_message = "They are ARNs."
  }
  assert {
    condition     = alltrue([for e in flatten([for c in local.containers : try(c.environment, [])]) : !contains(keys(var.secrets), e.name)])
    error_message = "No secret is in the clear as well."
  }
}

run "the_execution_role_reads_these_secrets_alone" {
  assert {
    condition = { for s in jsondecode(output.execution_policy_json).Statement : s.Sid => s.Resource if s.Sid != "WriteTheLog" } == {
      HandOverSecrets    = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:warehouse-AbCdEf"]
      HandOverParameters = ["arn:aws:ssm:eu-central-1:123456789012:parameter/tailrace/hash"]
    }
    error_message = "By ARN, without the JSON key; no registry, no key that was not named."
  }
  assert {
    condition     = aws_ecs_task_definition.daemon.task_role_arn == var.task_role_arn && aws_ecs_task_definition.daemon.execution_role_arn == aws_iam_role.execution.arn && var.task_role_arn != aws_iam_role.execution.arn
    error_message = "The task's role is apart from the execution role."
  }
  assert {
    condition     = alltrue(flatten([for s in jsondecode(output.execution_policy_json).Statement : [for a in s.Action : !strcontains(a, "*")]]))
    error_message = "An action has a *."
  }
}

run "the_service_rolls_back_and_nothing_comes_in" {
  assert {
    condition     = one(aws_ecs_service.daemon.deployment_circuit_breaker).enable && one(aws_ecs_service.daemon.deployment_circuit_breaker).rollback
    error_message = "The circuit breaker is on."
  }
  assert {
    condition     = length(aws_security_group.tasks.ingress == null ? [] : aws_security_group.tasks.ingress) == 0
    error_message = "The group lets nobody in."
  }
  assert {
    condition     = { for k, r in aws_vpc_security_group_egress_rule.tasks : k => r.to_port } == { "0.0.0.0/0:443" = 443 }
    error_message = "By default it lets out HTTPS alone."
  }
  assert {
    condition     = !one(aws_ecs_service.daemon.network_configuration).assign_public_ip && !aws_ecs_service.daemon.enable_execute_command
    error_message = "No public address and no shell."
  }
}

run "one_worker_makes_way_for_its_successor" {
  assert {
    condition     = aws_ecs_service.daemon.deployment_minimum_healthy_percent == 0 && aws_ecs_service.daemon.deployment_maximum_percent == 100
    error_message = "Never two of them."
  }
}

run "several_workers_are_replaced_by_halves" {
  variables {
    workers = 4
  }
  assert {
    condition     = aws_ecs_service.daemon.deployment_minimum_healthy_percent == 50 && aws_ecs_service.daemon.deployment_maximum_percent == 150
    error_message = "Half of them stay."
  }
}

run "the_collector_writes_what_the_alarms_read" {
  assert {
    condition     = yamldecode(local.metrics.environment[0].value).exporters.awsemf.namespace == "Tailrace"
    error_message = "The namespace is the alarms'."
  }
  assert {
    condition     = yamldecode(local.metrics.environment[0].value).receivers.prometheus.config.scrape_configs[0].static_configs[0].labels.pipeline == "shop"
    error_message = "The pipeline is a dimension."
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.metrics[0].policy).Statement[0].Resource == ["arn:aws:logs:eu-central-1:123456789012:log-group:/tailrace/shop:*"]
    error_message = "Metrics go to their own log group alone."
  }
}

run "the_simplest_task_is_one_container" {
  variables {
    prepare_image = null
    metrics_image = null
    config_yaml   = null
    secrets       = {}
  }
  assert {
    condition     = [for c in local.containers : c.name] == ["tailrace"] && length(aws_iam_role_policy.metrics) == 0
    error_message = "No more than the daemon."
  }
  assert {
    condition     = [for s in jsondecode(output.execution_policy_json).Statement : s.Sid] == ["WriteTheLog"]
    error_message = "Without secrets none can be read."
  }
}

run "pulls_from_a_private_registry_when_told" {
  variables {
    ecr_repository_arns  = ["arn:aws:ecr:eu-central-1:123456789012:repository/tailrace"]
    secrets_kms_key_arns = ["arn:aws:kms:eu-central-1:123456789012:key/1f2e3d4c-0000-4000-8000-000000000001"]
  }
  assert {
    condition     = [for s in jsondecode(output.execution_policy_json).Statement : s.Sid if contains(s.Resource, "*")] == ["LogInToTheRegistry"]
    error_message = "Only the login is for all resources."
  }
}
