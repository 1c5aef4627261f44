# What each function may do in the projects of the fleets: a role of its own with exactly the permissions of its calls. In the clusters
# it is bound to its cluster role (rbac/, and the output cluster_role_bindings).

resource "google_project_iam_custom_role" "function" {
  for_each = local.roles

  project     = each.value.project
  role_id     = "rangelight_${each.value.function}"
  title       = "Rangelight ${each.value.function}"
  permissions = each.value.permissions
}

resource "google_project_iam_member" "function" {
  for_each = local.roles

  project = each.value.project
  role    = google_project_iam_custom_role.function[each.key].id
  member  = google_service_account.function[each.value.function].member
}
