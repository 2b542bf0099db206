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

variable "image" {
  description = "Image of the daemon, by digest."
  type        = string
}

variable "prepare_image" {
  description = "Image with /bin/sh, by digest: busybox."
  type        = string
}

variable "metrics_image" {
  description = "Image of the AWS Distro for OpenTelemetry collector, by digest."
  type        = string
}

variable "vpc_id" {
  description = "The VPC that is there."
  type        = string
}

variable "subnet_ids" {
  description = "Its subnets with a way to AWS and the sink."
  type        = list(string)
}

variable "sink_cidr" {
  description = "Addresses of the sink within the VPC."
  type        = string
}

variable "cluster_arn" {
  description = "The ECS cluster that is there."
  type        = string
}

variable "notify_arn" {
  description = "SNS topic that hears of alarms."
  type        = string
}
