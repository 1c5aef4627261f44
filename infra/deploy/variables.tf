variable "project" {
  type        = string
  description = "Id of the project that Rangelight itself runs in."
}

variable "project_number" {
  type        = string
  description = "Its number, which names its Pub/Sub service agent."

  validation {
    condition     = can(regex("^[0-9]{5,}$", var.project_number))
    error_message = "project_number is digits only: gcloud projects describe PROJECT --format='value(projectNumber)'."
  }
}

variable "region" {
  type        = string
  description = "Region of the five services. They keep nothing there: another region goes on where this one stopped."
}

variable "bucket" {
  type        = string
  description = "Name of the bucket of the state; those of what releases plans and of the audit end with -release and -audit."
}

variable "bucket_location" {
  type        = string
  description = "Location of the buckets: a dual-region or a multi-region, such as EUR4 or US, so that they outlive a region."
}

variable "image" {
  type        = string
  description = "The image of the functions, best by its digest: REGION-docker.pkg.dev/PROJECT/REPOSITORY/rangelight@sha256:..."
}

variable "repositories" {
  type        = list(string)
  description = "The repositories that are served: owner/name, or owner/name@branch."

  validation {
    condition     = length(var.repositories) > 0
    error_message = "At least one repository is served."
  }
}

variable "branch" {
  type        = string
  description = "The branch that is carried out where a repository names none."
  default     = "main"
}

variable "fleets" {
  type = map(object({
    project              = string
    network_project      = optional(string)
    fleet_project        = optional(string)
    fleet_project_number = string
  }))
  description = "By the name of each fleet: the project of its load balancers, that of its network where it is a Shared VPC, and its fleet host project with its number."

  validation {
    condition     = length(var.fleets) > 0
    error_message = "At least one fleet is served."
  }
}

variable "installation" {
  type        = string
  description = "Id of this installation in the marks of all that it makes; empty: a digest of the bucket's name."
  default     = ""
}

variable "github_app_id" {
  type        = string
  description = "Id of the GitHub App. Its key is a secret that is added by hand, and never lies in Terraform's state."
}

variable "people" {
  type        = list(string)
  description = "Who may use the command line on the state, as members of IAM, such as group:sre@example.com."
  default     = []
}

variable "settings" {
  type        = map(string)
  description = "Other variables of the functions, such as SETTLE_SECONDS. Each function is told those that it knows."
  default     = {}
}

variable "webhook_access" {
  type        = string
  description = "How GitHub reaches the webhook: all-users (everybody may invoke it), no-invoker-check (where a policy of the organisation forbids allUsers), or load-balancer."
  default     = "all-users"

  validation {
    condition     = contains(["all-users", "no-invoker-check", "load-balancer"], var.webhook_access)
    error_message = "webhook_access is all-users, no-invoker-check or load-balancer."
  }
}

variable "webhook_domain" {
  type        = string
  description = "With webhook_access = load-balancer: the domain name of the webhook, whose A record is the output webhook_address."
  default     = ""

  validation {
    condition     = (var.webhook_access == "load-balancer") == (var.webhook_domain != "")
    error_message = "webhook_domain is needed with webhook_access = load-balancer, and with nothing else."
  }
}

variable "webhook_security_policy" {
  type        = string
  description = "With webhook_access = load-balancer: self link of a Cloud Armor policy."
  default     = null
}

variable "audit_retention_days" {
  type        = number
  description = "For how long nobody can delete or change a record of what people did."
  default     = 400
}

variable "deletion_protection" {
  type        = bool
  description = "Whether Terraform refuses to delete the services."
  default     = true
}

variable "budget" {
  type = object({
    billing_account = string
    currency        = string
    amount          = number
  })
  description = "The monthly budget of the project, at half and all of which its billing account is told; null: none."
  default     = null
}

variable "notification_channels" {
  type        = list(string)
  description = "Whom Cloud Monitoring tells of alerts: names of channels, such as projects/acme/notificationChannels/123. Without any, incidents are only in its page."
  default     = []
}
