output "security_group_id" {
  description = "Security group of the daemon, to be let in by the sink."
  value       = module.tailrace.security_group_id
}

output "config_yaml" {
  description = "The configuration that the daemon runs with."
  value       = module.tailrace.config_yaml
}
