variable "name" {
  description = "Name of the bucket (export.bucket of tailrace.yaml)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.name))
    error_message = "name is 3 to 63 small letters, digits, dots or hyphens, as S3 wants it."
  }
}

variable "keep_exports_days" {
  description = "After how many days an export is deleted. A backfill has to be over by then; what it loaded stays."
  type        = number
  default     = 7

  validation {
    condition     = var.keep_exports_days >= 2 && floor(var.keep_exports_days) == var.keep_exports_days
    error_message = "keep_exports_days is a whole number, 2 or more: an export may take a day, its loading another."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the exports. Null for S3's own keys (SSE-S3)."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[^*]+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a key, not of an alias."
  }
}

variable "force_destroy" {
  description = "Whether terraform destroy deletes a bucket that still holds exports."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of the bucket."
  type        = map(string)
  default     = {}
}
