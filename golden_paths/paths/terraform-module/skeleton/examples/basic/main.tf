# The least that is needed to use it.

module "example" {
  source = "../.."

  name        = "payments"
  environment = "development"
}

output "name" {
  description = "What it is called."
  value       = module.example.name
}
