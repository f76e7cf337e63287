# The database and who may use it. Postgres itself is there already: PGHOST, PGUSER and PGPASSWORD lead to it.

resource "random_password" "database" {
  length  = 32
  special = false
}

resource "postgresql_role" "service" {
  name     = replace(var.name, "-", "_")
  login    = true
  password = random_password.database.result
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
}
