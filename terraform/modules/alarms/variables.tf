variable "pipeline" {
  description = "Name of the pipeline (pipeline of tailrace.yaml), a dimension of every metric."
  type        = string
}

variable "tables" {
  description = "Names of the source tables, each of which gets its alarms."
  type        = set(string)

  validation {
    condition     = length(var.tables) > 0 && alltrue([for t in var.tables : !strcontains(t, "*")])
    error_message = "tables names at least one table, and no globs: an alarm is for one table."
  }
}

variable "region" {
  description = "Region that the dashboard's graphs are from."
  type        = string
}

variable "namespace" {
  description = "CloudWatch namespace that the agent writes the daemon's metrics to."
  type        = string
  default     = "Tailrace"
}

variable "lag_seconds" {
  description = "A lag above this is an alarm. Backfills begin with the lag of the anchor, so a new table passes it once."
  type        = number
  default     = 900

  validation {
    condition     = var.lag_seconds > 0
    error_message = "lag_seconds is above 0."
  }
}

variable "retention_remaining_seconds" {
  description = "Less time than this until the stream drops unread changes is an alarm. A stream keeps 24 hours."
  type        = number
  default     = 43200

  validation {
    condition     = var.retention_remaining_seconds > 0 && var.retention_remaining_seconds < 86400
    error_message = "retention_remaining_seconds lies between 0 and 86400, the stream's 24 hours."
  }
}

variable "notify_arns" {
  description = "ARNs that hear of alarms and of their end: SNS topics, usually."
  type        = list(string)
  default     = []
}

variable "create_dashboard" {
  description = "Whether to make a dashboard."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of the alarms."
  type        = map(string)
  default     = {}
}
