{{- define "sagemcp.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "sagemcp.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sagemcp.labels" -}}
{{ include "sagemcp.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* "true" when the database is PGlite in the process, which one process may have open. */}}
{{- define "sagemcp.embedded" -}}
{{- if not .Values.secrets.DATABASE_URL.name -}}true{{- end -}}
{{- end -}}

{{- define "sagemcp.check" -}}
{{- if and (include "sagemcp.embedded" .) (gt (int .Values.replicas) 1) -}}
{{- fail "replicas above 1 need PostgreSQL: name the Secret with its address in secrets.DATABASE_URL.name" -}}
{{- end -}}
{{- $_ := required "secrets.SAGEMCP_SECRET_KEYS.name is needed: the Secret with the keys that seal credentials" .Values.secrets.SAGEMCP_SECRET_KEYS.name -}}
{{- if and .Values.ingress.enabled (not .Values.config.SAGEMCP_PUBLIC_URL) -}}
{{- fail "config.SAGEMCP_PUBLIC_URL is needed with an ingress: requests for another host are refused" -}}
{{- end -}}
{{- end -}}
