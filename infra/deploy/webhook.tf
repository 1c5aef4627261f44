# How GitHub reaches the webhook, which believes nothing but GitHub's signature.

resource "google_cloud_run_v2_service_iam_member" "all_users" {
  count = var.webhook_access == "all-users" ? 1 : 0

  project  = var.project
  location = var.region
  name     = google_cloud_run_v2_service.function["webhook"].name
  role     = "roles/run.invoker"
  member   = "allUsers"
}

locals {
  balanced = var.webhook_access == "load-balancer" ? { webhook = var.webhook_domain } : {}
}

resource "google_compute_global_address" "webhook" {
  for_each = local.balanced

  project = var.project
  name    = "rangelight-webhook"

  depends_on = [google_project_service.own]
}

resource "google_compute_region_network_endpoint_group" "webhook" {
  for_each = local.balanced

  project               = var.project
  region                = var.region
  name                  = "rangelight-webhook"
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = google_cloud_run_v2_service.function["webhook"].name
  }
}

resource "google_compute_backend_service" "webhook" {
  for_each = local.balanced

  project               = var.project
  name                  = "rangelight-webhook"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = var.webhook_security_policy

  backend {
    group = google_compute_region_network_endpoint_group.webhook[each.key].id
  }
}

resource "google_compute_url_map" "webhook" {
  for_each = local.balanced

  project         = var.project
  name            = "rangelight-webhook"
  default_service = google_compute_backend_service.webhook[each.key].id
}

resource "google_compute_managed_ssl_certificate" "webhook" {
  for_each = local.balanced

  project = var.project
  name    = "rangelight-webhook"

  managed {
    domains = [each.value]
  }
}

resource "google_compute_target_https_proxy" "webhook" {
  for_each = local.balanced

  project          = var.project
  name             = "rangelight-webhook"
  url_map          = google_compute_url_map.webhook[each.key].id
  ssl_certificates = [google_compute_managed_ssl_certificate.webhook[each.key].id]
}

resource "google_compute_global_forwarding_rule" "webhook" {
  for_each = local.balanced

  project               = var.project
  name                  = "rangelight-webhook"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.webhook[each.key].id
  port_range            = "443"
  target                = google_compute_target_https_proxy.webhook[each.key].id
}
