{{- define "sagemcp.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* A Deployment never lets go of its selector: do not add to it. */}}
{{- define "sagemcp.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Pods that migrate carry a name of their own, so that the Service sends them nothing. */}}
{{- define "sagemcp.migrations.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}-migrations
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sagemcp.backup.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}-backup
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sagemcp.commonLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "sagemcp.labels" -}}
{{ include "sagemcp.selector" . }}
{{ include "sagemcp.commonLabels" . }}
{{- end -}}

{{- define "sagemcp.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* "true" when this secret comes from somewhere. */}}
{{- define "sagemcp.given" -}}
{{- if or .name .file -}}true{{- end -}}
{{- end -}}

{{/* "true" when the database is PGlite in the process, which one process may have open. */}}
{{- define "sagemcp.embedded" -}}
{{- if not (include "sagemcp.given" .Values.secrets.DATABASE_URL) -}}true{{- end -}}
{{- end -}}

{{/* A setting as the server reads it. YAML takes a bare `on` for a truth value, and a large number for a fraction. */}}
{{- define "sagemcp.value" -}}
{{- if kindIs "bool" . -}}{{- ternary "on" "off" . | quote -}}
{{- else if kindIs "float64" . -}}{{- int64 . | quote -}}
{{- else -}}{{- toString . | quote -}}
{{- end -}}
{{- end -}}

{{/* Secrets reach the process as files: they stand in no environment, and a rotated one arrives without a restart. */}}
{{- define "sagemcp.secretFiles" -}}
{{- range $name, $secret := .Values.secrets }}
{{- if include "sagemcp.given" $secret }}
- name: {{ $name }}_FILE
  value: {{ default (printf "/run/secrets/sagemcp/%s" $name) $secret.file | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* What the server's pods and those of jobs have in common. */}}
{{- define "sagemcp.pod" -}}
automountServiceAccountToken: {{ .Values.serviceAccount.mountToken }}
{{- with .Values.serviceAccount.name }}
serviceAccountName: {{ . }}
{{- end }}
# Otherwise Kubernetes adds a name to the environment for every service of the namespace.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "sagemcp.container" -}}
image: {{ include "sagemcp.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
volumeMounts:
  - name: data
    mountPath: /data
  - name: tmp
    mountPath: /tmp
  - name: secrets
    mountPath: /run/secrets/sagemcp
    readOnly: true
  {{- with .Values.volumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "sagemcp.volumes" -}}
- name: tmp
  emptyDir: {}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      {{- range $name, $secret := .Values.secrets }}
      {{- if and $secret.name (not $secret.file) }}
      - secret:
          name: {{ $secret.name }}
          items:
            - key: {{ default $name $secret.key }}
              path: {{ $name }}
      {{- end }}
      {{- else }}
      []
      {{- end }}
{{- with .Values.volumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "sagemcp.check" -}}
{{- $embedded := include "sagemcp.embedded" . -}}
{{- if and $embedded (or (gt (int .Values.replicas) 1) .Values.autoscaling.enabled) -}}
{{- fail "more than one replica needs PostgreSQL: name the Secret with its address in secrets.DATABASE_URL.name" -}}
{{- end -}}
{{- if not (include "sagemcp.given" .Values.secrets.SAGEMCP_SECRET_KEYS) -}}
{{- fail "secrets.SAGEMCP_SECRET_KEYS.name is needed: the Secret with the keys that seal credentials" -}}
{{- end -}}
{{- if .Values.ingress.enabled -}}
{{- if not .Values.config.SAGEMCP_PUBLIC_URL -}}
{{- fail "config.SAGEMCP_PUBLIC_URL is needed with an ingress: requests for another host are refused" -}}
{{- end -}}
{{- $host := required "ingress.host is needed" .Values.ingress.host -}}
{{- if ne $host ((urlParse .Values.config.SAGEMCP_PUBLIC_URL).host | splitList ":" | first) -}}
{{- fail "ingress.host must be the host of config.SAGEMCP_PUBLIC_URL: requests for another host are refused" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas must not be above autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and .Values.monitoring.serviceMonitor.enabled (not .Values.secrets.SAGEMCP_METRICS_TOKEN.name) -}}
{{- fail "secrets.SAGEMCP_METRICS_TOKEN.name is needed with a ServiceMonitor: /metrics asks for the token in it" -}}
{{- end -}}
{{- end -}}
