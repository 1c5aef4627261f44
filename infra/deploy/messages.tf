# Topics, who publishes on them, the subscriptions that push to the functions, and the job that makes a tick each minute.

resource "google_pubsub_topic" "own" {
  for_each = local.contract.topics

  project = var.project
  name    = each.value

  depends_on = [google_project_service.own]
}

resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = local.publishers

  project = var.project
  topic   = google_pubsub_topic.own[each.value.topic].name
  role    = "roles/pubsub.publisher"
  member  = each.value.member

  depends_on = [google_service_account.function]
}

resource "google_pubsub_subscription" "push" {
  for_each = local.contract.subscriptions

  project                 = var.project
  name                    = each.value.name
  topic                   = google_pubsub_topic.own[each.key].id
  ack_deadline_seconds    = local.contract.subscription.ackDeadlineSeconds
  enable_message_ordering = each.value.ordered

  push_config {
    push_endpoint = "${google_cloud_run_v2_service.function[each.value.to].uri}${each.value.path}"

    oidc_token {
      service_account_email = google_service_account.caller.email
      audience              = local.functions[each.value.to].audience
    }
  }

  retry_policy {
    minimum_backoff = "${local.contract.subscription.shortestBackOffSeconds}s"
    maximum_backoff = "${local.contract.subscription.longestBackOffSeconds}s"
  }

  # It stays although nothing comes for a month.
  expiration_policy {
    ttl = ""
  }

  dynamic "dead_letter_policy" {
    for_each = each.value.ordered ? [local.contract.subscription.mostAttempts] : []

    content {
      dead_letter_topic     = google_pubsub_topic.own["deadLetters"].id
      max_delivery_attempts = dead_letter_policy.value
    }
  }
}

# Without these two nothing is ever given up: Pub/Sub's own account forwards, and acknowledges what it forwarded.
resource "google_pubsub_topic_iam_member" "dead_letters" {
  project = var.project
  topic   = google_pubsub_topic.own["deadLetters"].name
  role    = "roles/pubsub.publisher"
  member  = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "dead_letters" {
  for_each = { for topic, one in local.contract.subscriptions : topic => one if one.ordered }

  project      = var.project
  subscription = google_pubsub_subscription.push[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}

resource "google_cloud_scheduler_job" "tick" {
  project          = var.project
  region           = var.region
  name             = "rangelight-tick"
  schedule         = local.contract.tick.schedule
  time_zone        = "Etc/UTC"
  attempt_deadline = "${local.contract.tick.deadlineSeconds}s"

  http_target {
    uri         = "${google_cloud_run_v2_service.function[local.contract.tick.to].uri}${local.contract.tick.path}"
    http_method = "POST"
    body        = base64encode("{}")
    headers     = { "content-type" = "application/json" }

    oidc_token {
      service_account_email = google_service_account.caller.email
      audience              = local.functions[local.contract.tick.to].audience
    }
  }

  # The next minute's tick is the retry.
  retry_config {
    retry_count = 0
  }

  depends_on = [google_project_service.own]
}
