# A folder of files with odd names, and what has become of it elsewhere.
# shellcheck shell=bash disable=SC2034,SC2154

# make_tree: a new $tree, with every kind of name that is a file's name here and a key there.
make_tree() {
  local name
  tree="$folder/tree"
  copied="$folder/copied"
  rm -rf "$tree" "$copied"
  mkdir -p "$tree/deep/er/est" "$tree/a folder" "$tree/ünïcöde/日本語" "$tree/100% & more"
  for name in plain.txt .hidden 'a folder/with  spaces ' 'plus+and=equals,comma;semicolon' 'tilde~at@colon:' \
    'hash#question?ampersand&' '<angle> &amp; "quotes" '\''one'\' 'brackets[1]{2}(3)*!$`|^' 'back\slash' '100% & more/%41%2F%' \
    'ünïcöde/日本語/ファイル 😀' 'ünïcöde/cafe'$'\u0301' deep/er/est/file deep/er.txt 'trailing.' zero; do
    printf 'the file %s\n' "$name" >"$tree/$name"
  done
  : >"$tree/zero"
  # In parts, for the clients that upload so from 8 or 16 MiB.
  cp "$large" "$tree/deep/large.bin"
}

# One file is changed, one goes, one comes, one only gets a new time.
change_tree() {
  printf 'changed, and longer than before\n' >>"$tree/ünïcöde/日本語/ファイル 😀"
  rm "$tree/100% & more/%41%2F%"
  printf 'new\n' >"$tree/a folder/new & + %"
  touch -d '2024-02-29 12:00:00' "$tree/plain.txt"
}

# sums FOLDER: the sum and the name of each file in it.
sums() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 -r md5sum -z | tr '\0' '\n'); }

# sums_in_bucket PREFIX: the same of the objects below a prefix, got one by one as root; markers of folders left out.
sums_in_bucket() {
  local key sum
  # curl signs a query as it is given: sorted and encoded.
  as_root "?encoding-type=url&list-type=2&prefix=${1//\//%2F}%2F" | grep -oE '<Key>[^<]*[^</]<' | tr -d '<' | cut -c 5- | LC_ALL=C sort | while read -r key; do
    key="${key//+/%20}"
    sum="$(as_root "$key" | md5sum)"
    printf '%s  .%b\n' "${sum%% *}" "$(decoded "${key#"$1"}")"
  done
}

# A percent-encoded text with its bytes as printf's %b takes them: a backslash that is in it stays one.
decoded() { sed 's/%/\\x/g' <<<"$1"; }

# same_sums A B: what two lists do not have in common.
same_sums() { diff <(LC_ALL=C sort <<<"$1") <(LC_ALL=C sort <<<"$2") >>"$folder/output"; }
