#!/bin/bash
# Puts an image into an environment with Helm, waits until it serves, and goes back to the release before when it does not.
# usage: KUBECONFIG_TEXT=... NAMESPACE=... VALUES=... PUBLIC_URL=... scripts/deploy.sh staging|production REPOSITORY DIGEST
set -euo pipefail
cd "$(dirname "$0")/.."
environment=$1 repository=$2 digest=$3
[[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "not a digest: $digest" >&2; exit 1; }
: "${KUBECONFIG_TEXT:?}" "${NAMESPACE:?}" "${VALUES:?}" "${PUBLIC_URL:?}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export KUBECONFIG=$work/kubeconfig
(umask 077 && printf '%s' "$KUBECONFIG_TEXT" >"$KUBECONFIG")
printf '%s' "$VALUES" >"$work/values.yaml"

# --atomic waits for the pods, and rolls back when they do not get ready. The schema stays.
helm upgrade sagemcp helm --install --atomic --timeout 20m --namespace "$NAMESPACE" \
  --values "helm/values/$environment.yaml" --values "$work/values.yaml" \
  --set-string "image.repository=$repository" --set-string "image.digest=$digest" \
  --set-string "config.SAGEMCP_PUBLIC_URL=$PUBLIC_URL"

# From outside: the certificate, the ingress and the database too.
for path in /health/ready /sign-in /api/docs; do
  curl --fail --silent --show-error --retry 10 --retry-delay 3 --retry-all-errors --max-time 10 \
    --output /dev/null "$PUBLIC_URL$path"
  echo "$environment: $path answers"
done
