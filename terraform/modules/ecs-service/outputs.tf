output "service_name" {
  description = "Name of the ECS service."
  value       = aws_ecs_service.daemon.name
}

output "cluster_arn" {
  description = "ARN of its cluster."
  value       = local.cluster_arn
}

output "security_group_id" {
  description = "Security group of the tasks, to be let in by the sink."
  value       = aws_security_group.tasks.id
}

output "execution_role_arn" {
  description = "ARN of the role that ECS starts tasks with."
  value       = aws_iam_role.execution.arn
}

output "execution_policy_json" {
  description = "Its policy, to be read or checked."
  value       = local.execution_policy_json
}

output "container_definitions" {
  description = "The task's containers as JSON, to be read or checked. Secrets are references."
  value       = aws_ecs_task_definition.daemon.container_definitions
}

output "log_group_name" {
  description = "Where the daemon logs."
  value       = aws_cloudwatch_log_group.daemon.name
}
