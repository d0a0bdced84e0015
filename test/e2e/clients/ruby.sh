# AWS SDK for Ruby v1, of 2014, on today's Ruby.
# shellcheck shell=bash disable=SC2034,SC2154

use_ruby() {
  local over role
  client "AWS SDK for Ruby v1" "$(ruby "$here/ruby-client.rb" version)"
  role="arn:aws:iam::000000000000:role/uploader"
  # It does not speak to STS but over TLS.
  use_names tokyo user https
  step "assume_role and write, public-read, as in 2014" stores:in/ruby-lease -- \
    "${ruby[@]}" lease "$role" "$bucket" in/ruby-lease in/ruby-lease "$payload"
  step "the same, to another key" 'refuses:AWS::S3::Errors::AccessDenied' -- \
    "${ruby[@]}" lease "$role" "$bucket" in/ruby-lease in/ruby-other "$payload"
  step "new_federated_session as the user" 'refuses:AWS::STS::Errors::AccessDenied' -- "${ruby[@]}" federate "$bucket" in/ruby
  for over in http https; do
    use_names tokyo scoped "$over"
    ruby_uploads
  done
  use_address tokyo scoped http
  step "s3_endpoint 127.0.0.1: write" stores:in/ruby-address -- "${ruby[@]}" put "$bucket" in/ruby-address "$payload"
  step "s3_endpoint 127.0.0.1: read" fetches -- "${ruby[@]}" get "$bucket" in/ruby-address "$got"
  step "s3_endpoint 127.0.0.1: write of 17 MiB" works -- "${ruby[@]}" put "$bucket" in/ruby-large "$large"
  use_address tokyo user https
  step "sts_endpoint 127.0.0.1: assume_role and write" stores:in/ruby-lease -- \
    "${ruby[@]}" lease "$role" "$bucket" in/ruby-lease in/ruby-lease "$payload"
  use_names frankfurt scoped http
  step "write" stores:in/ruby -- "${ruby[@]}" put "$bucket" in/ruby "$payload"
  use_names later scoped https
  step "expired: write" 'refuses:AWS::S3::Errors::ExpiredToken' -- "${ruby[@]}" put "$bucket" in/late "$payload"
  step "expired: assume_role" 'refuses:AWS::STS::Errors::ExpiredToken' -- "${ruby[@]}" lease "$role" "$bucket" in/late in/late "$payload"
  note "Needs two shims for today's Ruby (\`URI.escape\` and its like, the keywords of \`File.open\`). Knows no \`AWS_ENDPOINT_URL\`, and STS only over TLS: here AWS's own names lead to the emulator, or \`s3_endpoint\` and \`sts_endpoint\` with their ports do. Uploads in parts from 16 MiB."
}

ruby_uploads() {
  step "write" stores:in/ruby -- "${ruby[@]}" put "$bucket" in/ruby "$payload"
  step "write, public-read" stores:in/ruby-public -- "${ruby[@]}" put-public "$bucket" in/ruby-public "$payload"
  step "read" fetches -- "${ruby[@]}" get "$bucket" in/ruby "$got"
  step "out of scope: write" 'refuses:AWS::S3::Errors::AccessDenied' -- "${ruby[@]}" put "$bucket" outside/ruby "$payload"
  client_env+=(S3_SIGNATURE_VERSION=v4)
  step "write, s3_signature_version :v4" stores:in/ruby-v4 -- "${ruby[@]}" put "$bucket" in/ruby-v4 "$payload"
}

# With an address as endpoint.
use_address() {
  use "$@"
  ruby=(ruby "$here/ruby-client.rb")
  client_env+=("ENDPOINT_PORT=${address##*:}")
  if [ "$transport" = https ]; then client_env+=(USE_SSL=true); fi
}

# With AWS's own host names, which ruby-names.rb leads to the relay.
use_names() {
  use "$@"
  ruby=(ruby "$here/ruby-client.rb")
  client_env+=("RELAY_PORT=${address##*:}")
  if [ "$transport" = https ]; then client_env+=(USE_SSL=true); fi
}
