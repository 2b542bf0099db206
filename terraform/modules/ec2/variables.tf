variable "name" {
  description = "Name of the group of machines and of what belongs to it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_-]{0,39}$", var.name))
    error_message = "name is 1 to 40 letters, digits, _ or -, and begins with a letter."
  }
}

variable "pipeline" {
  description = "Name of the pipeline (pipeline of tailrace.yaml): a dimension of the metrics. The group's name by default."
  type        = string
  default     = null
}

variable "region" {
  description = "Region that the machines run in."
  type        = string
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets with a way to DynamoDB, its streams, S3, Secrets Manager, CloudWatch Logs and the sink."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "subnet_ids names at least one subnet."
  }
}

variable "egress" {
  description = "Where the machines may connect to. AWS and most warehouses are 443; Postgres is 5432, Redshift 5439."
  type        = list(object({ port = number, cidr = string }))
  default     = [{ port = 443, cidr = "0.0.0.0/0" }]
}

variable "role_name" {
  description = "Role of the machines: service_role_name of the iam module, made with runs_on ec2."
  type        = string
}

variable "ami_id" {
  description = "An Amazon Linux 2023 image, by its id. A parameter that always names the newest would replace machines unasked."
  type        = string

  validation {
    condition     = can(regex("^ami-[0-9a-f]{8,17}$", var.ami_id))
    error_message = "ami_id is the id of an image, ami-…"
  }
}

variable "instance_type" {
  description = "Kind of machine."
  type        = string
  default     = "t3.medium"
}

variable "workers" {
  description = "Machines. More than one need leases.table in the configuration and a sink that takes several processes."
  type        = number
  default     = 1

  validation {
    condition     = var.workers >= 0 && floor(var.workers) == var.workers
    error_message = "workers is a whole number."
  }
}

variable "distribution" {
  description = "Where the daemon's archive (deploy/systemd/archive.sh writes it) is in S3, and its SHA-256."
  type        = object({ bucket = string, key = string, sha256 = string })

  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.distribution.sha256))
    error_message = "distribution.sha256 is 64 hexadecimal digits, as sha256sum prints them."
  }
}

variable "java_options" {
  description = "Options of the JVM, by JAVA_TOOL_OPTIONS."
  type        = string
  default     = "-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
}

variable "config_yaml" {
  description = "Text of tailrace.yaml, without secrets."
  type        = string

  validation {
    condition     = !can(regex("(?im)(://[^/@\\s:]*:[^/@\\s]+@|(^|[{,])[\\s-]*[\"']?[a-z-]*(password|secret|token)[a-z-]*[\"']?\\s*:)", var.config_yaml))
    error_message = "config_yaml holds a secret (a password in a URL, or a key with password, secret or token in its name). Give it in secrets: PGPASSWORD and the like."
  }
}

variable "secrets" {
  description = "Environment variables by name whose values are references: ARNs of whole secrets in Secrets Manager. They are fetched at each start and never written to a disk."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for ref in values(var.secrets) : can(regex("^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[A-Za-z0-9/_+=.@-]+$", ref))])
    error_message = "secrets holds ARNs of secrets (arn:aws:secretsmanager:…:secret:…), never values."
  }

  validation {
    condition     = alltrue([for name in keys(var.secrets) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "secrets names environment variables: letters, digits and _."
  }
}

variable "secrets_kms_key_arns" {
  description = "ARNs of KMS keys of those secrets that have keys of their own."
  type        = list(string)
  default     = []
}

variable "status_port" {
  description = "Port of status.listen, where /metrics is. The machine alone sees it."
  type        = number
  default     = 8080
}

variable "disk_gib" {
  description = "Size of the disk."
  type        = number
  default     = 20
}

variable "log_retention_days" {
  description = "How long metrics' log events are kept. The daemon's own log is in the journal."
  type        = number
  default     = 1
}

variable "tags" {
  description = "Tags of everything that takes tags."
  type        = map(string)
  default     = {}
}
