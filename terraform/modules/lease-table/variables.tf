variable "name" {
  description = "Name of the table (leases.table of tailrace.yaml). Pipelines may share one."
  type        = string
  default     = "tailrace-leases"

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.name))
    error_message = "name is 3 to 255 letters, digits or _.-, as DynamoDB wants it."
  }
}

variable "kms_key_arn" {
  description = "ARN of a KMS key for the table. Null for DynamoDB's own."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the table."
  type        = map(string)
  default     = {}
}
