variable "pipeline" {
  description = "Name of the pipeline; everything is named by it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,29}$", var.pipeline))
    error_message = "pipeline is 1 to 30 small letters, digits or hyphens, and begins with a letter: a bucket is named by it too."
  }
}

variable "tables" {
  description = "Names of the DynamoDB tables in this account and region; one may end in a *."
  type        = list(string)

  validation {
    condition     = length(var.tables) > 0 && alltrue([for t in var.tables : can(regex("^[A-Za-z0-9_.-]+\\*?$", t))])
    error_message = "tables names at least one table; a * may only end a name."
  }
}

variable "sink_url" {
  description = "The warehouse (sink.url of tailrace.yaml), without a password: postgres://tailrace@db.example:5432/analytics. A DuckDB file would go with the task."
  type        = string

  validation {
    condition     = !can(regex("://[^/@\\s:]*:[^/@\\s]+@", var.sink_url))
    error_message = "sink_url holds a password; give its reference in secrets (PGPASSWORD)."
  }

  validation {
    condition     = !startswith(var.sink_url, "duckdb:")
    error_message = "sink_url is a DuckDB file, whose disk goes with the task or the machine; use a server."
  }
}

variable "secrets" {
  description = "Environment variables by name whose values are references: ARNs in Secrets Manager or, on Fargate, SSM."
  type        = map(string)
  default     = {}
}

variable "secrets_kms_key_arns" {
  description = "ARNs of KMS keys of those secrets that have keys of their own."
  type        = list(string)
  default     = []
}

variable "config" {
  description = "Further sections and keys of tailrace.yaml, which go over what this module sets: { sink = { schema = \"shop\" } }."
  type        = any
  default     = {}
}

variable "compute" {
  description = "Where the daemon runs: fargate or ec2."
  type        = string
  default     = "fargate"

  validation {
    condition     = contains(["fargate", "ec2"], var.compute)
    error_message = "compute is fargate or ec2."
  }
}

variable "workers" {
  description = "Tasks or machines. More than one make a lease table, and need a sink that takes several processes."
  type        = number
  default     = 1
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets with a way to AWS and the sink."
  type        = list(string)
}

variable "assign_public_ip" {
  description = "Fargate: whether tasks get a public address, for public subnets without a NAT gateway."
  type        = bool
  default     = false
}

variable "egress" {
  description = "Where the daemon may connect to. AWS and most warehouses are 443; Postgres is 5432, Redshift 5439."
  type        = list(object({ port = number, cidr = string }))
  default     = [{ port = 443, cidr = "0.0.0.0/0" }]
}

variable "bucket_name" {
  description = "Name of the export bucket. Null for pipeline, account and region."
  type        = string
  default     = null
}

variable "keep_exports_days" {
  description = "After how many days an export is deleted."
  type        = number
  default     = 7
}

variable "kms_key_arn" {
  description = "ARN of a KMS key for exports and the lease table. Null for AWS's own."
  type        = string
  default     = null
}

variable "table_kms_key_arns" {
  description = "ARNs of the KMS keys of tables that have keys of their own."
  type        = list(string)
  default     = []
}

variable "scan_backfill" {
  description = "Whether a table is backfilled by a scan (backfill: scan)."
  type        = bool
  default     = false
}

variable "sink_tables" {
  description = "ARNs of the tables that a DynamoDB sink writes, its state table among them."
  type        = list(string)
  default     = []
}

variable "fargate" {
  description = "What Fargate needs: image (by digest), prepare_image (an image with /bin/sh), metrics_image (the OpenTelemetry collector) and the ecs-service module's further inputs of these names."
  type = object({
    image               = string
    prepare_image       = string
    metrics_image       = optional(string)
    ecr_repository_arns = optional(list(string), [])
    cluster_arn         = optional(string)
    cpu                 = optional(number, 1024)
    memory              = optional(number, 4096)
    architecture        = optional(string, "X86_64")
    health_command      = optional(list(string))
    user                = optional(string, "10001:10001")
  })
  default = null

  validation {
    condition     = var.compute != "fargate" || var.fargate != null
    error_message = "compute is fargate: give fargate = { image = …, prepare_image = … }."
  }
}

variable "ec2" {
  description = "What EC2 needs: ami_id, distribution (bucket, key and sha256 of the daemon's archive) and the ec2 module's further inputs of these names."
  type = object({
    ami_id        = string
    distribution  = object({ bucket = string, key = string, sha256 = string })
    instance_type = optional(string, "t3.medium")
    disk_gib      = optional(number, 20)
  })
  default = null

  validation {
    condition     = var.compute != "ec2" || var.ec2 != null
    error_message = "compute is ec2: give ec2 = { ami_id = …, distribution = … }."
  }
}

variable "notify_arns" {
  description = "ARNs that hear of alarms: SNS topics, usually."
  type        = list(string)
  default     = []
}

variable "lag_alarm_seconds" {
  description = "A lag above this is an alarm."
  type        = number
  default     = 900
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the roles, where the account wants one."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything that takes tags."
  type        = map(string)
  default     = {}
}
