# What each function is told and may do, worked out of the contract and the variables alone. Nothing here looks at a resource, so that
# a test can have it worked out without a provider.

locals {
  contract  = jsondecode(file("${path.module}/contract.json"))
  functions = local.contract.functions

  buckets = {
    state   = var.bucket
    release = "${var.bucket}-release"
    audit   = "${var.bucket}-audit"
  }

  emails = { for name in keys(local.functions) : name => "rangelight-${name}@${var.project}.iam.gserviceaccount.com" }
  caller = "rangelight-caller@${var.project}.iam.gserviceaccount.com"
  # Source: Pub/Sub, "Dead-letter topics": the service agent that forwards.
  pubsub_agent = "serviceAccount:service-${var.project_number}@gcp-sa-pubsub.iam.gserviceaccount.com"

  fleets = {
    for name, fleet in var.fleets : name => {
      project              = fleet.project
      networkProject       = coalesce(fleet.network_project, fleet.project)
      fleetProject         = coalesce(fleet.fleet_project, fleet.project)
      fleet_project_number = fleet.fleet_project_number
    }
  }

  values = merge(var.settings, {
    RANGELIGHT_PROJECT               = var.project
    RANGELIGHT_BUCKET                = local.buckets.state
    RANGELIGHT_RELEASE_BUCKET        = local.buckets.release
    RANGELIGHT_AUDIT_BUCKET          = local.buckets.audit
    RANGELIGHT_REPOSITORIES          = join(",", var.repositories)
    RANGELIGHT_BRANCH                = var.branch
    RANGELIGHT_INSTALLATION          = var.installation
    RANGELIGHT_TOPIC_REVISIONS       = local.contract.topics.revisions
    RANGELIGHT_TOPIC_TASKS           = local.contract.topics.tasks
    RANGELIGHT_TOPIC_REPORTS         = local.contract.topics.reports
    RANGELIGHT_OIDC_CALLER           = local.caller
    RANGELIGHT_GITHUB_APP_ID         = var.github_app_id
    RANGELIGHT_FLEET_PROJECT_NUMBERS = join(",", distinct([for fleet in local.fleets : "${fleet.fleetProject}=${fleet.fleet_project_number}"]))
  })

  # Function -> variable -> value.
  environments = {
    for name, one in local.functions : name => {
      for variable, value in merge(local.values, one.shares, {
        RANGELIGHT_OIDC_AUDIENCE = one.audience
        RANGELIGHT_MAX_INSTANCES = one.mostInstances
      }) : variable => tostring(value)
      if contains(one.variables, variable) && value != null && value != ""
    }
  }

  # Variable -> the secret that holds it.
  secrets = local.contract.secrets

  # Function -> variable -> the secret that holds it.
  secret_environments = {
    for name, one in local.functions : name => {
      for variable, secret in local.secrets : variable => secret if contains(one.variables, variable)
    }
  }

  secret_readers = {
    for pair in flatten([
      for name, secrets in local.secret_environments : [
        for secret in values(secrets) : { secret = secret, function = name }
      ]
    ]) : "${pair.function}/${pair.secret}" => pair
  }

  # Who reads and writes documents, and publishes: each function's account, and people.
  identities = merge(
    { for name, one in local.functions : "serviceAccount:${local.emails[name]}" => {
      reads = one.reads, writes = one.writes, publishes = one.publishes
    } },
    { for member in var.people : member => {
      reads = local.contract.person.reads, writes = local.contract.person.writes, publishes = local.contract.person.publishes
    } },
  )

  publishers = {
    for pair in flatten([
      for member, one in local.identities : [for topic in one.publishes : { topic = topic, member = member }]
    ]) : "${pair.member}/${pair.topic}" => pair
  }

  bucket_readers = {
    for pair in flatten([
      for member, one in local.identities : [for bucket in one.reads : { member = member, bucket = bucket }]
    ]) : "${pair.member}/${pair.bucket}" => pair
  }

  # A condition has at most twelve logical operators, so that several bindings share long lists of collections.
  # Source: IAM, "Quotas and limits".
  bucket_writers = {
    for part in flatten([
      for member, one in local.identities : [
        for bucket, collections in one.writes : [
          for index, chunk in chunklist(collections, 10) : {
            member = member
            bucket = bucket
            title  = "rangelight-${bucket}-${index}"
            expression = join(" || ", [
              for collection in chunk : "resource.name.startsWith(\"projects/_/buckets/${local.buckets[bucket]}/objects/${collection}/\")"
            ])
          }
        ]
      ]
    ]) : "${part.member}/${part.title}" => part
  }

  granted = flatten([
    for fleet in local.fleets : [
      for name, one in local.functions : [
        for scope, permissions in one.permissions : {
          key         = "${name}/${fleet[scope]}"
          permissions = permissions
        }
      ]
    ]
  ])

  # Function and project -> what it may do there.
  roles = {
    for key in distinct([for one in local.granted : one.key if length(one.permissions) > 0]) : key => {
      function    = split("/", key)[0]
      project     = split("/", key)[1]
      permissions = sort(distinct(flatten([for one in local.granted : one.permissions if one.key == key])))
    }
  }

  # What binds each function to its cluster role, in every cluster of every fleet.
  cluster_functions = sort(distinct([for role in values(local.roles) : role.function]))
  cluster_role_bindings = join("---\n", [
    for name in local.cluster_functions : yamlencode({
      apiVersion = "rbac.authorization.k8s.io/v1"
      kind       = "ClusterRoleBinding"
      metadata   = { name = "rangelight-${name}" }
      roleRef    = { apiGroup = "rbac.authorization.k8s.io", kind = "ClusterRole", name = "rangelight-${name}" }
      subjects   = [{ apiGroup = "rbac.authorization.k8s.io", kind = "User", name = local.emails[name] }]
    })
  ])

  webhook_ingress = {
    "all-users"        = "INGRESS_TRAFFIC_ALL"
    "no-invoker-check" = "INGRESS_TRAFFIC_ALL"
    "load-balancer"    = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  }[var.webhook_access]
}
