output "webhook_url" {
  description = "The payload URL of the GitHub App's webhook."
  value       = var.webhook_access == "load-balancer" ? "https://${var.webhook_domain}/" : google_cloud_run_v2_service.function["webhook"].uri
}

output "webhook_address" {
  description = "With a load balancer: the address that the A record of webhook_domain points to."
  value       = one([for address in google_compute_global_address.webhook : address.address])
}

output "accounts" {
  description = "The service account of each function."
  value       = local.emails
}

output "secrets" {
  description = "Variable -> the secret whose value is added by hand."
  value       = local.secrets
}

output "cluster_role_bindings" {
  description = "To be applied in every cluster, with the cluster roles of rbac/. Roles for Secrets are printed by rangelight doctor --secret-roles."
  value       = local.cluster_role_bindings
}
