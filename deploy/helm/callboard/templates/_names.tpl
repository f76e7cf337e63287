{{- define "callboard.name" -}}
{{- if contains "callboard" .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-callboard" (.Release.Name | trunc 40 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{- define "callboard.selector" -}}
app.kubernetes.io/name: callboard
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "callboard.labels" -}}
{{ include "callboard.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "callboard.account" -}}
{{- .Values.serviceAccount.existing | default (include "callboard.name" .) -}}
{{- end -}}

{{/* The configuration as people wrote it, and how many connections each replica holds. */}}
{{- define "callboard.config" -}}
{{- $own := dict "callboard" (dict "socketMode" (dict "connections" (int .Values.slack.connections))) -}}
{{- toYaml (mergeOverwrite $own (deepCopy .Values.config)) -}}
{{- end -}}
