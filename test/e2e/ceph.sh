#!/usr/bin/env bash
# The commands of Keylease on Ceph's RADOS Gateway: lease, refusal on another key, upload in parts, revocation, doctor.
#
#   KEYLEASE_RGW=PROGRAM test/e2e/ceph.sh            about a minute
#   KEYLEASE_RGW=PROGRAM test/e2e/ceph.sh --expiry   waits 15 minutes for a lease to end, besides
#
# `PROGRAM up FOLDER PORT` must start a gateway on loopback and print its keys as NAME=value (AWS_REGION, APP_USER_ARN,
# and ADMIN_ and APP_ with ACCESS_KEY_ID and SECRET_ACCESS_KEY); `PROGRAM wipe FOLDER` must end and remove it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [ -z "${KEYLEASE_RGW:-}" ]; then
  echo "ceph: KEYLEASE_RGW must name a program that starts a RADOS Gateway; see the head of this file" >&2
  exit 2
fi
case "${1:-}" in
  --expiry) export KEYLEASE_RGW_EXPIRY=1 ;;
  "") ;;
  *)
    echo "ceph: there is no option \`$1\`; there is --expiry" >&2
    exit 2
    ;;
esac
exec npx vitest run --project e2e test/e2e/ceph
