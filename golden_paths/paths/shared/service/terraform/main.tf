# What it needs in a cluster before it can be deployed for the first time.

locals {
  labels = {
    "app.kubernetes.io/name"       = var.name
    "app.kubernetes.io/managed-by" = "terraform"
  }
}

resource "kubernetes_namespace_v1" "service" {
  metadata {
    name = var.namespace
    labels = merge(local.labels, {
      "pod-security.kubernetes.io/enforce" = "restricted"
      "pod-security.kubernetes.io/warn"    = "restricted"
    })
  }
}

# Nothing gets in or out that no other policy lets through.
resource "kubernetes_network_policy_v1" "deny" {
  metadata {
    name      = "deny-by-default"
    namespace = kubernetes_namespace_v1.service.metadata[0].name
    labels    = local.labels
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress", "Egress"]
  }
}

# As whom the pipeline deploys.
resource "kubernetes_service_account_v1" "deployer" {
  metadata {
    name      = "${var.name}-deployer"
    namespace = kubernetes_namespace_v1.service.metadata[0].name
    labels    = local.labels
  }
  automount_service_account_token = false
}

resource "kubernetes_role_v1" "deployer" {
  metadata {
    name      = "${var.name}-deployer"
    namespace = kubernetes_namespace_v1.service.metadata[0].name
    labels    = local.labels
  }

  dynamic "rule" {
    for_each = local.deployed
    content {
      api_groups = [rule.value.group]
      resources  = rule.value.resources
      verbs      = ["get", "list", "watch", "create", "update", "patch"]
    }
  }
}

resource "kubernetes_role_binding_v1" "deployer" {
  metadata {
    name      = "${var.name}-deployer"
    namespace = kubernetes_namespace_v1.service.metadata[0].name
    labels    = local.labels
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Role"
    name      = kubernetes_role_v1.deployer.metadata[0].name
  }

  subject {
    kind      = "ServiceAccount"
    name      = kubernetes_service_account_v1.deployer.metadata[0].name
    namespace = kubernetes_namespace_v1.service.metadata[0].name
  }
}
