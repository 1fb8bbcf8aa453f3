# Times, checks and the table. Sourced.

since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.4f\n", b - a }'; }

passed() { awk -v a="$1" -v b="$EPOCHREALTIME" -v s="$2" 'BEGIN { exit !(b - a > s) }'; }

# Seconds of a command whose output is kept apart.
timed() {
  local begin=$EPOCHREALTIME
  "$@" >>"$dir/out" 2>&1 || return
  since "$begin"
}

# Keeps one result, or that it failed.
note() { # LABEL SECONDS
  echo "$2" >>"$dir/times/$1"
  printf '  %-16s %s\n' "$1" "$2" >&2
  [[ $2 != FAILED ]] || failed=1
}

# Every result is compared with the original, outside the time.
same() { # EXPECTED ACTUAL
  cmp -s "$1" "$2"
}

begin_table() { # TITLE
  rm -rf "$dir/times"
  mkdir -p "$dir/times"
  title=$1
  echo "$1" >&2
}

# Median, spread and how many times Haul's median each one took.
print_table() { # LABEL-OF-HAUL LABEL...
  local base=$1 label
  printf '\n### %s\n\n| program | median s | fastest | slowest | of %s |\n| --- | ---: | ---: | ---: | ---: |\n' "$title" "$base"
  base=$(stats "$dir/times/$base" | cut -d ' ' -f 1)
  for label in "$@"; do
    [[ -f $dir/times/$label ]] || continue
    if grep -q FAILED "$dir/times/$label"; then
      printf '| %s | FAILED | | | |\n' "$label"
    else
      stats "$dir/times/$label" | awk -v label="$label" -v base="${base:-0}" '{
        ratio = base > 0 ? sprintf("%.2f", $1 / base) : "-"
        printf "| %s | %.3f | %.3f | %.3f | %s |\n", label, $1, $2, $3, ratio }'
    fi
  done
  echo
}

stats() { # FILE
  [[ -f $1 ]] || return 0
  grep -v FAILED "$1" | sort -n | awk '{ v[NR] = $1 }
    END { if (NR) { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; print m, v[1], v[NR] } }' || true
}
