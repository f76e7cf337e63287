#!/usr/bin/env bash
# Runs the pipeline once, as it is deployed, and fails if that does: load.sh NAMESPACE PIPELINE ARGUMENT…
set -euo pipefail

namespace=$1 pipeline=$2
arguments=$(printf '%s\n' "${@:3}" | jq --raw-input --slurp 'split("\n")[:-1]')
job="$pipeline-$GITHUB_RUN_ID-$GITHUB_RUN_ATTEMPT"

kubectl --namespace "$namespace" create job "$job" --from "cronjob/$pipeline" --dry-run=client --output json \
    | jq --argjson arguments "$arguments" '.spec.template.spec.containers[0].args = $arguments' \
    | kubectl --namespace "$namespace" create --filename -

outcome=""
until [[ "$outcome" =~ Complete|Failed ]]; do
    sleep 5
    outcome=$(kubectl --namespace "$namespace" get job "$job" --output 'jsonpath={.status.conditions[?(@.status=="True")].type}')
done
kubectl --namespace "$namespace" logs "job/$job" --tail 50 || echo "::warning::What it said cannot be shown."
[[ "$outcome" =~ Complete ]]
