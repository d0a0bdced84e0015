# rclone.
# shellcheck shell=bash disable=SC2034,SC2154

use_rclone() {
  local over
  client rclone "$(rclone version | awk 'NR == 1 { print $2 }' | tr -d v)"
  # With these it asks for nothing but the upload itself; each of them is needed by a session that may only put.
  only_put=(--s3-no-check-bucket --s3-no-head --no-check-dest)
  for over in http https; do
    use_remote tokyo scoped "$over"
    step "copyto the bucket" stores:in/rclone -- rclone copyto "${only_put[@]}" "$payload" "x:$bucket/in/rclone"
    step "copyto from the bucket" fetches -- rclone copyto --s3-no-check-bucket "x:$bucket/in/rclone" "$got"
    step "out of scope: copyto" 'refuses:AccessDenied' -- rclone copyto "${only_put[@]}" "$payload" "x:$bucket/outside/rclone"
  done
  use_remote tokyo put-only http
  step "copyto with only s3:PutObject on one key" 'refuses:not authorized to perform: s3:PutObjectAcl' -- \
    rclone copyto "${only_put[@]}" "$payload" "x:$bucket/in/put-only"
  use_remote tokyo put-acl http
  step "copyto with only s3:PutObject and s3:PutObjectAcl on one key" stores:in/put-only -- \
    rclone copyto "${only_put[@]}" "$payload" "x:$bucket/in/put-only"
  step "the same without --s3-no-head and --no-check-dest" 'refuses:Forbidden|403' -- \
    rclone copyto --s3-no-check-bucket "$payload" "x:$bucket/in/put-only"
  use_remote tokyo scoped http
  step "copyto of 17 MiB in parts" works -- \
    rclone copyto "${only_put[@]}" --s3-upload-cutoff 5Mi "$large" "x:$bucket/in/rclone-large"
  step "out of scope: lsf" 'refuses:not authorized to perform: s3:ListBucket' -- rclone lsf "x:$bucket/in"
  use_remote tokyo repository http
  step "lsf" shows:in/ -- rclone lsf "x:$bucket"
  use_remote frankfurt scoped http
  step "copyto the bucket" stores:in/rclone -- rclone copyto "${only_put[@]}" "$payload" "x:$bucket/in/rclone"
  use_remote later scoped http
  step "expired: copyto" 'refuses:ExpiredToken' -- rclone copyto "${only_put[@]}" "$payload" "x:$bucket/in/late"
  rclone_syncs
  note "Needs \`provider = Other\` (with \`AWS\` it looks for a host named after the bucket), and where a session may only put, \`--s3-no-check-bucket --s3-no-head --no-check-dest\`. Uploads in parts from 200 MiB. It sends \`x-amz-acl: private\` with every upload, so that a session needs \`s3:PutObjectAcl\` too. \`sync\` gives an object another time by a copy onto itself. Stops where \`AWS_CA_BUNDLE\` is set: \`--ca-cert\`."
}

rclone_syncs() {
  local over sync=(rclone sync --s3-no-check-bucket --s3-upload-cutoff 5Mi)
  for over in http https; do
    use_remote tokyo sync "$over"
    make_tree
    step "sync to the bucket: odd names, and a file in parts" "mirrors:sync/rclone-$over" -- "${sync[@]}" "$tree" "x:$bucket/sync/rclone-$over"
    step "check" 'shows:0 differences found' -- rclone check "$tree" "x:$bucket/sync/rclone-$over"
    change_tree
    step "check, after changes" 'refuses:3 differences found' -- rclone check "$tree" "x:$bucket/sync/rclone-$over"
    step "sync of the changes: one changed, one gone, one new, one with another time" "mirrors:sync/rclone-$over" -- \
      "${sync[@]}" "$tree" "x:$bucket/sync/rclone-$over"
    step "sync where nothing is left to do" 'shows:There was nothing to transfer' -- "${sync[@]}" -v "$tree" "x:$bucket/sync/rclone-$over"
    mkdir "$copied" && printf 'to go' >"$copied/stray"
    step "sync from the bucket" copies -- rclone sync "x:$bucket/sync/rclone-$over" "$copied"
  done
  use_remote tokyo sync-keeping http
  rm "$tree/deep/er.txt"
  step "sync of a deletion, without s3:DeleteObject" 'refuses:not authorized to perform: s3:DeleteObject' -- "${sync[@]}" "$tree" "x:$bucket/sync/rclone-http"
  use_remote tokyo sync http
  step "out of scope: sync" 'refuses:AccessDenied' -- "${sync[@]}" "$tree" "x:$bucket/outside"
  use_remote tokyo scoped http
  step "sync without s3:ListBucket" 'refuses:not authorized to perform: s3:ListBucket' -- "${sync[@]}" "$tree" "x:$bucket/in/sync"
  use_remote later sync http
  step "expired: sync" 'refuses:ExpiredToken' -- "${sync[@]}" "$tree" "x:$bucket/sync/late"
}

use_remote() {
  local setting kept=()
  use "$@"
  # It takes AWS_CA_BUNDLE for a setting of its own that it cannot follow, and stops.
  for setting in "${client_env[@]}"; do
    if [[ "$setting" != AWS_CA_BUNDLE=* ]]; then kept+=("$setting"); fi
  done
  client_env=(
    "${kept[@]}"
    RCLONE_CONFIG_X_TYPE=s3 RCLONE_CONFIG_X_PROVIDER=Other RCLONE_CONFIG_X_ENV_AUTH=true
    "RCLONE_CONFIG_X_ENDPOINT=$endpoint" "RCLONE_CONFIG_X_REGION=$region"
    RCLONE_RETRIES=1 RCLONE_LOW_LEVEL_RETRIES=1 "RCLONE_CA_CERT=$folder/tls.crt"
  )
}
