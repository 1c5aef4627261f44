# The five functions, each with an identity of its own, and the one that Pub/Sub and Cloud Scheduler call them as.

resource "google_project_service" "own" {
  for_each = toset(local.contract.apis)

  project            = var.project
  service            = each.key
  disable_on_destroy = false
}

resource "google_service_account" "function" {
  for_each = local.functions

  project      = var.project
  account_id   = "rangelight-${each.key}"
  display_name = "Rangelight ${each.key}"
}

resource "google_service_account" "caller" {
  project      = var.project
  account_id   = "rangelight-caller"
  display_name = "Rangelight: Pub/Sub and Cloud Scheduler call the functions as this"
}

resource "google_cloud_run_v2_service" "function" {
  for_each = local.functions

  project  = var.project
  location = var.region
  name     = "rangelight-${each.key}"

  # The functions verify the tokens of their callers themselves. Cloud Run's own check would take away the signature that they verify.
  invoker_iam_disabled = each.key != "webhook" || var.webhook_access != "all-users"
  ingress              = each.key == "webhook" ? local.webhook_ingress : "INGRESS_TRAFFIC_INTERNAL_ONLY"
  custom_audiences     = each.value.audience == null ? [] : [each.value.audience]
  deletion_protection  = var.deletion_protection

  template {
    service_account                  = google_service_account.function[each.key].email
    timeout                          = "${each.value.timeoutSeconds}s"
    max_instance_request_concurrency = each.value.concurrency
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"

    scaling {
      min_instance_count = each.value.leastInstances
      max_instance_count = each.value.mostInstances
    }

    containers {
      image = var.image

      resources {
        limits = {
          cpu    = each.value.cpu
          memory = each.value.memory
        }
        cpu_idle          = true
        startup_cpu_boost = true
      }

      env {
        name  = "FUNCTION_TARGET"
        value = each.key
      }

      dynamic "env" {
        for_each = local.environments[each.key]

        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = local.secret_environments[each.key]

        content {
          name = env.key

          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.own[env.value].secret_id
              version = "latest"
            }
          }
        }
      }
    }
  }

  depends_on = [google_project_service.own, google_secret_manager_secret_iam_member.reader]
}

# Their values are added by hand: Terraform's state never holds them.
resource "google_secret_manager_secret" "own" {
  for_each = toset(values(local.secrets))

  project   = var.project
  secret_id = each.key

  replication {
    auto {}
  }

  depends_on = [google_project_service.own]
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each = local.secret_readers

  project   = var.project
  secret_id = google_secret_manager_secret.own[each.value.secret].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.function[each.value.function].member
}
