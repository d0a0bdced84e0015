# curl, which signs by itself with --aws-sigv4.
# shellcheck shell=bash disable=SC2034,SC2154

use_curl() {
  local over
  client curl "$(curl --version | awk 'NR == 1 { print $2 }')"
  for over in http https; do
    use tokyo scoped "$over"
    curl_steps
  done
  use frankfurt scoped http
  signed_curl
  step "PUT with UNSIGNED-PAYLOAD" stores:in/curl -- \
    "${signed[@]}" --aws-sigv4 "aws:amz:$region:s3" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -T "$payload" "$endpoint/$bucket/in/curl"
  step "PUT signed for another region" 'refuses:<Code>AuthorizationHeaderMalformed</Code>.*<Region>eu-central-1</Region>' -- \
    "${signed[@]}" --aws-sigv4 aws:amz:us-east-1:s3 -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -T "$payload" "$endpoint/$bucket/in/curl-region"
  use later scoped http
  signed_curl
  step "expired: sts GetCallerIdentity" 'refuses:<Code>ExpiredToken</Code>' -- \
    "${signed[@]}" --aws-sigv4 "aws:amz:$region:sts" -d 'Action=GetCallerIdentity&Version=2011-06-15' "$endpoint/"
  step "expired: PUT" 'refuses:<Code>ExpiredToken</Code>' -- \
    "${signed[@]}" --aws-sigv4 "aws:amz:$region:s3" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -T "$payload" "$endpoint/$bucket/in/late"
  note "Sends no \`x-amz-content-sha256\`, which S3 asks for: give it with \`-H\`, the hash or \`UNSIGNED-PAYLOAD\`."
}

signed_curl() {
  signed=(curl -sS --fail-with-body --user "$access_key_id:$secret_access_key" -H "x-amz-security-token: $session_token")
}

curl_steps() {
  local s3 hash
  signed_curl
  s3=("${signed[@]}" --aws-sigv4 "aws:amz:$region:s3")
  hash="$(sha256sum "$payload" | cut -d ' ' -f 1)"
  step "sts GetCallerIdentity" shows:assumed-role/uploader/scoped -- \
    "${signed[@]}" --aws-sigv4 "aws:amz:$region:sts" -d 'Action=GetCallerIdentity&Version=2011-06-15' "$endpoint/"
  step "PUT with the payload's hash" stores:in/curl -- \
    "${s3[@]}" -H "x-amz-content-sha256: $hash" -T "$payload" "$endpoint/$bucket/in/curl"
  step "PUT with UNSIGNED-PAYLOAD" stores:in/curl-unsigned -- \
    "${s3[@]}" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -T "$payload" "$endpoint/$bucket/in/curl-unsigned"
  step "GET" fetches -- "${s3[@]}" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -o "$got" "$endpoint/$bucket/in/curl"
  step "PUT of another body than was hashed" 'refuses:<Code>XAmzContentSHA256Mismatch</Code>' -- \
    "${s3[@]}" -H "x-amz-content-sha256: $hash" -T "$here/curl.sh" "$endpoint/$bucket/in/curl-other"
  step "PUT without x-amz-content-sha256" 'refuses:Missing required header for this request: x-amz-content-sha256' -- \
    "${s3[@]}" -T "$payload" "$endpoint/$bucket/in/curl-plain"
  step "out of scope: PUT of 17 MiB, refused before its bytes are sent" 'refuses:<Code>AccessDenied</Code>' -- \
    "${s3[@]}" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -T "$large" "$endpoint/$bucket/outside/curl"
  step "the session's token left out" 'refuses:<Code>InvalidAccessKeyId</Code>' -- \
    curl -sS --fail-with-body --user "$access_key_id:$secret_access_key" --aws-sigv4 "aws:amz:$region:s3" \
    -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -T "$payload" "$endpoint/$bucket/in/curl-token"
  step "not signed at all" 'refuses:<Code>AccessDenied</Code>' -- curl -sS --fail-with-body -T "$payload" "$endpoint/$bucket/in/curl-nobody"
}
