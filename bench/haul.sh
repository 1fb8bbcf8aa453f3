# Drives Haul as a user does: files dropped into the inbox of a running service. Sourced.

patience=${HAUL_BENCH_PATIENCE:-180}

haul_options=() # of the service, beside those that it always gets

have_haul() { [[ -x $root/haul ]]; }

# A fresh service, so that its first download finds a cold JVM.
start_haul() {
  stop_haul
  mkdir -p "$dir/inbox" "$dir/downloads"
  : >"$dir/haul.log"
  (cd "$dir" && exec "$root/haul" serve \
    --set "haul.inbox=$dir/inbox" --set "haul.downloads=$dir/downloads" \
    --set haul.http.port=0 --set haul.inbox.settle=0s --set haul.inbox.poll=10ms "${haul_options[@]}") \
    >>"$dir/haul.log" 2>&1 &
  haul=$!
  local i
  for ((i = 0; i < 600; i++)); do
    grep -q 'watching ' "$dir/haul.log" && return
    kill -0 "$haul" 2>/dev/null || break
    sleep 0.05
  done
  echo "haul serve did not start:" >&2
  tail -n 5 "$dir/haul.log" >&2
  stop_haul
  return 1
}

stop_haul() {
  [[ -n ${haul:-} ]] || return 0
  kill "$haul" 2>/dev/null || true
  wait "$haul" 2>/dev/null || true
  haul=
  rm -rf "$dir/inbox" "$dir/downloads"
}

# Seconds from the rename into the inbox until all names are there.
drop() { # FILE NAME...
  local file=$1 names=()
  shift
  names=("${@/#/$dir/downloads/}")
  if command -v perl >/dev/null; then
    "$root/bench/drop" "$file" "$dir/inbox/$(basename "$file")" "$patience" "${names[@]}"
    return
  fi
  local begin=$EPOCHREALTIME name
  mv "$file" "$dir/inbox/"
  for name in "${names[@]}"; do
    until [[ -e $name ]]; do
      sleep 0.002
      [[ ! -e $dir/inbox/failed/$(basename "$file") ]] || { echo "failed: $name" >&2; return 1; }
      ! passed "$begin" "$patience" || { echo "not there after $patience s: $name" >&2; return 1; }
    done
  done
  since "$begin"
}

# One download as a user drops it. The round in the query makes it a job without earlier receipts. It
# is a time, because these functions run in subshells, where a counter would start again each time.
haul_one() { # URL NAME [CONNECTIONS]
  local join='?' round=${EPOCHREALTIME/./}
  [[ $1 != *\?* ]] || join='&'
  local url="$1${join}round=$round"
  local file=$dir/drop-$round.url
  if [[ -n ${3:-} ]]; then
    file=$dir/drop-$round.json
    printf '{"urls":["%s"],"connections":%d}\n' "$url" "$3" >"$file.tmp"
  else
    printf '[InternetShortcut]\nURL=%s\n' "$url" >"$file.tmp"
  fi
  mv "$file.tmp" "$file"
  drop "$file" "$2"
}

haul_list() { # LIST NAME...
  local list=$1 round=${EPOCHREALTIME/./}
  local file=$dir/drop-$round.txt
  shift
  sed "s/\$/?round=$round/" "$list" >"$file"
  drop "$file" "$@"
}
