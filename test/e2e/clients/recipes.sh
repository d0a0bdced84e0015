# The blocks of docs/guide/recipes.md, as they stand there, with the programs that they are for.
# shellcheck shell=bash disable=SC2034,SC2154

use_recipes() {
  client "recipes (docs/guide)" "$(node dist/cli/main.js --version)"
  prepare_recipes
  recipe "AWS CLI: one file" 1 stores:in/report.txt
  recipe "AWS CLI: a folder" 1 mirrors:in/site
  recipe "AWS CLI: a profile" 1 stores:in/profile.txt
  recipe "AWS CLI: a profile" 1 stores:in/profile.txt
  recipe "boto3" 1 stores:in/boto3.txt
  recipe "rclone" 1 stores:in/rclone.txt
  recipe "rclone" 2 mirrors:in/mirror
  recipe "s3cmd" 1 stores:in/s3cmd.txt
  recipe "curl" 1 stores:in/curl.txt
  recipe "curl" 2 "stores:in/any%20key%20%5B1%5D.txt"
  recipe "A form in a browser" 1 stores:in/form.txt
  recipe "A shell" 1 stores:in/shell.txt
  recipe_of_another_object
  debian_programs
  every_recipe_was_run
}

# A folder with what the page speaks of, and `npx keylease` as it was built.
prepare_recipes() {
  use tokyo user http
  recipes_run=0
  work="$folder/recipes"
  mkdir -p "$work/bin"
  make_tree
  cp -r "$tree" "$work/site"
  cp "$payload" "$work/report.txt"
  printf '#!/bin/sh\nshift\nexec "%s" "%s" "$@"\n' "$(node -p process.execPath)" "$PWD/dist/cli/main.js" >"$work/bin/npx"
  chmod +x "$work/bin/npx"
  ln -sf "$(node -p process.execPath)" "$work/bin/node"
  client_env+=(
    "PATH=$work/bin:$current_venv/bin:$debian_path" "AWS_ENDPOINT_URL=$endpoint" "bucket=$bucket"
    "role=arn:aws:iam::$(account_of tokyo):role/uploader"
    "s3cmd_host=--no-ssl --host=$address --host-bucket=$address"
  )
  # rclone takes it for a setting of its own that it cannot follow, and stops.
  client_env=("${client_env[@]/#AWS_CA_BUNDLE=*/UNUSED=}")
}

account_of() { node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).accounts[0].accountId' "$folder/emulators/$1.json"; }

# recipe HEADING NUMBER EXPECTATION: runs the block of that number below the heading. Blocks of one heading share variables.
recipe() {
  recipes_run=$((recipes_run + 1))
  local what="$1" before=""
  if [ "$2" -gt 1 ]; then
    what="$1, block $2"
    before="$(recipe_block "$1" 1 | grep '^export' || true)"
  fi
  step "$what" "$3" -- sh -euc "cd '$work'
$before
$(recipe_block "$1" "$2")"
}

recipe_block() {
  awk -v heading="## $1" -v wanted="$2" '
    /^## / { here = ($0 == heading); count = 0 }
    here && /^```sh$/ { count++; inside = (count == wanted); next }
    /^```$/ { inside = 0 }
    inside { print }
  ' docs/guide/recipes.md
}

# The same lease, and another key: what makes a recipe's rights the least ones is that everything else is refused.
recipe_of_another_object() {
  step "out of scope: another object than the lease's" 'refuses:AccessDenied' -- sh -euc "cd '$work'
$(recipe_block "AWS CLI: one file" 1 | sed '$s,in/report,in/recipe-other,')"
}

# Older programs, which know no AWS_ENDPOINT_URL, find the lease in the same place.
debian_programs() {
  local exec=("$work/bin/npx" keylease exec "s3://$bucket/in/debian" --role-arn "arn:aws:iam::$(account_of tokyo):role/uploader" --)
  step "keylease exec: aws-cli (Debian)" stores:in/debian -- \
    "${exec[@]}" /usr/bin/aws --endpoint-url "$endpoint" s3 cp "$payload" "s3://$bucket/in/debian"
  step "keylease exec: boto3 (Debian)" stores:in/debian -- \
    "${exec[@]}" /usr/bin/python3 "$here/boto3-client.py" "$endpoint" put "$bucket" in/debian "$payload"
  step "keylease exec: boto3 (Debian), out of scope" 'refuses:AccessDenied 403' -- \
    "${exec[@]}" /usr/bin/python3 "$here/boto3-client.py" "$endpoint" put "$bucket" in/recipe-other "$payload"
}

every_recipe_was_run() {
  # One of them ran twice, for its cache.
  local blocks fault=""
  blocks="$(grep -c '^```sh$' docs/guide/recipes.md)"
  if [ "$blocks" -ne $((recipes_run - 1)) ]; then fault="$((recipes_run - 1)) of $blocks blocks were run"; fi
  record "every block of the page was run" works "$fault" ""
}
