# From /metrics to CloudWatch: the collector reads them every minute and writes them as log events that CloudWatch
# turns into metrics (embedded metric format), under the dimensions that the alarms module asks for.

locals {
  metrics_namespace = "Tailrace"

  collector = {
    receivers = {
      prometheus = {
        config = {
          scrape_configs = [{
            job_name        = "tailrace"
            scrape_interval = "60s"
            static_configs  = [{ targets = ["localhost:${var.status_port}"], labels = { pipeline = local.pipeline } }]
          }]
        }
      }
    }
    processors = { batch = { timeout = "10s" } }
    exporters = {
      awsemf = {
        region                           = var.region
        namespace                        = local.metrics_namespace
        log_group_name                   = aws_cloudwatch_log_group.metrics.name
        log_stream_name                  = "daemon"
        resource_to_telemetry_conversion = { enabled = false }
        dimension_rollup_option          = "NoDimensionRollup"
        metric_declarations = [
          {
            dimensions            = [["pipeline", "table"]]
            metric_name_selectors = ["^tailrace_table_(lag|retention|backfill|records|values)_.*"]
          },
          {
            dimensions            = [["pipeline", "table", "phase"]]
            metric_name_selectors = ["^tailrace_table_phase$"]
          },
          {
            dimensions            = [["pipeline", "table", "kind"]]
            metric_name_selectors = ["^tailrace_table_errors.*"]
          },
        ]
      }
    }
    service = {
      pipelines = {
        metrics = { receivers = ["prometheus"], processors = ["batch"], exporters = ["awsemf"] }
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "metrics" {
  #checkov:skip=CKV_AWS_158:log_kms_key_arn chooses a key; without it CloudWatch encrypts with its own
  #checkov:skip=CKV_AWS_338:Metrics outlive these events; CloudWatch keeps them for 15 months
  name              = "/tailrace/${var.name}/metrics"
  retention_in_days = 1
  kms_key_id        = var.log_kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role_policy" "metrics" {
  count = var.metrics_image == null ? 0 : 1

  name = "${var.name}-metrics"
  role = var.task_role_name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "WriteMetricsAsLogEvents"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Resource = ["${aws_cloudwatch_log_group.metrics.arn}:*"]
    }]
  })

  lifecycle {
    precondition {
      condition     = var.task_role_name != null
      error_message = "metrics_image needs task_role_name: the role that is allowed to write metrics."
    }
  }
}
