output "service_role_arn" {
  description = "ARN of the role that the daemon works in."
  value       = module.iam.service_role_arn
}

output "policy_json" {
  description = "Its policy."
  value       = module.iam.policy_json
}

output "export_bucket" {
  description = "Name of the export bucket."
  value       = module.exports.name
}

output "lease_table" {
  description = "Name of the lease table; null with one worker."
  value       = one(module.leases[*].name)
}

output "security_group_id" {
  description = "Security group of the daemon, to be let in by the sink."
  value       = one(concat(module.ecs[*].security_group_id, module.ec2[*].security_group_id))
}

output "config_yaml" {
  description = "The configuration that the daemon runs with. No secret is in it."
  value       = local.config_yaml
}

output "alarm_arns" {
  description = "ARNs of the alarms; empty without a collector."
  value       = flatten(module.alarms[*].alarm_arns)
}
