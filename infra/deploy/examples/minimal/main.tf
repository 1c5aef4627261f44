# Rangelight and its one fleet in one project.

module "rangelight" {
  source = "../.."

  project         = "acme-edge"
  project_number  = "123456789012"
  region          = "europe-west1"
  bucket          = "acme-edge-rangelight"
  bucket_location = "EUR4"
  image           = "europe-west1-docker.pkg.dev/acme-edge/rangelight/rangelight:0.1.0"
  repositories    = ["acme/ingress"]
  github_app_id   = "4711"

  fleets = {
    prod = {
      project              = "acme-edge"
      fleet_project_number = "123456789012"
    }
  }
}

output "webhook_url" {
  value = module.rangelight.webhook_url
}

output "cluster_role_bindings" {
  value = module.rangelight.cluster_role_bindings
}
