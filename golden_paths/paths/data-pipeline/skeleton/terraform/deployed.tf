locals {
  # What stands in deploy/, what the workflows start, and what they show of it.
  deployed = [
    { group = "", resources = ["serviceaccounts", "pods", "pods/log"] },
    { group = "batch", resources = ["cronjobs", "jobs"] },
    { group = "networking.k8s.io", resources = ["networkpolicies"] },
    { group = "monitoring.coreos.com", resources = ["prometheusrules"] },
  ]
}
