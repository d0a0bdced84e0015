# restic.
# shellcheck shell=bash disable=SC2034,SC2154

use_restic() {
  local over
  client restic "$(restic version | awk '{ print $2 }')"
  for over in http https; do
    use_repository tokyo repository "$over"
    step "init" works -- "${restic[@]}" init
    step "backup" shows:'snapshot [0-9a-f]+ saved' -- "${restic[@]}" backup "$payload"
    step "check" 'shows:no errors were found' -- "${restic[@]}" check
    step "dump of the file" fetches -- bash -c "$(printf '%q ' "${restic[@]}") --quiet dump latest $(printf '%q' "$payload") >$(printf '%q' "$got")"
  done
  note "Needs a session that may put, get and delete under the repository's prefix, and list the bucket. With \`AWS_DEFAULT_REGION\` it does not ask for the bucket's region."
  use_repository tokyo scoped http
  step "out of scope: init" 'refuses:Access Denied|AccessDenied' -- "${restic[@]}" init
  use_repository later repository http
  # It begins with HEAD, whose answer has no text to show.
  step "expired: init" 'refuses:BucketExists: 400 Bad Request' -- "${restic[@]}" init
}

use_repository() {
  use "$@"
  client_env+=(RESTIC_PASSWORD=of-a-test)
  restic=(restic --no-cache --cacert "$folder/tls.crt" -r "s3:$endpoint/$bucket/repo/$3")
}
