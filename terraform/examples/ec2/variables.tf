variable "region" {
  description = "AWS region of the tables and the daemon."
  type        = string
}

variable "tables" {
  description = "Names of the DynamoDB tables."
  type        = list(string)
}

variable "sink_url" {
  description = "The warehouse, without a password."
  type        = string
}

variable "secrets" {
  description = "Environment variables by name; each value is the ARN of a secret."
  type        = map(string)
}

variable "ami_id" {
  description = "An Amazon Linux 2023 image, by its id."
  type        = string
}

variable "distribution" {
  description = "Where the daemon's archive is in S3, and its SHA-256."
  type        = object({ bucket = string, key = string, sha256 = string })
}
