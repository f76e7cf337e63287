locals {
  # What stands in deploy/, and nothing else.
  deployed = [
    { group = "", resources = ["services", "serviceaccounts"] },
    { group = "apps", resources = ["deployments"] },
    { group = "autoscaling", resources = ["horizontalpodautoscalers"] },
    { group = "policy", resources = ["poddisruptionbudgets"] },
    { group = "networking.k8s.io", resources = ["ingresses", "networkpolicies"] },
    { group = "monitoring.coreos.com", resources = ["servicemonitors", "prometheusrules"] },
  ]
}
