variable "name" {
  description = "Name of the role, the policy and the user."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,60}$", var.name))
    error_message = "name is 1 to 60 letters, digits or +=,.@_-, as IAM wants it."
  }
}

variable "runs_on" {
  description = "Where the daemon runs with this role: any of ecs and ec2. Empty for a role that only trusted_role_arns take."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for place in var.runs_on : contains(["ecs", "ec2"], place)])
    error_message = "runs_on holds ecs or ec2."
  }
}

variable "trusted_role_arns" {
  description = "Roles, usually of another account, that may assume this one."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.trusted_role_arns : can(regex("^arn:aws[a-z-]*:iam::\\d{12}:role/[^*]+$", arn))])
    error_message = "trusted_role_arns holds whole ARNs of roles, without wildcards."
  }
}

variable "external_id" {
  description = "What trusted_role_arns have to say when they assume the role (aws.external-id of tailrace.yaml)."
  type        = string
  default     = null

  validation {
    condition     = var.external_id == null || (can(regex("^[A-Za-z0-9+=,.@:/-]{2,}$", var.external_id)) && try(length(var.external_id), 0) <= 1224)
    error_message = "external_id is 2 to 1224 letters, digits or +=,.@:/-, as STS wants it."
  }
}

variable "assume_role_arns" {
  description = "Roles that this one may assume (aws.role-arn of tailrace.yaml)."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.assume_role_arns : can(regex("^arn:aws[a-z-]*:iam::\\d{12}:role/[^*]+$", arn))])
    error_message = "assume_role_arns holds whole ARNs of roles, without wildcards."
  }
}

variable "table_arns" {
  description = "ARNs of the tables that are replicated. The name may have a * at its end (table/shop-*) where globs are used."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.table_arns : can(regex("^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\\d{12}:table/[A-Za-z0-9_.-]+\\*?$", arn))])
    error_message = "table_arns holds ARNs like arn:aws:dynamodb:eu-central-1:123456789012:table/orders; a * may only end a name."
  }
}

variable "discover_tables" {
  description = "Whether source.tables names tables by globs, which needs ListTables."
  type        = bool
  default     = false
}

variable "scan_backfill" {
  description = "Whether a table is backfilled by a scan (backfill: scan)."
  type        = bool
  default     = false
}

variable "export_bucket_arn" {
  description = "ARN of the bucket for exports. Null where none are asked for."
  type        = string
  default     = null

  validation {
    condition     = var.export_bucket_arn == null || can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}$", var.export_bucket_arn))
    error_message = "export_bucket_arn is the ARN of a bucket, arn:aws:s3:::shop-exports, without a key."
  }
}

variable "export_prefix" {
  description = "What the keys of exports begin with (export.prefix of tailrace.yaml)."
  type        = string
  default     = ""

  validation {
    condition     = !strcontains(var.export_prefix, "*")
    error_message = "export_prefix has no *; one is put behind it."
  }
}

variable "export_kms_key_arn" {
  description = "ARN of the export bucket's KMS key. Null without one."
  type        = string
  default     = null

  validation {
    condition     = var.export_kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[^*]+$", var.export_kms_key_arn))
    error_message = "export_kms_key_arn is the ARN of a key, not of an alias."
  }
}

variable "table_kms_key_arns" {
  description = "ARNs of the KMS keys of source and sink tables that have keys of their own."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.table_kms_key_arns : can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[^*]+$", arn))])
    error_message = "table_kms_key_arns holds ARNs of keys, not of aliases."
  }
}

variable "lease_table_arn" {
  description = "ARN of the lease table (leases.table of tailrace.yaml). Null for a single worker."
  type        = string
  default     = null

  validation {
    condition     = var.lease_table_arn == null || can(regex("^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\\d{12}:table/[A-Za-z0-9_.-]+$", var.lease_table_arn))
    error_message = "lease_table_arn is the ARN of one table, without wildcards."
  }
}

variable "create_lease_table" {
  description = "Whether the daemon makes the lease table. False where the lease-table module made it."
  type        = bool
  default     = false

  validation {
    condition     = !var.create_lease_table || var.lease_table_arn != null
    error_message = "create_lease_table needs lease_table_arn: which table may be made?"
  }
}

variable "sink_tables" {
  description = "ARNs of the tables that a DynamoDB sink writes, its state table among them; a name may end in *. Empty for every other sink."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.sink_tables : can(regex("^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\\d{12}:table/[A-Za-z0-9_.-]+\\*?$", arn))])
    error_message = "sink_tables holds ARNs of tables; a * may only end a name."
  }
}

variable "create_user" {
  description = "Whether to make a user with an access key as well, for a daemon outside AWS. The key is stored in the state."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role and the user, where the account wants one."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything that takes tags."
  type        = map(string)
  default     = {}
}
