locals {
  # What /metrics calls them (dev.tailrace.status.TableMetrics), in Prometheus' spelling.
  lag       = "tailrace_table_lag_seconds"
  retention = "tailrace_table_retention_remaining_seconds"
  phase     = "tailrace_table_phase"
  read      = "tailrace_table_records_read_total"
  merged    = "tailrace_table_records_merged_total"
}

# Several workers tell of one table, each of the shards that it reads: the worst one counts.

resource "aws_cloudwatch_metric_alarm" "lag" {
  for_each = var.tables

  alarm_name          = "tailrace-${var.pipeline}-${each.key}-lag"
  alarm_description   = "Tailrace, pipeline ${var.pipeline}: table ${each.key} is more than ${var.lag_seconds} s behind, or nobody reports. Look at the daemon's log and at /readyz."
  namespace           = var.namespace
  metric_name         = local.lag
  dimensions          = { pipeline = var.pipeline, table = each.key }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.lag_seconds
  # A daemon that is down reports nothing, and that is what this alarm is for.
  treat_missing_data = "breaching"
  alarm_actions      = var.notify_arns
  ok_actions         = var.notify_arns
  tags               = var.tags
}

resource "aws_cloudwatch_metric_alarm" "retention" {
  for_each = var.tables

  alarm_name          = "tailrace-${var.pipeline}-${each.key}-retention"
  alarm_description   = "Tailrace, pipeline ${var.pipeline}: in less than ${var.retention_remaining_seconds} s the stream of table ${each.key} drops changes that are not in the sink. Get the daemon going; what is lost is repaired from exports."
  namespace           = var.namespace
  metric_name         = local.retention
  dimensions          = { pipeline = var.pipeline, table = each.key }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  comparison_operator = "LessThanThreshold"
  threshold           = var.retention_remaining_seconds
  # Silence is the lag alarm's business; one page for one cause.
  treat_missing_data = "missing"
  alarm_actions      = var.notify_arns
  ok_actions         = var.notify_arns
  tags               = var.tags
}

resource "aws_cloudwatch_metric_alarm" "needs_attention" {
  for_each = var.tables

  alarm_name          = "tailrace-${var.pipeline}-${each.key}-needs-attention"
  alarm_description   = "Tailrace, pipeline ${var.pipeline}: table ${each.key} stands still until someone decides. The daemon's log says why; tailrace resync asks for a new backfill."
  namespace           = var.namespace
  metric_name         = local.phase
  dimensions          = { pipeline = var.pipeline, table = each.key, phase = "needs_attention" }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "missing"
  alarm_actions       = var.notify_arns
  ok_actions          = var.notify_arns
  tags                = var.tags
}

resource "aws_cloudwatch_dashboard" "pipeline" {
  count = var.create_dashboard ? 1 : 0

  dashboard_name = "tailrace-${var.pipeline}"
  dashboard_body = jsonencode({
    widgets = concat(
      [
        for i, graph in [
          { title = "Lag in seconds", metric = local.lag, stat = "Maximum" },
          { title = "Retention remaining in seconds", metric = local.retention, stat = "Minimum" },
          { title = "Records read a minute", metric = local.read, stat = "Sum" },
          { title = "Records merged a minute", metric = local.merged, stat = "Sum" },
          ] : {
          type   = "metric"
          x      = i % 2 * 12
          y      = floor(i / 2) * 6
          width  = 12
          height = 6
          properties = {
            title  = graph.title
            region = var.region
            view   = "timeSeries"
            period = 60
            stat   = graph.stat
            metrics = [
              for table in sort(var.tables) : [
                var.namespace, graph.metric, "pipeline", var.pipeline, "table", table, { label = table }
              ]
            ]
          }
        }
      ],
      [
        {
          type   = "alarm"
          x      = 0
          y      = 12
          width  = 24
          height = 3
          properties = {
            title = "Alarms"
            alarms = concat(
              [for table in sort(var.tables) : aws_cloudwatch_metric_alarm.lag[table].arn],
              [for table in sort(var.tables) : aws_cloudwatch_metric_alarm.retention[table].arn],
              [for table in sort(var.tables) : aws_cloudwatch_metric_alarm.needs_attention[table].arn],
            )
          }
        }
      ]
    )
  })
}
