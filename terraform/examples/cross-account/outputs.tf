output "tables_role_arn" {
  description = "Role in the tables' account that the daemon works in."
  value       = module.tables_role.service_role_arn
}

output "tables_policy_json" {
  description = "What it may do there."
  value       = module.tables_role.policy_json
}

output "worker_policy_json" {
  description = "What the task's own role may do: take that role."
  value       = module.worker_role.policy_json
}

output "security_group_id" {
  description = "Security group of the daemon, to be let in by the sink."
  value       = module.service.security_group_id
}
