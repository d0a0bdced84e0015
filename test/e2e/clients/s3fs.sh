# s3fs, which mounts a bucket as a file system.
# shellcheck shell=bash disable=SC2034,SC2154

use_s3fs() {
  local over why
  client s3fs "$(s3fs --version | sed -nE '1s/.* V([^ ]+).*/\1/p')"
  why="$(why_no_mounts)"
  if [ -n "$why" ]; then
    skip "everything" "$why"
    return
  fi
  mkdir "$folder/mounted"
  for over in http https; do s3fs_steps "$over"; done
  use_mount tokyo scoped http
  step "mount without s3:ListBucket" 'refuses:not authorized|AccessDenied|ermission' -- "${s3fs[@]}"
  use_mount later mount http
  step "expired: mount" 'refuses:ExpiredToken|expired|invalid credentials' -- "${s3fs[@]}"
  note "Mounts with \`-o url=http://127.0.0.1:PORT,endpoint=REGION,use_path_request_style,use_session_token\` and \`AWSACCESSKEYID\`, \`AWSSECRETACCESSKEY\`, \`AWSSESSIONTOKEN\`. Needs a session that may list the bucket. Without \`-f\` it ends well even where the bucket refuses it. Uploads in parts from 25 MiB, and renames in parts from 512 MiB; here the limits were 10 MiB. Takes \`CURL_CA_BUNDLE\` only for its second attempt: \`retries=2\` at least."
}

# Why nothing can be mounted on this machine, if so.
why_no_mounts() {
  if [ ! -e /dev/fuse ]; then
    echo "this machine has no /dev/fuse"
  elif ! (exec 3<>/dev/fuse) 2>/dev/null; then
    echo "/dev/fuse may not be opened here"
  fi
}

# Starts the command that follows the folder, and ends when the folder is mounted and can be read, or the command gives up.
until_mounted='
  folder="$1" log="$1.log"
  shift
  "$@" >"$log" 2>&1 &
  for attempt in {1..100}; do
    kill -0 $! 2>/dev/null || break
    if mountpoint -q "$folder" && ls "$folder" >/dev/null; then exit 0; fi
    sleep 0.1
  done
  kill $! 2>/dev/null
  cat "$log"
  exit 1
'

# use_mount EMULATOR SESSION TRANSPORT: as `use`, and what mounts its bucket.
use_mount() {
  use "$@"
  client_env+=(
    "AWSACCESSKEYID=$access_key_id" "AWSSECRETACCESSKEY=$secret_access_key" "AWSSESSIONTOKEN=$session_token"
  )
  mount="$folder/mounted/$1-$2-$3"
  mkdir -p "$mount"
  mounted+=("$mount")
  # Without -f it ends well whether the bucket lets it in or not. The thresholds are as low as they may be, so that a
  # file of 17 MiB goes, and is renamed, in parts.
  s3fs=(
    bash -c "$until_mounted" - "$mount" s3fs "$bucket" "$mount" -f -o "url=$endpoint,endpoint=$region"
    -o use_path_request_style,use_session_token,retries=2,dbglevel=err
    -o multipart_size=5,multipart_threshold=10,multipart_copy_size=5,singlepart_copy_limit=10
  )
}

s3fs_steps() {
  local top
  use_mount tokyo mount "$1"
  step "mount" works -- "${s3fs[@]}"
  if ! mountpoint -q "$mount"; then return; fi
  top="$mount/mount/$1"
  step "mkdir" works -- mkdir -p "$top"
  step "write a file" "stores:mount/$1/file" -- cp "$payload" "$top/file"
  step "read it" fetches -- cp "$top/file" "$got"
  step "list" shows:'^file$' -- ls "$top"
  step "rename it" "stores:mount/$1/renamed" -- mv "$top/file" "$top/renamed"
  step "list, after the renaming" 'shows:^renamed$' -- ls "$top"
  step "change its mode" 'shows:^640$' -- bash -c 'chmod 640 "$1" && stat -c %a "$1"' - "$top/renamed"
  make_tree
  step "copy a tree: odd names, and a file in parts" "mirrors:mount/$1/tree" -- cp -r "$tree" "$top/tree"
  step "rename the tree" "mirrors:mount/$1/moved" -- mv "$top/tree" "$top/moved"
  step "copy it back" copies -- cp -r "$top/moved" "$copied"
  rm -rf "$tree" && mkdir "$tree"
  step "remove the tree" "mirrors:mount/$1/moved" -- rm -r "$top/moved"
  step "out of scope: write a file" 'refuses:not permitted|ermission denied|Input/output' -- cp "$payload" "$mount/outside-s3fs"
  unmount "$mount"
}

# Root need not have fusermount, and others may not use umount.
unmount() { fusermount -uz "$1" 2>/dev/null || umount -l "$1" 2>/dev/null; }
