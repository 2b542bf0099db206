# From /metrics to CloudWatch, by the agent that Amazon Linux brings: under the dimensions that the alarms module
# asks for.

locals {
  metrics_namespace = "Tailrace"

  scrape = {
    global = { scrape_interval = "60s" }
    scrape_configs = [{
      job_name       = "tailrace"
      static_configs = [{ targets = ["localhost:${var.status_port}"], labels = { pipeline = local.pipeline } }]
    }]
  }

  agent = {
    agent = { region = var.region }
    logs = {
      metrics_collected = {
        prometheus = {
          log_group_name         = aws_cloudwatch_log_group.metrics.name
          prometheus_config_path = "/etc/tailrace/scrape.yaml"
          emf_processor = {
            metric_namespace         = local.metrics_namespace
            metric_declaration_dedup = true
            metric_declaration = [
              {
                source_labels    = ["pipeline"]
                label_matcher    = ".+"
                dimensions       = [["pipeline", "table"]]
                metric_selectors = ["^tailrace_table_(lag|retention|backfill|records|values)_.*"]
              },
              {
                source_labels    = ["pipeline"]
                label_matcher    = ".+"
                dimensions       = [["pipeline", "table", "phase"]]
                metric_selectors = ["^tailrace_table_phase$"]
              },
              {
                source_labels    = ["pipeline"]
                label_matcher    = ".+"
                dimensions       = [["pipeline", "table", "kind"]]
                metric_selectors = ["^tailrace_table_errors.*"]
              },
            ]
          }
        }
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "metrics" {
  #checkov:skip=CKV_AWS_158:The events are counts and times by table; CloudWatch encrypts with its own key
  #checkov:skip=CKV_AWS_338:Metrics outlive these events; CloudWatch keeps them for 15 months
  name              = "/tailrace/${var.name}/metrics"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}
