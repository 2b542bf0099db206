output "alarm_arns" {
  description = "ARNs of all alarms."
  value = concat(
    values(aws_cloudwatch_metric_alarm.lag)[*].arn,
    values(aws_cloudwatch_metric_alarm.retention)[*].arn,
    values(aws_cloudwatch_metric_alarm.needs_attention)[*].arn,
  )
}

output "dashboard_name" {
  description = "Name of the dashboard; null without one."
  value       = one(aws_cloudwatch_dashboard.pipeline[*].dashboard_name)
}
