# The three buckets, and who may read and write which documents in them.

resource "google_storage_bucket" "state" {
  for_each = { for name in ["state", "release"] : name => local.buckets[name] }

  project                     = var.project
  name                        = each.value
  location                    = var.bucket_location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  # Documents are replaced all day: older versions are the way back, and a soft-deleted copy of each would be paid for on top. A
  # retention policy would forbid to replace them.
  versioning {
    enabled = true
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  # Of versions that were replaced only: what is still in use may be of any age.
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = 30
      with_state                 = "ARCHIVED"
    }
  }
}

resource "google_storage_bucket" "audit" {
  project                     = var.project
  name                        = local.buckets.audit
  location                    = var.bucket_location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  retention_policy {
    retention_period = var.audit_retention_days * 24 * 60 * 60
  }
}

locals {
  bucket_names = merge(
    { for name, bucket in google_storage_bucket.state : name => bucket.name },
    { audit = google_storage_bucket.audit.name },
  )
}

resource "google_project_iam_custom_role" "objects" {
  for_each = local.contract.objectRoles

  project     = var.project
  role_id     = "rangelight_object_${each.key}"
  title       = "Rangelight: ${each.key} of documents"
  permissions = each.value
}

resource "google_storage_bucket_iam_member" "reader" {
  for_each = local.bucket_readers

  bucket = local.bucket_names[each.value.bucket]
  role   = google_project_iam_custom_role.objects["reader"].id
  member = each.value.member

  depends_on = [google_service_account.function]
}

# Each writes its own collections, by the names of objects: the planner cannot say what was applied, nor approve a plan of its own.
resource "google_storage_bucket_iam_member" "writer" {
  for_each = local.bucket_writers

  bucket = local.bucket_names[each.value.bucket]
  role   = google_project_iam_custom_role.objects[each.value.bucket == "audit" ? "adder" : "writer"].id
  member = each.value.member

  condition {
    title      = each.value.title
    expression = each.value.expression
  }

  depends_on = [google_service_account.function]
}
