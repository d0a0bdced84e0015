# The emulators that the clients talk to, and the relay in front of them.
# shellcheck shell=bash disable=SC2034,SC2154

# name=region. The regions differ in what S3 takes there: Signature Version 2 only in the old ones. `later` is an
# emulator whose clock is moved on once credentials have been issued, so that these have expired.
emulators=(tokyo=ap-northeast-1 frankfurt=eu-central-1 virginia=us-east-1 later=ap-northeast-1)

start_emulators() {
  local entry
  echo "clients: building and starting ${#emulators[@]} emulators …"
  node tools/run.mjs build >"$folder/build.log" 2>&1 || { cat "$folder/build.log" >&2; exit 1; }
  mkdir "$folder/emulators" "$folder/sessions" "$folder/home"
  for entry in "${emulators[@]}"; do start_emulator "${entry%%=*}" "${entry##*=}"; done
  for entry in "${emulators[@]}"; do until_written "$folder/emulators/${entry%%=*}.json"; done
  NODE_NO_WARNINGS=1 timeout 120 node tools/run-ts.mjs "$here/stage.ts" "$folder"
  move_clock later 7200
  start_relay
}

start_emulator() {
  local name="$1" region="$2"
  XDG_STATE_HOME="$folder/state-$name" node dist/cli/main.js emulator --port 0 --json --region "$region" --instances none \
    >"$folder/emulators/$name.json" 2>"$folder/$name.log" &
  started+=($!)
}

# The relay speaks plain HTTP and TLS, which the emulator does not, and notes how each request was signed and framed. It
# passes every byte on as it is: clients behave differently over the two.
start_relay() {
  quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext "subjectAltName=$(tls_names)" -addext basicConstraints=critical,CA:TRUE \
    -keyout "$folder/tls.key" -out "$folder/tls.crt"
  sent="$folder/sent.log"
  : >"$sent"
  node tools/run-ts.mjs "$here/relay.ts" "$folder" >"$folder/relay.json" 2>"$folder/relay.log" &
  started+=($!)
  until_written "$folder/relay.json"
}

# Loopback, and the names under which the Ruby SDK asks for AWS; these too are answered by the relay alone.
tls_names() {
  local entry
  printf 'IP:127.0.0.1,DNS:sts.amazonaws.com'
  for entry in "${emulators[@]}"; do printf ',DNS:*.s3-%s.amazonaws.com,DNS:*.s3.%s.amazonaws.com' "${entry##*=}" "${entry##*=}"; done
}

until_written() {
  local attempts=0
  until [ -s "$1" ]; do
    attempts=$((attempts + 1))
    if [ "$attempts" -gt 300 ]; then
      cat "$folder"/*.log >&2
      echo "clients: nothing came to $1" >&2
      exit 1
    fi
    sleep 0.1
  done
}

move_clock() {
  local name="$1" seconds="$2"
  curl -sS --fail -o /dev/null --max-time 10 -X POST -d "{\"advanceSeconds\":$seconds}" \
    -H "Authorization: Bearer $(of_emulator "$name" controlToken)" "$(of_emulator "$name" endpoint)/_keylease/clock"
}

# A field of what an emulator said when it started.
of_emulator() { json_field "$folder/emulators/$1.json" "$2"; }

json_field() {
  node -p 'process.argv[2].split(".").reduce((value, name) => value[name], JSON.parse(fs.readFileSync(process.argv[1], "utf8")))' "$1" "$2"
}
