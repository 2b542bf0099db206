output "autoscaling_group_name" {
  description = "Name of the group of machines."
  value       = aws_autoscaling_group.machines.name
}

output "security_group_id" {
  description = "Security group of the machines, to be let in by the sink."
  value       = aws_security_group.machines.id
}

output "machine_policy_json" {
  description = "The machines' policy beside the daemon's, to be read or checked."
  value       = local.machine_policy_json
}

output "unit" {
  description = "The systemd unit, to be read or checked."
  value       = local.unit
}

output "unit_on_ec2" {
  description = "What is added to the unit on EC2, a drop-in."
  value       = local.unit_on_ec2
}

output "user_data" {
  description = "What a machine does at its first start, to be read or checked. Nothing in it is secret."
  value       = local.user_data
}
