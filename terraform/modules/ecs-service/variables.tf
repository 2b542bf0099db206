variable "name" {
  description = "Name of the service and of what belongs to it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_-]{0,39}$", var.name))
    error_message = "name is 1 to 40 letters, digits, _ or -, and begins with a letter."
  }
}

variable "pipeline" {
  description = "Name of the pipeline (pipeline of tailrace.yaml): a dimension of the metrics. The service's name by default."
  type        = string
  default     = null
}

variable "region" {
  description = "Region that the service runs in."
  type        = string
}

variable "account_id" {
  description = "Account that the service runs in; only its tasks may take the execution role."
  type        = string

  validation {
    condition     = can(regex("^\\d{12}$", var.account_id))
    error_message = "account_id is twelve digits."
  }
}

variable "cluster_arn" {
  description = "ARN of the ECS cluster. Null makes one."
  type        = string
  default     = null
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets with a way to DynamoDB, its streams, S3, the image registry, CloudWatch Logs and the sink."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "subnet_ids names at least one subnet."
  }
}

variable "assign_public_ip" {
  description = "Whether tasks get a public address: for public subnets without a NAT gateway. Nothing can come in either way."
  type        = bool
  default     = false
}

variable "egress" {
  description = "Where tasks may connect to. AWS and most warehouses are 443; Postgres is 5432, Redshift 5439."
  type        = list(object({ port = number, cidr = string }))
  default     = [{ port = 443, cidr = "0.0.0.0/0" }]
}

variable "task_role_arn" {
  description = "Role of the daemon itself: service_role_arn of the iam module."
  type        = string
}

variable "task_role_name" {
  description = "Name of that role, which is also allowed to write metrics. Needed with metrics_image."
  type        = string
  default     = null
}

variable "image" {
  description = "Image of the daemon, by digest: …/tailrace@sha256:…"
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9.:/_-]+@sha256:[0-9a-f]{64}$", var.image))
    error_message = "image is named by digest, …@sha256: and 64 hexadecimal digits: a tag may be another image tomorrow."
  }
}

variable "prepare_image" {
  description = "Image with /bin/sh (busybox), by digest. Runs before the daemon, writes config_yaml and opens the scratch volume to the daemon's user. Null where the daemon's image has the configuration in it and declares scratch_path as a VOLUME of its user."
  type        = string
  default     = null

  validation {
    condition     = var.prepare_image == null || can(regex("^[a-z0-9.:/_-]+@sha256:[0-9a-f]{64}$", var.prepare_image))
    error_message = "prepare_image is named by digest, …@sha256: and 64 hexadecimal digits."
  }
}

variable "metrics_image" {
  description = "Image of the AWS Distro for OpenTelemetry collector, by digest. Reads /metrics and writes them to CloudWatch. Null for none; then alarms hear nothing."
  type        = string
  default     = null

  validation {
    condition     = var.metrics_image == null || can(regex("^[a-z0-9.:/_-]+@sha256:[0-9a-f]{64}$", var.metrics_image))
    error_message = "metrics_image is named by digest, …@sha256: and 64 hexadecimal digits."
  }
}

variable "ecr_repository_arns" {
  description = "ARNs of the ECR repositories that images come from. Empty for public registries."
  type        = list(string)
  default     = []
}

variable "config_yaml" {
  description = "Text of tailrace.yaml, without secrets. Null where it is in the image."
  type        = string
  default     = null

  validation {
    condition     = var.config_yaml == null || !can(regex("(?im)(://[^/@\\s:]*:[^/@\\s]+@|(^|[{,])[\\s-]*[\"']?[a-z-]*(password|secret|token)[a-z-]*[\"']?\\s*:)", var.config_yaml))
    error_message = "config_yaml holds a secret (a password in a URL, or a key with password, secret or token in its name). Give it in secrets: PGPASSWORD and the like."
  }

  validation {
    condition     = var.config_yaml == null || var.prepare_image != null
    error_message = "config_yaml needs prepare_image, which writes it to config_path."
  }
}

variable "config_path" {
  description = "Where the configuration is in the container."
  type        = string
  default     = "/etc/tailrace/tailrace.yaml"

  validation {
    condition     = can(regex("^/[^/]+(/[^/]+)+$", var.config_path))
    error_message = "config_path is absolute and has a folder of its own, as /etc/tailrace/tailrace.yaml."
  }
}

variable "secrets" {
  description = "Environment variables by name whose values are references: ARNs in Secrets Manager (with :json-key:: where wanted) or SSM Parameter Store."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for ref in values(var.secrets) : can(regex("^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\\d{12}:secret:[^*]+|ssm:[a-z0-9-]+:\\d{12}:parameter/[^*]+)$", ref))])
    error_message = "secrets holds ARNs (arn:aws:secretsmanager:… or arn:aws:ssm:…:parameter/…), never values."
  }
}

variable "secrets_kms_key_arns" {
  description = "ARNs of KMS keys of those secrets that have keys of their own."
  type        = list(string)
  default     = []
}

variable "environment" {
  description = "Further environment variables, in the clear."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.environment) : !can(regex("(?i)(password|passwd|secret|token|_key$)", name))])
    error_message = "environment names a variable that looks like a secret; give its reference in secrets."
  }
}

variable "java_options" {
  description = "Options of the JVM, by JAVA_TOOL_OPTIONS."
  type        = string
  default     = "-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
}

variable "command" {
  description = "What the image's entry point is given. Null for run -c config_path."
  type        = list(string)
  default     = null
}

variable "health_command" {
  description = "Health check, without a shell. Null asks the daemon by its own health verb."
  type        = list(string)
  default     = null

  validation {
    condition     = var.health_command == null || try(var.health_command[0] == "CMD", false)
    error_message = "health_command begins with CMD: the image has no shell for CMD-SHELL."
  }
}

variable "status_port" {
  description = "Port of status.listen, where /metrics is. The task alone sees it."
  type        = number
  default     = 8080
}

variable "user" {
  description = "User and group that the daemon runs as, in numbers."
  type        = string
  default     = "10001:10001"

  validation {
    condition     = can(regex("^[1-9]\\d*:[1-9]\\d*$", var.user))
    error_message = "user is two numbers, uid:gid, neither of them 0."
  }
}

variable "scratch_path" {
  description = "Where the daemon may write; the rest of its root is read-only. What is there goes with the task."
  type        = string
  default     = "/tmp"
}

variable "scratch_gib" {
  description = "Size of the task's disk."
  type        = number
  default     = 21

  validation {
    condition     = var.scratch_gib >= 21 && var.scratch_gib <= 200
    error_message = "scratch_gib is 21 to 200, as Fargate wants it."
  }
}

variable "workers" {
  description = "Tasks. More than one need leases.table in the configuration and a sink that takes several processes."
  type        = number
  default     = 1

  validation {
    condition     = var.workers >= 0 && floor(var.workers) == var.workers
    error_message = "workers is a whole number."
  }
}

variable "cpu" {
  description = "CPU units of a task; 1024 is one vCPU."
  type        = number
  default     = 1024
}

variable "memory" {
  description = "Memory of a task in MiB."
  type        = number
  default     = 4096
}

variable "architecture" {
  description = "X86_64 or ARM64, whichever the image is for."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "architecture is X86_64 or ARM64."
  }
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 365
}

variable "log_kms_key_arn" {
  description = "ARN of a KMS key for the logs. Null for CloudWatch's own."
  type        = string
  default     = null
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the execution role, where the account wants one."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything that takes tags."
  type        = map(string)
  default     = {}
}
