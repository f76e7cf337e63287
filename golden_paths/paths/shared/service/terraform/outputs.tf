output "namespace" {
  description = "Where it is deployed to."
  value       = kubernetes_namespace_v1.service.metadata[0].name
}

output "deployer" {
  description = "As whom the pipeline deploys."
  value       = kubernetes_service_account_v1.deployer.metadata[0].name
}
