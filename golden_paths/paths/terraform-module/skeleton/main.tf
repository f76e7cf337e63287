# How everything that belongs together is called and labelled. Put your resources below, and give each of them both.

locals {
  name = join("-", [var.name, var.environment])

  labels = merge(var.labels, {
    "name"        = local.name
    "environment" = var.environment
    "managed-by"  = "terraform"
  })
}

# Stands for your first resource: it makes nothing, and is made anew when the name changes. Put your own in its place.
resource "terraform_data" "example" {
  input            = local.labels
  triggers_replace = [local.name]
}
