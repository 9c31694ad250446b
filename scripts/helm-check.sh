#!/bin/sh
# Renders the chart as two installations would and checks that each document is YAML, then that what must be refused is. Where
# Helm itself is missing this is a stand-in made of Helm's template libraries, and NOT `helm lint`: see helm-render/main.go.
# It installs nothing.
set -eu
cd "$(dirname "$0")/.."

renderer=$(mktemp -d)
trap 'rm -rf "$renderer"' EXIT

missing() {
  echo "SKIPPED: the chart was not rendered: $1" >&2
  [ "${CI:-}" = true ] && exit 1
  exit 0
}

if command -v helm >/dev/null; then
  render() { helm template test helm --values "$1"; }
else
  command -v go >/dev/null || missing 'neither helm nor go is installed (Debian: golang-go)'
  sources=${GOPATH:-/usr/share/gocode}
  for library in Masterminds/sprig ghodss/yaml; do
    [ -d "$sources/src/github.com/$library" ] ||
      missing "$library is not installed (Debian: golang-github-masterminds-sprig-dev golang-github-ghodss-yaml-dev)"
  done
  GO111MODULE=off GOPATH=$sources GOCACHE=$renderer/cache go build -o "$renderer/render" ./scripts/helm-render
  render() { "$renderer/render" helm "$1"; }
fi

accept() {
  render "$1" >"$renderer/out.yaml"
  for wanted in $2; do
    grep -q "^kind: $wanted\$" "$renderer/out.yaml" || { echo "helm: $1 renders no $wanted" >&2; exit 1; }
  done
  echo "helm: $1 renders $(grep -c '^kind: ' "$renderer/out.yaml") documents"
}

# refuse WHY VALUES: the chart must stop, and say why.
refuse() {
  printf '%s\n' "$2" >"$renderer/values.yaml"
  if render "$renderer/values.yaml" >/dev/null 2>"$renderer/error"; then
    echo "helm: the chart accepts values that it must refuse ($1)" >&2
    exit 1
  fi
  grep -q "$1" "$renderer/error" || { cat "$renderer/error" >&2; exit 1; }
  echo "helm: refused, as it should be: $1"
}

accept helm/ci/embedded.yaml 'ConfigMap Deployment PersistentVolumeClaim Service'
accept helm/ci/production.yaml 'ConfigMap Deployment Ingress Service'
# A number of seven digits must not come out as 8.388608e+06. $renderer/out.yaml is the last one accepted.
grep -q 'SAGEMCP_MAX_BODY_BYTES: "8388608"' "$renderer/out.yaml" || { echo 'helm: a large number is garbled' >&2; exit 1; }
refuse 'SAGEMCP_SECRET_KEYS.name is needed' '{}'
refuse 'replicas above 1 need PostgreSQL' '{ replicas: 2, secrets: { SAGEMCP_SECRET_KEYS: { name: x } } }'
refuse 'SAGEMCP_PUBLIC_URL is needed' '{ secrets: { SAGEMCP_SECRET_KEYS: { name: x } }, ingress: { enabled: true, host: x } }'
