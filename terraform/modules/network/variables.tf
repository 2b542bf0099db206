variable "name" {
  description = "Name of the network and of what belongs to it."
  type        = string
}

variable "region" {
  description = "Region of the network."
  type        = string
}

variable "cidr" {
  description = "Addresses of the VPC; a /16 to /22, of which a sixteenth goes to each subnet."
  type        = string
  default     = "10.64.0.0/20"

  validation {
    condition     = can(cidrsubnet(var.cidr, 4, 15))
    error_message = "cidr is a block of IPv4 addresses like 10.64.0.0/20."
  }
}

variable "zones" {
  description = "Availability zones, one letter or more behind the region: [\"a\", \"b\"]."
  type        = list(string)
  default     = ["a", "b"]

  validation {
    condition     = length(var.zones) >= 1 && length(var.zones) <= 4
    error_message = "zones names one to four zones."
  }
}

variable "tags" {
  description = "Tags of everything that takes tags."
  type        = map(string)
  default     = {}
}
