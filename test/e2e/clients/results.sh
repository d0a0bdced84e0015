# The results: a line each while they come, a table at the end.
# shellcheck shell=bash disable=SC2034,SC2154

# The page is written from this file: kind, client, version, where, what, sent, result.
record() {
  local what="$1" expectation="$2" fault="$3" forms="$4" result
  case "$expectation" in
    refuses:*) result="refused: $(words_of_refusal "${expectation#*:}")" ;;
    *) result="works" ;;
  esac
  if [ -n "$fault" ]; then
    result="UNEXPECTED: $fault"
    unexpected=$((unexpected + 1))
  fi
  printf 'step\t%s\t%s\t%s\t%s\t%s\t%s\n' "$client_name" "$client_version" "$region, $transport" "$what" "$forms" "$result" >>"$results"
  printf '  %s (%s, %s): %s\n' "$what" "$region" "$transport" "$result"
}

# What the client printed where it was refused as expected, without XML's tags.
words_of_refusal() { grep -oE -- "$1" "$folder/output" | head -n 1 | sed -E 's/<[^>]*>/ /g; s/ +/ /g; s/^[ (]//; s/[ )]$//' || true; }

# note TEXT: what the page says about the client beside the table.
note() { printf 'note\t%s\t%s\t\t%s\t\t\n' "$client_name" "$client_version" "$1" >>"$results"; }

# The forms of a step's requests on one line; the same form is told once.
condense() { awk '!seen[$0]++ { printf "%s%s", separator, $0; separator = "; " }'; }

print_results() {
  printf '\n'
  awk -F '\t' '
    BEGIN { printf "%-28s %-10s %-22s %-58s %s\n", "client", "version", "where", "what it did", "result" }
    $1 == "step" || $1 == "skip" { printf "%-28s %-10s %-22s %-58s %s\n", $2, $3, $4, $5, $7 }
  ' "$results"
  printf '\n%s steps, %s unexpected, %s skipped\n' \
    "$(grep -c '^step' "$results")" "$unexpected" "$(grep -c '^skip' "$results" || true)"
}
