# AWS SDK for JavaScript v3, in the version that this project uses itself.
# shellcheck shell=bash disable=SC2034,SC2154

use_javascript() {
  local over node_program
  node_program="$(command -v node)"
  javascript=("$node_program" --no-warnings tools/run-ts.mjs "$here/javascript-client.ts")
  client "AWS SDK for JavaScript v3" "$(json_field node_modules/@aws-sdk/client-s3/package.json version)"
  for over in http https; do
    use tokyo scoped "$over"
    step "GetCallerIdentity" shows:assumed-role/uploader/scoped -- "${javascript[@]}" "$endpoint" identity
    step "PutObject of bytes" stores:in/js-bytes -- "${javascript[@]}" "$endpoint" bytes "$bucket" in/js-bytes "$payload"
    step "PutObject of a file stream" stores:in/js-stream -- "${javascript[@]}" "$endpoint" stream "$bucket" in/js-stream "$payload"
    step "GetObject" fetches -- "${javascript[@]}" "$endpoint" get "$bucket" in/js-stream "$got"
    step "out of scope: PutObject of a file stream" 'refuses:AccessDenied 403' -- \
      "${javascript[@]}" "$endpoint" stream "$bucket" outside/js "$payload"
    step "out of scope: PutObject of 17 MiB" 'refuses:AccessDenied 403' -- \
      "${javascript[@]}" "$endpoint" stream "$bucket" outside/js "$large"
  done
  client_env+=(AWS_REQUEST_CHECKSUM_CALCULATION=when_required)
  step "PutObject of a file stream, checksums only when required" stores:in/js-plain -- \
    "${javascript[@]}" "$endpoint" stream "$bucket" in/js-plain "$payload"
  use frankfurt scoped http
  step "PutObject of a file stream" stores:in/js-stream -- "${javascript[@]}" "$endpoint" stream "$bucket" in/js-stream "$payload"
  use later scoped http
  step "expired: GetCallerIdentity" 'refuses:ExpiredToken 403' -- "${javascript[@]}" "$endpoint" identity
  step "expired: PutObject" 'refuses:ExpiredToken 400' -- "${javascript[@]}" "$endpoint" bytes "$bucket" in/late "$payload"
  note "Give \`http://127.0.0.1:PORT\`, not \`localhost\`: only with an address does it put the bucket into the path by itself."
}
