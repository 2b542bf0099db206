locals {
  cluster_arn = var.cluster_arn == null ? one(aws_ecs_cluster.own[*].arn) : var.cluster_arn
  pipeline    = coalesce(var.pipeline, var.name)

  # AWS Fargate: task CPU and memory.
  memory_by_cpu = {
    256   = [512, 1024, 2048]
    512   = range(1024, 4097, 1024)
    1024  = range(2048, 8193, 1024)
    2048  = range(4096, 16385, 1024)
    4096  = range(8192, 30721, 1024)
    8192  = range(16384, 61441, 4096)
    16384 = range(32768, 122881, 8192)
  }
}

resource "aws_ecs_cluster" "own" {
  count = var.cluster_arn == null ? 1 : 0

  name = var.name
  tags = var.tags

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "daemon" {
  #checkov:skip=CKV_AWS_158:log_kms_key_arn chooses a key; without it CloudWatch encrypts with its own
  name              = "/tailrace/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
  tags              = var.tags
}

resource "aws_security_group" "tasks" {
  name        = "${var.name}-tasks"
  description = "Tailrace tasks: nothing comes in"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_vpc_security_group_egress_rule" "tasks" {
  for_each = { for to in var.egress : "${to.cidr}:${to.port}" => to }

  security_group_id = aws_security_group.tasks.id
  description       = "To AWS and the sink"
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_ipv4         = each.value.cidr
  tags              = var.tags
}

resource "aws_ecs_task_definition" "daemon" {
  #checkov:skip=CKV_AWS_97:The volumes are the task's own disk, which Fargate encrypts; there is no EFS
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  task_role_arn            = var.task_role_arn
  execution_role_arn       = aws_iam_role.execution.arn
  container_definitions    = jsonencode(local.containers)
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  ephemeral_storage {
    size_in_gib = var.scratch_gib
  }

  volume {
    name = "scratch"
  }

  volume {
    name = "config"
  }

  lifecycle {
    precondition {
      condition     = contains(lookup(local.memory_by_cpu, var.cpu, []), var.memory)
      error_message = "Fargate has no task with ${var.cpu} CPU units and ${var.memory} MiB: see \"Fargate task CPU and memory\"."
    }
    precondition {
      condition     = var.task_role_arn != aws_iam_role.execution.arn
      error_message = "The task role is the execution role; the daemon must not read the secrets' store."
    }
  }
}

resource "aws_ecs_service" "daemon" {
  name                   = var.name
  cluster                = local.cluster_arn
  task_definition        = aws_ecs_task_definition.daemon.arn
  launch_type            = "FARGATE"
  platform_version       = "LATEST"
  desired_count          = var.workers
  enable_execute_command = false
  propagate_tags         = "SERVICE"
  tags                   = var.tags

  # One worker makes way for its successor: two that don't know of each other would refuse each other's commits.
  # Several share the work by leases; half of them stay.
  deployment_minimum_healthy_percent = var.workers > 1 ? 50 : 0
  deployment_maximum_percent         = var.workers > 1 ? 150 : 100

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.tasks.id]
    assign_public_ip = var.assign_public_ip
  }

  # Without its permissions a first task would fail, and count against the circuit breaker.
  depends_on = [aws_iam_role_policy.execution]
}
