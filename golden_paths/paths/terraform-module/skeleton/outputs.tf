output "name" {
  description = "What everything that the module makes is called."
  value       = local.name
}

output "labels" {
  description = "The labels of everything that it makes."
  value       = terraform_data.example.output
}
