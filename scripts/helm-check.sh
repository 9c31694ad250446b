#!/bin/bash
# Renders the chart in all its variants, checks the documents, and that what must be refused is: values, documents with planted
# faults, and alert rules. Where Helm itself is missing its template libraries stand in, which is NOT `helm lint`: see
# helm-render/main.go. No cluster is asked, so nothing here proves that one admits the documents or that the pods start.
# It installs nothing; what it fetches goes to .cache and to a folder that it removes.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# On a machine of our own a missing tool is a reason to say so; in CI it is a failure.
missing() {
  echo "NOT CHECKED: $1" >&2
  [ "${CI:-}" != true ] || exit 1
}
fail() {
  echo "helm: $1" >&2
  exit 1
}

if command -v helm >/dev/null; then
  render() {
    local options=()
    for file in "$@"; do options+=(--values "$file"); done
    helm template test helm "${options[@]}"
  }
else
  sources=${GOPATH:-/usr/share/gocode}
  command -v go >/dev/null && [ -d "$sources/src/github.com/Masterminds/sprig" ] && [ -d "$sources/src/github.com/ghodss/yaml" ] || {
    missing 'the chart: neither helm is installed nor golang-go, golang-github-masterminds-sprig-dev and golang-github-ghodss-yaml-dev (Debian)'
    exit 0
  }
  GO111MODULE=off GOPATH=$sources GOCACHE=$work/cache go build -o "$work/render" ./scripts/helm-render
  render() {
    node scripts/helm-render/values.mjs helm "$@" && "$work/render" helm "$@"
  }
fi

# accept NAME KINDS VALUES...: the chart renders these kinds and no others.
accept() {
  local name=$1 wanted=$2 out=$work/$1.yaml
  shift 2
  render "$@" >"$out"
  local kinds
  kinds=$(sed -n 's/^kind: //p' "$out" | sort | xargs)
  [ "$kinds" = "$wanted" ] || fail "$name renders: $kinds"
  node scripts/helm-render/manifests.mjs "$out"
  echo "helm: $name renders $kinds"
}

# refuse WHY VALUES: the chart must stop, and say why.
refuse() {
  printf '%s\n' "$2" >"$work/values.yaml"
  if render helm/values/staging.yaml helm/ci/host.yaml "$work/values.yaml" >/dev/null 2>"$work/error"; then
    fail "the chart accepts values that it must refuse ($1)"
  fi
  grep -q "$1" "$work/error" || { cat "$work/error" >&2; fail "not refused for: $1"; }
  echo "helm: refused, as it should be: $2"
}

# reject CHECK EDIT [NAME]: the check must find the fault that the edit plants into a production deployment, or another one.
reject() {
  local of=$work/${3:-production}.yaml
  sed "$2" "$of" >"$work/fault.yaml"
  ! cmp -s "$of" "$work/fault.yaml" || fail "nothing to plant a fault in: $2"
  if node "scripts/helm-render/$1.mjs" "$work/fault.yaml" >/dev/null 2>&1; then fail "$1.mjs overlooks: $2"; fi
}

accept development 'ConfigMap Deployment PersistentVolumeClaim Service' helm/values/development.yaml
accept staging 'ConfigMap Deployment Ingress Job PodDisruptionBudget Service' helm/values/staging.yaml helm/ci/host.yaml
accept everything 'ConfigMap CronJob Deployment Ingress Job NetworkPolicy Service' helm/ci/everything.yaml
accept backup 'ConfigMap CronJob Deployment Ingress Job PersistentVolumeClaim PodDisruptionBudget Service' \
  helm/values/staging.yaml helm/ci/host.yaml helm/ci/backup.yaml
accept vault 'ConfigMap ConfigMap Deployment HorizontalPodAutoscaler Ingress Job NetworkPolicy PodDisruptionBudget PrometheusRule Service ServiceMonitor' \
  helm/values/production.yaml helm/examples/vault-agent.yaml helm/ci/host.yaml
accept production 'ConfigMap ConfigMap Deployment HorizontalPodAutoscaler Ingress Job NetworkPolicy PodDisruptionBudget PrometheusRule Service ServiceMonitor' \
  helm/values/production.yaml helm/ci/host.yaml

for line in 'SAGEMCP_MAX_BODY_BYTES: "8388608"' 'SAGEMCP_OAUTH_CIMD: "on"' 'image: "sagemcp@sha256:'; do
  grep -q "$line" "$work/everything.yaml" || fail "ci/everything.yaml does not render $line"
done

refuse 'SAGEMCP_SECRET_KEYS.name is needed' 'secrets: { SAGEMCP_SECRET_KEYS: { name: "" } }'
refuse 'more than one replica needs PostgreSQL' 'secrets: { DATABASE_URL: { name: "" } }'
refuse 'SAGEMCP_PUBLIC_URL is needed' 'config: { SAGEMCP_PUBLIC_URL: "" }'
refuse 'ingress.host must be the host' 'ingress: { host: other.example.com }'
refuse 'minReplicas must not be above' 'autoscaling: { enabled: true, minReplicas: 5, maxReplicas: 4 }'
refuse 'SAGEMCP_METRICS_TOKEN.name is needed' '{ monitoring: { serviceMonitor: { enabled: true } }, secrets: { SAGEMCP_METRICS_TOKEN: { name: "" } } }'
refuse 'backup.enabled needs PostgreSQL' '{ replicas: 1, backup: { enabled: true }, secrets: { DATABASE_URL: { name: "" } } }'
refuse 'keep' 'backup: { keep: 0 }'
refuse 'dditional propert' 'replicaCount: 2'
refuse 'dditional propert' 'config: { SAGEMCP_PUBLIC_ULR: https://mcp.example.com }'
refuse 'dditional propert' 'ingress: { tls: { enabled: true } }'
refuse 'service' 'service: { port: http }'

reject manifests 's/path: \/health\/ready/path: \/ready/'
reject manifests 's/readOnlyRootFilesystem: true/readOnlyRootFilesystem: false/'
reject manifests 's/targetPort: http/targetPort: web/'
reject manifests 's/SAGEMCP_TRUST_PROXY/SAGEMCP_TRUST_PROXIES/'
reject manifests 's/name: sagemcp-migrations/name: sagemcp/'
reject manifests '0,/- name: tmp/s//- name: temporary/'
reject manifests 's/name: sagemcp-backup/name: sagemcp/' backup
reject manifests '0,/- name: backups/s//- name: copies/' backup

if [ -d .cache/ci-tools ] || [ "${CI:-}" = true ] || [ "${HELM_CHECK_TYPES:-}" = true ]; then
  node scripts/helm-render/kubernetes.mjs "$work"/{development,staging,everything,backup,vault,production}.yaml
  reject kubernetes 's/readinessProbe:/readinesProbe:/'
  reject kubernetes 's/containerPort: 8000/containerPort: http/'
  echo 'helm: every document has the fields and types of Kubernetes; planted faults were found'
else
  missing 'types of Kubernetes: HELM_CHECK_TYPES=true fetches them'
fi

# One file of a Debian package; nothing is installed.
promtool=$(command -v promtool || true)
if [ -z "$promtool" ] && [ "${CI:-}" = true ]; then
  (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root prometheus && dpkg-deb -x prometheus_*.deb prometheus)
  promtool=$work/prometheus/usr/bin/promtool
fi
if [ -n "$promtool" ]; then
  "$promtool" check rules helm/alerts.yaml
  "$promtool" test rules tests/helm/alerts.test.yaml
else
  missing 'alert rules: promtool is not installed (Debian: prometheus)'
fi
