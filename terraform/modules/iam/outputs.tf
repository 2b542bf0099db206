output "service_role_arn" {
  description = "ARN of the role that the daemon works in."
  value       = aws_iam_role.service.arn
}

output "service_role_name" {
  description = "Name of that role, for further policies."
  value       = aws_iam_role.service.name
}

output "policy_arn" {
  description = "ARN of the policy."
  value       = aws_iam_policy.service.arn
}

output "policy_json" {
  description = "The policy itself, to be read or checked."
  value       = local.policy_json
}

output "aws_access_key_id" {
  description = "Access key of the user; null unless create_user."
  value       = one(aws_iam_access_key.service[*].id)
  sensitive   = true
}

output "aws_secret_access_key" {
  description = "Secret key of the user; null unless create_user."
  value       = one(aws_iam_access_key.service[*].secret)
  sensitive   = true
}
