# What somebody on call is told at once. Which lines and how long is in the contract; what to do is in docs/runbook.md.

resource "google_monitoring_alert_policy" "line" {
  for_each = local.contract.alerts.lines

  project               = var.project
  display_name          = "Rangelight: ${each.value.title}"
  combiner              = "OR"
  notification_channels = var.notification_channels

  conditions {
    display_name = each.value.title

    condition_matched_log {
      filter = each.value.filter
    }
  }

  alert_strategy {
    auto_close = "86400s"

    notification_rate_limit {
      period = "3600s"
    }
  }

  documentation {
    content   = each.value.words
    mime_type = "text/markdown"
  }
}

resource "google_logging_metric" "silence" {
  for_each = local.contract.alerts.silences

  project = var.project
  name    = "rangelight/${each.key}"
  filter  = each.value.filter

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

resource "google_monitoring_alert_policy" "silence" {
  for_each = local.contract.alerts.silences

  project               = var.project
  display_name          = "Rangelight: ${each.value.title}"
  combiner              = "OR"
  notification_channels = var.notification_channels

  conditions {
    display_name = each.value.title

    condition_absent {
      filter   = "resource.type = \"cloud_run_revision\" AND metric.type = \"logging.googleapis.com/user/${google_logging_metric.silence[each.key].name}\""
      duration = "${each.value.seconds}s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_SUM"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  documentation {
    content   = each.value.words
    mime_type = "text/markdown"
  }
}

resource "google_monitoring_alert_policy" "oldest_message" {
  project               = var.project
  display_name          = "Rangelight: ${local.contract.alerts.oldestMessage.title}"
  combiner              = "OR"
  notification_channels = var.notification_channels

  conditions {
    display_name = local.contract.alerts.oldestMessage.title

    condition_threshold {
      filter          = "resource.type = \"pubsub_subscription\" AND resource.labels.subscription_id = starts_with(\"rangelight-\") AND metric.type = \"pubsub.googleapis.com/subscription/oldest_unacked_message_age\""
      comparison      = "COMPARISON_GT"
      threshold_value = local.contract.alerts.oldestMessage.seconds
      duration        = "300s"

      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    content   = local.contract.alerts.oldestMessage.words
    mime_type = "text/markdown"
  }
}
