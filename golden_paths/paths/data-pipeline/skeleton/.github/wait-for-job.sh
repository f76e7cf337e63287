#!/usr/bin/env bash
# Waits until a job is over, shows what it said, and fails if it did: wait-for-job.sh NAMESPACE JOB
set -euo pipefail

namespace=$1 job=$2
outcome=""
until [[ "$outcome" =~ Complete|Failed ]]; do
    sleep 5
    outcome=$(kubectl --namespace "$namespace" get job "$job" --output 'jsonpath={.status.conditions[?(@.status=="True")].type}')
done
kubectl --namespace "$namespace" logs "job/$job" --tail 50 || echo "::warning::What it said cannot be shown."
[[ "$outcome" =~ Complete ]]
