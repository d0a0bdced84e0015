# boto3, as Debian has it and as pip has it, and the URLs that it presigns.
# shellcheck shell=bash disable=SC2034,SC2154

use_boto3() {
  boto3_steps "boto3 (Debian)" /usr/bin/python3
  note "Presigns with Signature Version 2 in the old regions unless told otherwise."
  boto3_steps "boto3 (pip)" "$current_venv/bin/python"
  note "Presigns with Signature Version 2 in the old regions unless told otherwise, still."
}

boto3_steps() {
  local name="$1" boto3=("$2" "$here/boto3-client.py") over
  client "$name" "$("$2" -c 'import boto3; print(boto3.__version__)')"
  for over in http https; do
    use tokyo scoped "$over"
    step "get_caller_identity" shows:assumed-role/uploader/scoped -- "${boto3[@]}" "$endpoint" identity
    step "put_object of bytes" stores:in/boto3 -- "${boto3[@]}" "$endpoint" put "$bucket" in/boto3 "$payload"
    step "upload_file" stores:in/boto3-file -- "${boto3[@]}" "$endpoint" upload "$bucket" in/boto3-file "$payload"
    step "get_object" fetches -- "${boto3[@]}" "$endpoint" get "$bucket" in/boto3 "$got"
    step "out of scope: put_object" 'refuses:AccessDenied 403' -- "${boto3[@]}" "$endpoint" put "$bucket" outside/boto3 "$payload"
    step "out of scope: get_object" 'refuses:AccessDenied 403' -- "${boto3[@]}" "$endpoint" get "$bucket" outside/boto3 "$got"
  done
  use later scoped http
  step "expired: get_caller_identity" 'refuses:ExpiredToken 403' -- "${boto3[@]}" "$endpoint" identity
  step "expired: put_object" 'refuses:ExpiredToken 400' -- "${boto3[@]}" "$endpoint" put "$bucket" in/late "$payload"
  presigned_steps tokyo default SigV2
  presigned_steps virginia default SigV2
  presigned_steps frankfurt default SigV4
  presigned_steps tokyo s3v4 SigV4
  presigned_refusals
}

# presigned_steps EMULATOR SIGNER VERSION
presigned_steps() {
  local mark=AWSAccessKeyId url
  if [ "$3" = SigV4 ]; then mark=X-Amz-Algorithm; fi
  use "$1" scoped http
  step "generate_presigned_url, $2 signer: $3 query" "shows:[?&]$mark=" -- "${boto3[@]}" "$endpoint" presign "$bucket" in/presigned put 300 "$2"
  url="$(presign in/presigned put 300 "$2")"
  step "that URL sent by curl: PUT" stores:in/presigned -- curl -sS --fail-with-body -T "$payload" "$url"
  url="$(presign in/presigned get 300 "$2")"
  step "that URL sent by curl: GET" fetches -- curl -sS --fail-with-body -o "$got" "$url"
  step "that URL sent by curl: for another key" 'refuses:<Code>SignatureDoesNotMatch</Code>' -- \
    curl -sS --fail-with-body "${url/presigned/boto3}"
  step "that URL sent by curl: by another method" 'refuses:<Code>SignatureDoesNotMatch</Code>' -- \
    curl -sS --fail-with-body -T "$payload" "$url"
  url="$(presign outside/presigned put 300 "$2")"
  step "out of scope: a presigned PUT sent by curl" 'refuses:<Code>AccessDenied</Code>' -- curl -sS --fail-with-body -T "$payload" "$url"
}

presigned_refusals() {
  local signer url
  for signer in default s3v4; do
    use later scoped http
    url="$(presign in/late put 86400 "$signer")"
    step "expired credentials: a presigned PUT ($signer signer)" 'refuses:<Code>ExpiredToken</Code>' -- \
      curl -sS --fail-with-body -T "$payload" "$url"
    use later user http
    url="$(presign in/late put 60 "$signer")"
    move_clock later 7200
    step "expired URL: a presigned PUT ($signer signer)" 'refuses:<Message>Request has expired</Message>' -- \
      curl -sS --fail-with-body -T "$payload" "$url"
  done
  use frankfurt scoped http
  url="$(presign in/late put 300 s3)"
  step "Signature Version 2 where it is not taken" 'refuses:Please use AWS4-HMAC-SHA256' -- \
    curl -sS --fail-with-body -T "$payload" "$url"
}

# presign KEY put|get SECONDS default|s3|s3v4
presign() { run_client "${boto3[@]}" "$endpoint" presign "$bucket" "$1" "$2" "$3" "$4"; }
