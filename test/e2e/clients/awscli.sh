# aws-cli, as Debian has it and as pip has it.
# shellcheck shell=bash disable=SC2034,SC2154

use_awscli() {
  aws_cli_steps "aws-cli (Debian)" /usr/bin/aws
  note "Knows no \`AWS_ENDPOINT_URL\`: \`--endpoint-url\` with every command."
  aws_cli_steps "aws-cli (pip)" "$current_venv/bin/aws"
  use tokyo scoped http
  client_env+=("AWS_ENDPOINT_URL=$endpoint")
  note "Takes \`AWS_ENDPOINT_URL\`."
  step "AWS_ENDPOINT_URL: sts get-caller-identity" shows:assumed-role/uploader/scoped -- "$current_venv/bin/aws" sts get-caller-identity
}

aws_cli_steps() {
  local name="$1" aws="$2" over
  client "$name" "$("$aws" --version 2>&1 | sed 's,^aws-cli/\([^ ]*\).*,\1,')"
  note "Uploads in parts from 8 MiB. Told a wrong region, it signs again for the one that the refusal names."
  for over in http https; do
    use tokyo scoped "$over"
    aws_cli_uploads "$aws"
  done
  use frankfurt scoped http
  step "s3 cp to the bucket" stores:in/aws-cp -- "$aws" --endpoint-url "$endpoint" s3 cp "$payload" "s3://$bucket/in/aws-cp"
  step "s3 cp, told a wrong region" stores:in/aws-region -- \
    "$aws" --endpoint-url "$endpoint" --region us-east-1 s3 cp "$payload" "s3://$bucket/in/aws-region"
  use tokyo put-only http
  step "s3 cp with only s3:PutObject on one key" stores:in/put-only -- \
    "$aws" --endpoint-url "$endpoint" s3 cp "$payload" "s3://$bucket/in/put-only"
  use tokyo scoped http
  step "s3 cp of 17 MiB" works -- \
    "$aws" --endpoint-url "$endpoint" s3 cp "$large" "s3://$bucket/in/aws-large"
  aws_cli_syncs "$aws"
  use later scoped http
  step "expired: sts get-caller-identity" 'refuses:\(ExpiredToken\)' -- "$aws" --endpoint-url "$endpoint" sts get-caller-identity
  step "expired: s3 cp" 'refuses:\(ExpiredToken\)' -- "$aws" --endpoint-url "$endpoint" s3 cp "$payload" "s3://$bucket/in/late"
}

aws_cli_uploads() {
  local aws="$1" put=(s3api put-object --bucket "$bucket" --body "$payload")
  step "sts get-caller-identity" shows:assumed-role/uploader/scoped -- "$aws" --endpoint-url "$endpoint" sts get-caller-identity
  step "s3 cp to the bucket" stores:in/aws-cp -- "$aws" --endpoint-url "$endpoint" s3 cp "$payload" "s3://$bucket/in/aws-cp"
  step "s3 cp from the bucket" fetches -- "$aws" --endpoint-url "$endpoint" s3 cp "s3://$bucket/in/aws-cp" "$got"
  step "s3api put-object" stores:in/aws-put -- "$aws" --endpoint-url "$endpoint" "${put[@]}" --key in/aws-put
  step "s3api put-object --checksum-algorithm CRC32" stores:in/aws-crc32 -- \
    "$aws" --endpoint-url "$endpoint" "${put[@]}" --key in/aws-crc32 --checksum-algorithm CRC32
  step "s3api put-object --checksum-algorithm SHA256" stores:in/aws-sha256 -- \
    "$aws" --endpoint-url "$endpoint" "${put[@]}" --key in/aws-sha256 --checksum-algorithm SHA256
  step "out of scope: s3 cp" 'refuses:\(AccessDenied\)' -- \
    "$aws" --endpoint-url "$endpoint" s3 cp "$payload" "s3://$bucket/outside/aws-cp"
  step "out of scope: s3 ls" 'refuses:\(AccessDenied\)' -- "$aws" --endpoint-url "$endpoint" s3 ls "s3://$bucket/in/"
}

aws_cli_syncs() {
  local aws="$1" over sync
  for over in http https; do
    use tokyo sync "$over"
    sync=("$aws" --endpoint-url "$endpoint" s3 sync --no-progress)
    make_tree
    step "s3 sync to the bucket: odd names, and a file in parts" "mirrors:sync/aws-$client_version-$over" -- "${sync[@]}" --delete "$tree" "s3://$bucket/sync/aws-$client_version-$over"
    change_tree
    step "s3 sync --delete of the changes: one changed, one gone, one new" "mirrors:sync/aws-$client_version-$over" -- \
      "${sync[@]}" --delete "$tree" "s3://$bucket/sync/aws-$client_version-$over"
    mkdir "$copied" && printf 'to go' >"$copied/stray"
    step "s3 sync --delete from the bucket" copies -- "${sync[@]}" --delete "s3://$bucket/sync/aws-$client_version-$over" "$copied"
  done
  use tokyo sync-keeping http
  sync=("$aws" --endpoint-url "$endpoint" s3 sync --no-progress)
  rm "$tree/deep/er.txt"
  step "s3 sync --delete, without s3:DeleteObject" 'refuses:\(AccessDenied\).*DeleteObject operation' -- \
    "${sync[@]}" --delete "$tree" "s3://$bucket/sync/aws-$client_version-http"
  use tokyo sync http
  step "out of scope: s3 sync" 'refuses:\(AccessDenied\)' -- "${sync[@]}" "$tree" "s3://$bucket/outside"
  use tokyo scoped http
  step "s3 sync without s3:ListBucket" 'refuses:\(AccessDenied\).*ListObjectsV2 operation' -- "${sync[@]}" "$tree" "s3://$bucket/in/sync"
  use later sync http
  sync=("$aws" --endpoint-url "$endpoint" s3 sync --no-progress)
  step "expired: s3 sync" 'refuses:\(ExpiredToken\)' -- "${sync[@]}" "$tree" "s3://$bucket/sync/late"
}
