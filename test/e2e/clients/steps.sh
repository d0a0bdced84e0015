# One thing that a client does, and what it must come to.
# shellcheck shell=bash disable=SC2034,SC2154

# Longer than a client that tries again several times.
step_seconds=90

unexpected=0

prepare_steps() {
  results="$folder/results.tsv"
  payload="$folder/payload.txt"
  large="$folder/large.bin"
  got="$folder/got"
  : >"$results"
  # Text that no other upload has, so that a stale object cannot pass for a new one.
  printf 'line %s of an upload by a real client\n' {1..400} >"$payload"
  # Above the threshold at which every client here uploads in parts.
  head -c 17825792 /dev/zero >"$large"
}

# client NAME VERSION: whose steps follow.
client() {
  client_name="$1"
  client_version="$2"
  printf '\n%s %s\n' "$client_name" "$client_version"
}

# use EMULATOR SESSION TRANSPORT: where the next steps go, with whose credentials, over http or https.
use() {
  local port
  emulator="$1"
  transport="$3"
  port="$(json_field "$folder/relay.json" "$1.$3")"
  address="127.0.0.1:$port"
  endpoint="$3://$address"
  region="$(of_emulator "$1" region)"
  bucket="clients-$region"
  mapfile -t credentials <"$folder/sessions/$1.$2"
  access_key_id="${credentials[0]#*=}"
  secret_access_key="${credentials[1]#*=}"
  session_token="${credentials[2]-}"
  session_token="${session_token#*=}"
  # Nothing of the person's own settings reaches a client. Only one attempt where that can be said: nothing here passes.
  client_env=(
    "PATH=$debian_path" "HOME=$folder/home" "LC_ALL=C.UTF-8" "${credentials[@]}" "AWS_REGION=$region"
    "AWS_DEFAULT_REGION=$region" "AWS_EC2_METADATA_DISABLED=true" "AWS_MAX_ATTEMPTS=1" "AWS_CA_BUNDLE=$folder/tls.crt"
    "CURL_CA_BUNDLE=$folder/tls.crt" "NODE_EXTRA_CA_CERTS=$folder/tls.crt"
  )
}

# run_client COMMAND…: runs it as a client, without asserting anything.
run_client() { timeout --foreground -k 5 "$step_seconds" env -i "${client_env[@]}" "$@" </dev/null; }

# step WHAT EXPECTATION -- COMMAND…
#   works                it ends well
#   shows:REGEX          it ends well and prints that
#   stores:KEY           it ends well, and the object is the payload
#   fetches              it ends well, and $got is the payload
#   mirrors:PREFIX       it ends well, and the objects below that are $tree's files
#   copies               it ends well, and $copied has $tree's files
#   refuses:REGEX        it ends badly and prints that
step() {
  local what="$1" expectation="$2" status=0 sent_before fault
  shift 3
  sent_before="$(wc -l <"$sent")"
  rm -f "$got"
  run_client "$@" >"$folder/output" 2>&1 || status=$?
  fault="$(fault_of "$expectation" "$status")"
  record "$what" "$expectation" "$fault" "$(tail -n +$((sent_before + 1)) "$sent" | condense)"
  if [ -n "$fault" ]; then explain_fault "$fault" "$@"; fi
}

# What is wrong with the outcome; nothing where it is as expected.
fault_of() {
  local expectation="$1" status="$2" regex="${1#*:}"
  if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then echo "took more than $step_seconds s" && return; fi
  case "$expectation" in
    refuses:*)
      if [ "$status" -eq 0 ]; then echo "was not refused" && return; fi
      grep -qE -- "$regex" "$folder/output" || echo "was not refused by $regex"
      return
      ;;
  esac
  if [ "$status" -ne 0 ]; then echo "ended with status $status" && return; fi
  case "$expectation" in
    works) ;;
    shows:*) grep -qE -- "$regex" "$folder/output" || echo "did not show $regex" ;;
    stores:*) stored "$regex" || echo "the object is not what was sent" ;;
    mirrors:*) same_sums "$(sums "$tree")" "$(sums_in_bucket "$regex")" || echo "the objects are not the tree's files" ;;
    copies) same_sums "$(sums "$tree")" "$(sums "$copied")" || echo "the copy has not the tree's files" ;;
    fetches) cmp -s "$got" "$payload" || echo "what came is not what is stored" ;;
    *) echo "there is no expectation $expectation" ;;
  esac
}

# Whether the object is the payload.
stored() { as_root "$1" | cmp -s - "$payload"; }

explain_fault() {
  local fault="$1"
  shift
  {
    echo "    $fault"
    # Without the arguments of the command: some clients take their credentials there.
    echo "    output of $1:"
    sed 's/^/      /' "$folder/output" | tail -n 40
    echo "    the emulator's last refusals:"
    tail -n 3 "$folder/$emulator.log" | sed 's/^/      /'
  } >&2
}

# skip WHAT WHY: says aloud that something was not tried.
skip() {
  printf 'skip\t%s\t%s\t\t%s\t\tskipped: %s\n' "$client_name" "$client_version" "$1" "$2" >>"$results"
  printf '  %s: SKIPPED: %s\n' "$1" "$2"
}

# Nothing that was refused may have been stored: no session reaches past these prefixes.
nothing_outside() {
  local entry keys="" fault=""
  client "all clients" ""
  for entry in "${emulators[@]}"; do
    use "${entry%%=*}" root http
    keys+="$(as_root '?list-type=2' | grep -oE '<Key>[^<]*</Key>' || true)"$'\n'
  done
  if ! grep -q '<Key>' <<<"$keys"; then fault="the buckets could not be listed"; fi
  if grep -vE '^$|<Key>(in|repo|sync|mount)/' <<<"$keys" | grep -q .; then fault="something was stored outside"; fi
  if grep -qE '<Key>(in|sync)/(late|[a-z0-9]+-(other|nobody|token))</Key>' <<<"$keys"; then fault="something refused was stored"; fi
  use tokyo root http
  record "left nothing behind of what was refused" works "$fault" ""
}

# as_root PATH: GETs it in the bucket, as root and not through the relay.
as_root() {
  local root=()
  mapfile -t root <"$folder/sessions/$emulator.root"
  curl -sS --fail --max-time 10 --aws-sigv4 "aws:amz:$region:s3" --user "${root[0]#*=}:${root[1]#*=}" \
    -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "$(of_emulator "$emulator" endpoint)/$bucket/$1" 2>/dev/null
}
