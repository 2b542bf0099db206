mock_provider "aws" {
  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = { arn = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:x" }
  }
}

variables {
  pipeline    = "shop"
  tables      = ["orders", "customers"]
  region      = "eu-central-1"
  notify_arns = ["arn:aws:sns:eu-central-1:123456789012:oncall"]
}

run "watches_each_table" {
  assert {
    condition     = length(output.alarm_arns) == 6
    error_message = "Three alarms a table."
  }
  assert {
    condition = alltrue([
      for alarm in concat(values(aws_cloudwatch_metric_alarm.lag), values(aws_cloudwatch_metric_alarm.retention), values(aws_cloudwatch_metric_alarm.needs_attention)) :
      alarm.namespace == "Tailrace" && alarm.dimensions.pipeline == "shop" && contains(["orders", "customers"], alarm.dimensions.table)
      && alarm.alarm_actions == toset(var.notify_arns) && alarm.ok_actions == toset(var.notify_arns)
    ])
    error_message = "Each is of the pipeline's table, and tells someone."
  }
}

run "watches_what_the_daemon_measures" {
  assert {
    condition = (
      aws_cloudwatch_metric_alarm.lag["orders"].metric_name == "tailrace_table_lag_seconds"
      && aws_cloudwatch_metric_alarm.retention["orders"].metric_name == "tailrace_table_retention_remaining_seconds"
      && aws_cloudwatch_metric_alarm.needs_attention["orders"].metric_name == "tailrace_table_phase"
      && aws_cloudwatch_metric_alarm.needs_attention["orders"].dimensions.phase == "needs_attention"
    )
    error_message = "The names are those of /metrics."
  }
}

run "counts_the_worst_worker" {
  assert {
    condition     = aws_cloudwatch_metric_alarm.lag["orders"].statistic == "Maximum" && aws_cloudwatch_metric_alarm.lag["orders"].comparison_operator == "GreaterThanThreshold"
    error_message = "The largest lag counts."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.retention["orders"].statistic == "Minimum" && aws_cloudwatch_metric_alarm.retention["orders"].comparison_operator == "LessThanThreshold"
    error_message = "The least time remaining counts."
  }
}

run "a_silent_daemon_is_one_alarm" {
  assert {
    condition     = [aws_cloudwatch_metric_alarm.lag["orders"].treat_missing_data, aws_cloudwatch_metric_alarm.retention["orders"].treat_missing_data, aws_cloudwatch_metric_alarm.needs_attention["orders"].treat_missing_data] == ["breaching", "missing", "missing"]
    error_message = "Silence is the lag alarm's."
  }
}

run "shows_all_tables" {
  assert {
    condition = alltrue([
      for table in var.tables : strcontains(aws_cloudwatch_dashboard.pipeline[0].dashboard_body, "\"table\",\"${table}\"")
    ])
    error_message = "Each table has its line."
  }
  assert {
    condition     = alltrue([for w in jsondecode(aws_cloudwatch_dashboard.pipeline[0].dashboard_body).widgets : w.x + w.width <= 24])
    error_message = "A dashboard is 24 columns wide."
  }
}

run "refuses_globs" {
  command = plan
  variables {
    tables = ["shop-*"]
  }
  expect_failures = [var.tables]
}

run "refuses_more_than_a_streams_retention" {
  command = plan
  variables {
    retention_remaining_seconds = 90000
  }
  expect_failures = [var.retention_remaining_seconds]
}
