# s3cmd.
# shellcheck shell=bash disable=SC2034,SC2154

use_s3cmd() {
  local over
  client s3cmd "$(/usr/bin/s3cmd --version | awk '{ print $3 }')"
  for over in http https; do
    use_host tokyo scoped "$over"
    step "put" stores:in/s3cmd -- "${s3cmd[@]}" put "$payload" "s3://$bucket/in/s3cmd"
    step "put, --signature-v2" stores:in/s3cmd-v2 -- "${s3cmd[@]}" --signature-v2 put "$payload" "s3://$bucket/in/s3cmd-v2"
    step "put, --region" stores:in/s3cmd-region -- "${s3cmd[@]}" --region "$region" put "$payload" "s3://$bucket/in/s3cmd-region"
    step "get" fetches -- "${s3cmd[@]}" get "s3://$bucket/in/s3cmd" "$got"
    step "out of scope: put" 'refuses:403 \(AccessDenied' -- "${s3cmd[@]}" put "$payload" "s3://$bucket/outside/s3cmd"
    step "out of scope: put, --signature-v2" 'refuses:403 \(AccessDenied' -- \
      "${s3cmd[@]}" --signature-v2 put "$payload" "s3://$bucket/outside/s3cmd"
  done
  use_host tokyo put-only http
  step "put with only s3:PutObject on one key" stores:in/put-only -- \
    "${s3cmd[@]}" --region "$region" put "$payload" "s3://$bucket/in/put-only"
  use_host tokyo repository http
  step "ls" works -- "${s3cmd[@]}" ls "s3://$bucket/repo/"
  use_host tokyo scoped http
  step "put of 17 MiB" works -- "${s3cmd[@]}" put "$large" "s3://$bucket/in/s3cmd-large"
  use_host frankfurt scoped http
  step "put" stores:in/s3cmd -- "${s3cmd[@]}" --region "$region" put "$payload" "s3://$bucket/in/s3cmd"
  step "put, --signature-v2 where it is not taken: signs again by version 4" stores:in/s3cmd-v2 -- \
    "${s3cmd[@]}" --signature-v2 put "$payload" "s3://$bucket/in/s3cmd-v2"
  use_host later scoped http
  step "expired: put" 'refuses:ExpiredToken' -- "${s3cmd[@]}" put "$payload" "s3://$bucket/in/late"
  note "\`--host=IP:PORT --host-bucket=IP:PORT\`. Uploads in parts from 15 MiB, and lists by ListObjects. Without \`--region\` it asks for the bucket's, and where a session may not tell it, tries until a refusal names it."
}

use_host() {
  use "$@"
  s3cmd=(
    /usr/bin/s3cmd --config "$folder/home/none" "--host=$address" "--host-bucket=$address" "--ca-certs=$folder/tls.crt"
    "--access_key=$access_key_id" "--secret_key=$secret_access_key" "--access_token=$session_token"
  )
  if [ "$transport" = http ]; then s3cmd+=(--no-ssl); else s3cmd+=(--ssl); fi
}
