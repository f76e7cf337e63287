# The database and who may use it. Postgres itself is there already: PGHOST, PGUSER and PGPASSWORD lead to it.

resource "random_password" "database" {
  length  = 32
  special = false
}

resource "postgresql_role" "service" {
  name     = replace(var.name, "-", "_")
  login    = true
  password = random_password.database.result

  # The workflow Operate gives it another one.
  lifecycle {
    ignore_changes = [password]
  }
}

resource "postgresql_database" "service" {
  name  = postgresql_role.service.name
  owner = postgresql_role.service.name

  lifecycle {
    prevent_destroy = true
  }
}

variable "database_host" {
  description = "Where the pods reach Postgres."
  type        = string
}

# What the pods read. Terraform's state holds it as well: keep that encrypted, and to few.
resource "kubernetes_secret_v1" "database" {
  metadata {
    name      = "${var.name}-database"
    namespace = kubernetes_namespace_v1.service.metadata[0].name
    labels    = local.labels
  }

  data = {
    url = "postgresql://${postgresql_role.service.name}:${random_password.database.result}@${var.database_host}:5432/${postgresql_database.service.name}?sslmode=require"
  }

  lifecycle {
    ignore_changes = [data]
  }
}

# For the workflow Operate to change the password: the account that deploys could read it anyhow, by deploying something that does.
resource "kubernetes_role_v1" "rotator" {
  metadata {
    name      = "${var.name}-rotator"
    namespace = kubernetes_namespace_v1.service.metadata[0].name
    labels    = local.labels
  }

  rule {
    api_groups     = [""]
    resources      = ["secrets"]
    resource_names = [kubernetes_secret_v1.database.metadata[0].name]
    verbs          = ["get", "patch"]
  }

  rule {
    api_groups = [""]
    resources  = ["pods"]
    verbs      = ["get", "list"]
  }

  rule {
    api_groups = [""]
    resources  = ["pods/exec"]
    verbs      = ["get", "create"]
  }
}

resource "kubernetes_role_binding_v1" "rotator" {
  metadata {
    name      = "${var.name}-rotator"
    namespace = kubernetes_namespace_v1.service.metadata[0].name
    labels    = local.labels
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Role"
    name      = kubernetes_role_v1.rotator.metadata[0].name
  }

  subject {
    kind      = "ServiceAccount"
    name      = kubernetes_service_account_v1.deployer.metadata[0].name
    namespace = kubernetes_namespace_v1.service.metadata[0].name
  }
}
