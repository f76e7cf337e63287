variable "name" {
  description = "What it is for, such as `payments`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.name))
    error_message = "The name has 3 to 40 small letters, digits and `-`, and begins with a letter."
  }
}

variable "environment" {
  description = "Where it is: `development`, `staging` or `production`."
  type        = string

  validation {
    condition     = contains(["development", "staging", "production"], var.environment)
    error_message = "The environment is development, staging or production."
  }
}

variable "labels" {
  description = "Further labels. Those of the module itself cannot be changed by them."
  type        = map(string)
  default     = {}
}
