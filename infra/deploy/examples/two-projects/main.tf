# Rangelight in a project of its own, and two fleets in others: one with a Shared VPC, one whose clusters belong to another project's fleet.

module "rangelight" {
  source = "../.."

  project         = "acme-rangelight"
  project_number  = "123456789012"
  region          = "europe-west1"
  bucket          = "acme-rangelight-state"
  bucket_location = "EU"
  image           = "europe-west1-docker.pkg.dev/acme-rangelight/rangelight/rangelight:0.1.0"
  repositories    = ["acme/ingress", "acme/shop@release"]
  github_app_id   = "4711"
  installation    = "acme"
  people          = ["group:sre@example.com"]
  webhook_access  = "load-balancer"
  webhook_domain  = "rangelight.example.com"
  settings        = { SETTLE_SECONDS = "180" }

  fleets = {
    prod = {
      project              = "acme-prod"
      network_project      = "acme-network"
      fleet_project_number = "234567890123"
    }
    shop = {
      project              = "acme-shop"
      fleet_project        = "acme-fleets"
      fleet_project_number = "345678901234"
    }
  }

  budget = {
    billing_account = "000000-000000-000000"
    currency        = "EUR"
    amount          = 200
  }
}

output "webhook_url" {
  value = module.rangelight.webhook_url
}

output "webhook_address" {
  value = module.rangelight.webhook_address
}

output "cluster_role_bindings" {
  value = module.rangelight.cluster_role_bindings
}
