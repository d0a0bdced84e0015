#!/usr/bin/env bash
# Lets real clients of S3 and STS, old and new, work on emulators with temporary credentials, and holds what each does to
# what it must come to. Ends with a table; exits non-zero where anything came out otherwise.
#
#   npm run test:clients                 all clients
#   npm run test:clients -- rclone curl  some of them
#   npm run test:clients -- --write      all, and writes docs/reference/clients.md from the results
#
# Missing clients are installed by apt-get where this is Debian and we are root; current awscli and boto3 come by pip into
# a temporary folder. Nothing but that reaches further than loopback.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

here=test/e2e/clients
all_clients=(awscli awscli-ec2 awscli-stacks boto3 curl javascript rclone recipes restic ruby s3cmd s3fs)
write_page=false
chosen=()
for argument in "$@"; do
  if [ "$argument" = --write ]; then
    write_page=true
  elif [[ " ${all_clients[*]} " == *" $argument "* ]]; then
    chosen+=("$argument")
  else
    echo "clients: there is no client \`$argument\`; there are ${all_clients[*]}" >&2
    exit 2
  fi
done
if [ ${#chosen[@]} -eq 0 ]; then chosen=("${all_clients[@]}"); fi
if $write_page && [ ${#chosen[@]} -ne ${#all_clients[@]} ]; then
  echo "clients: --write needs the results of all clients" >&2
  exit 2
fi

folder="$(mktemp -d "${TMPDIR:-/tmp}/keylease-clients.XXXXXX")"
started=()
mounted=()

# shellcheck source=test/e2e/clients/install.sh
source "$here/install.sh"
# shellcheck source=test/e2e/clients/emulators.sh
source "$here/emulators.sh"
# shellcheck source=test/e2e/clients/steps.sh
source "$here/steps.sh"
# shellcheck source=test/e2e/clients/trees.sh
source "$here/trees.sh"
# shellcheck source=test/e2e/clients/results.sh
source "$here/results.sh"

clean_up() {
  local pid mount
  # Before the emulators end: a file system whose bucket does not answer holds up whoever looks at it.
  for mount in "${mounted[@]}"; do unmount "$mount" || true; done
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

install_clients
start_emulators
prepare_steps
for name in "${chosen[@]}"; do
  # shellcheck source=/dev/null
  source "$here/$name.sh"
  "use_$name"
done
nothing_outside
print_results
if $write_page; then node tools/run-ts.mjs tools/write-clients-page.ts "$results"; fi
[ "$unexpected" -eq 0 ]
