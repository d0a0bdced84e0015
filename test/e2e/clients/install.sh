# Where the clients come from.
# shellcheck shell=bash disable=SC2034,SC2154

# What Debian calls the packages.
debian_packages=(awscli curl openssl python3-boto3 python3-venv rclone restic ruby ruby-aws-sdk s3cmd s3fs)

# Debian's own Python and programs, whatever else is first in somebody's PATH.
debian_path=/usr/bin:/bin

current_venv="$folder/venv"

missing_packages() {
  local package
  for package in "${debian_packages[@]}"; do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

install_clients() {
  local missing=()
  if ! command -v dpkg-query >/dev/null; then
    echo "clients: this is no Debian; the clients are Debian's packages" >&2
    exit 2
  fi
  mapfile -t missing < <(missing_packages)
  if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ]; then
      echo "clients: missing, and only root can install them: apt-get install ${missing[*]}" >&2
      exit 2
    fi
    echo "clients: installing ${missing[*]} …"
    quietly apt-get update
    DEBIAN_FRONTEND=noninteractive quietly apt-get install -y --no-install-recommends "${missing[@]}"
  fi
  if needs_current_python; then
    echo "clients: installing the current awscli and boto3 into a temporary folder …"
    quietly /usr/bin/python3 -m venv "$current_venv"
    # Not pinned: the question is what those who install today get. The table tells which versions it was.
    quietly "$current_venv/bin/pip" install --disable-pip-version-check awscli boto3
  fi
}

needs_current_python() { [[ " ${chosen[*]} " =~ " awscli "|" awscli-ec2 "|" awscli-stacks "|" boto3 "|" recipes " ]]; }

quietly() {
  if timeout 900 "$@" >"$folder/install.log" 2>&1; then return; fi
  cat "$folder/install.log" >&2
  echo "clients: failed: $*" >&2
  exit 1
}
