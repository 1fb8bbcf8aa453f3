# The works of bench/run, each interleaved over the programs. Sourced.

# One file by every program in turn: the service's first round, its warm-up, then the rounds.
compare_one() { # TITLE URL EXPECTED CONNECTIONS WARM-UP PROGRAM...
  local url=$2 expected=$3 connections=$4 warm=$5 round program
  begin_table "$1"
  shift 5
  if have_haul; then
    if start_haul; then
      one_by_haul 'haul first' "$url" "$expected" "$connections"
      for ((round = 1; round < warm; round++)); do
        one_by_haul 'haul warm-up' "$url" "$expected" "$connections"
      done
    else
      note haul FAILED
    fi
  fi
  for ((round = 0; round < rounds; round++)); do
    [[ -z ${haul:-} ]] || one_by_haul haul "$url" "$expected" "$connections"
    for program in "$@"; do
      ! present "${program%% *}" || one_by_peer "$program" "$url" "$expected"
    done
  done
  stop_haul
  print_table haul 'haul first' "$@"
}

one_by_haul() { # LABEL URL EXPECTED CONNECTIONS
  local name seconds
  name=$(basename "${2%%\?*}")
  seconds=$(haul_one "$2" "$name" "$4") && same "$3" "$dir/downloads/$name" || seconds=FAILED
  note "$1" "$seconds"
  rm -f "$dir/downloads/$name"
}

one_by_peer() { # PROGRAM URL EXPECTED [LABEL]
  local seconds
  mkdir -p "$dir/got"
  # shellcheck disable=SC2086 # the label is the command with its options
  seconds=$(timed peer_one $1 "$2") && same "$3" "$dir/got/file" || seconds=FAILED
  note "${4:-$1}" "$seconds"
  rm -rf "$dir/got"
}

peer_one() { # PROGRAM OPTIONS... URL
  case $1 in
    curl) curl -sS -f -o "$dir/got/file" "${@:2}" ;;
    aria2c) aria2c -q --no-conf --file-allocation=none -d "$dir/got" -o file "${@:2}" ;;
    axel) axel -q -o "$dir/got/file" "${@:2}" ;;
    wget2) wget2 -q --no-config -O "$dir/got/file" "${@:2}" ;;
  esac
}

work_large() {
  start_nginx || return
  [[ -f $dir/www/large.bin ]] || head -c 1073741824 /dev/urandom >"$dir/www/large.bin"
  compare_one '1 GiB from nginx (Haul also hashes it)' "$nginx/large.bin" "$dir/www/large.bin" '' 5 \
    curl 'aria2c -x16 -s16 -k1M' 'axel -n32' wget2
  rm -f "$dir/www/large.bin"
}

work_limited() {
  start_origin || return
  curl -sS -f -o "$dir/expected" "$origin/64MiB/limited.bin"
  compare_one '64 MiB, 1 MB/s per connection' "$origin/64MiB/limited.bin?rate=1MB/s" "$dir/expected" '' 1 \
    'aria2c -x16 -s16 -k1M' 'axel -n32'
}

work_latency() {
  start_origin || return
  curl -sS -f -o "$dir/expected" "$origin/100MB/latency.bin"
  compare_one '100 MB, 4 connections, 100 ms to the first byte, 10 MB/s each' \
    "$origin/100MB/latency.bin?rate=10MB/s&delay=100ms" "$dir/expected" 4 1 'aria2c -x4 -s4 -k1M'
}

# Refuses what is above 4 connections; the ideal is a client that knows and asks for 4.
work_capped() {
  start_origin || return
  curl -sS -f -o "$dir/expected" "$origin/40MB/capped.bin"
  compare_one '40 MB, 1 MB/s per connection, 503 above 4 of them' \
    "$origin/40MB/capped.bin?rate=1MB/s&busyabove=4" "$dir/expected" '' 1 \
    'aria2c -x16 -s16 -k1M --max-tries=0 --retry-wait=1' 'aria2c -x4 -s4 -k1M' 'axel -n4'
  compare_one '40 MB, 1 MB/s per connection, 4 connections: the ideal' \
    "$origin/40MB/ideal.bin?rate=1MB/s" "$dir/expected" 4 1 'aria2c -x4 -s4 -k1M'
}

# 64 MB over 16 connections of 400 KB/s, by Haul and aria2c in turn: ten seconds as they are, then
# with what makes it hard. Each path is new, because the origin numbers connections per path.
compare_with_clean() { # TITLE QUERY
  start_origin || return
  curl -sS -f -o "$dir/expected" "$origin/64MB/expected.bin"
  begin_table "$1"
  local round what path ways=("aria2c -x16 -s16 -k1M --max-tries=0")
  ways+=("${ways[0]} --lowest-speed-limit=100K")
  rm -f "$dir/fetched"
  ! have_haul || start_haul || note haul FAILED
  [[ -z ${haul:-} ]] || one_by_haul 'haul warm-up' "$origin/64MB/warm.bin?rate=2MB/s&$2" "$dir/expected" 16
  for ((round = 0; round < rounds; round++)); do
    for what in '' "$2"; do
      path="$round.bin?rate=400KB/s${what:+&$what}"
      if [[ -n ${haul:-} ]]; then
        one_by_haul "haul${what:+ $what}" "$origin/64MB/haul$path" "$dir/expected" 16
        [[ -z $what ]] || fetched >>"$dir/fetched"
      fi
      present aria2c || continue
      one_by_peer "${ways[0]}" "$origin/64MB/aria$path" "$dir/expected" "aria2c${what:+ $what}"
      [[ -z $what ]] ||
        one_by_peer "${ways[1]}" "$origin/64MB/aria-lowest$path" "$dir/expected" "aria2c --lowest-speed-limit $what"
    done
  done
  stop_haul
  print_table haul "haul $2" aria2c "aria2c $2" "aria2c --lowest-speed-limit $2"
  [[ ! -s $dir/fetched ]] || printf 'bytes fetched by haul, of the file: %s\n\n' "$(paste -sd ' ' "$dir/fetched")"
}

# What the last receipt counts as fetched, of what it kept.
fetched() {
  local receipt
  receipt=$(ls -t "$dir"/inbox/done/*.receipt.json | head -n 1)
  grep -oE '"bytes(Fetched|Kept)" *: *[0-9]+' "$receipt" | grep -oE '[0-9]+' | paste -sd ' ' |
    awk '{ printf "%.4f\n", $1 / $2 }'
}

work_crawling() {
  compare_with_clean '64 MB, 16 connections of 400 KB/s, one in four crawls' 'slowfourth=20KB'
}

work_cut() {
  compare_with_clean '64 MB, 16 connections of 400 KB/s, each cut after 100 KB' 'cut=100KB'
}

work_small() {
  start_nginx || return
  local i round names=()
  mkdir -p "$dir/www/small"
  for ((i = 0; i < 500; i++)); do
    names+=("$(printf '%03d.bin' "$i")")
  done
  head -c 50000000 /dev/urandom | split -b 100000 -d -a 3 --additional-suffix=.bin - "$dir/www/small/"
  printf "$nginx/small/%s\n" "${names[@]}" >"$dir/list"
  for i in "${names[@]}"; do
    printf 'url = "%s"\noutput = "%s"\n' "$nginx/small/$i" "$dir/got/$i"
  done >"$dir/curl.conf"

  begin_table '500 files of 100 kB from nginx, as one list'
  if have_haul; then
    if start_haul; then
      list_by_haul 'haul first'
      for ((round = 1; round < 5; round++)); do list_by_haul 'haul warm-up'; done
    else
      note haul FAILED
    fi
  fi
  for ((round = 0; round < rounds; round++)); do
    [[ -z ${haul:-} ]] || list_by_haul haul
    for i in 'aria2c -j32' 'curl -Z' 'wget2 --max-threads=32'; do
      ! present "${i%% *}" || list_by_peer "$i"
    done
  done
  stop_haul
  print_table haul 'haul first' 'aria2c -j32' 'curl -Z' 'wget2 --max-threads=32'
  rm -rf "$dir/www/small"
}

list_by_haul() { # LABEL
  local seconds
  seconds=$(haul_list "$dir/list" "${names[@]}") && same_all "$dir/downloads" || seconds=FAILED
  note "$1" "$seconds"
  rm -f "$dir"/downloads/*.bin
}

list_by_peer() { # PROGRAM
  local seconds
  mkdir -p "$dir/got"
  seconds=$(timed peer_list "$1") && same_all "$dir/got" || seconds=FAILED
  note "$1" "$seconds"
  rm -rf "$dir/got"
}

same_all() { # FOLDER
  local name
  for name in "${names[@]}"; do
    same "$dir/www/small/$name" "$1/$name" || return 1
  done
}

peer_list() { # PROGRAM
  case $1 in
    aria2c*) aria2c -q --no-conf --file-allocation=none -j32 -d "$dir/got" -i "$dir/list" ;;
    curl*) curl -sS -f -Z --parallel-max 32 -K "$dir/curl.conf" ;;
    wget2*) wget2 -q --no-config --max-threads=32 -P "$dir/got" -i "$dir/list" ;;
  esac
}

work_cold() {
  start_nginx || return
  head -c 100000 /dev/urandom >"$dir/www/cold.bin"
  begin_table 'cold start: one file of 100 kB from nginx, ten runs'
  local i
  for ((i = 0; i < 10; i++)); do
    ! have_haul || cold_by haul "$root/haul" get --quiet
    ! present curl || cold_by curl curl -sS -f -O
  done
  print_table haul curl
  if have_haul; then
    mkdir -p "$dir/got"
    (cd "$dir/got" && "$root/haul" get --quiet --timing "$nginx/cold.bin") || failed=1
    rm -rf "$dir/got"
  fi
}

cold_by() { # LABEL COMMAND...
  local label=$1 seconds
  shift
  mkdir -p "$dir/got"
  seconds=$(cd "$dir/got" && timed "$@" "$nginx/cold.bin") && same "$dir/www/cold.bin" "$dir/got/cold.bin" || seconds=FAILED
  note "$label" "$seconds"
  rm -rf "$dir/got"
}

work_memory() {
  have_haul || return 0
  start_origin || return
  local roomy=$dir free
  free=$(df -Pk "$dir" | awk 'NR == 2 { print $4 }')
  if ((free < 11 * 1048576)); then
    roomy=$(mktemp -d "${HAUL_BENCH_DISK:-/var/tmp}/haul-bench.XXXXXX")
    echo "$roomy" >"$elsewhere"
  fi
  printf '\n### peak memory of `haul get`, 10 GiB\n\n| options | peak MiB | seconds |\n| --- | ---: | ---: |\n'
  memory_of "$roomy" ''
  memory_of "$roomy" -Xmx64m
  echo
}

memory_of() { # FOLDER JAVA-OPTIONS
  local begin=$EPOCHREALTIME seconds kib
  mkdir -p "$1/got"
  if kib=$(cd "$1/got" && peak env HAUL_JAVA_OPTS="$2" "$root/haul" get --quiet "$origin/10GiB/huge.bin") &&
    seconds=$(since "$begin") && curl -sS "$origin/10GiB/huge.bin" | same - "$1/got/huge.bin"; then
    printf '| %s | %d | %.1f |\n' "${2:-default}" $((kib / 1024)) "$seconds"
  else
    printf '| %s | FAILED | |\n' "${2:-default}"
    failed=1
  fi
  rm -rf "$1/got"
}

# The most resident KiB of a command: by GNU time, else by looking at /proc every 50 ms.
peak() {
  if [[ -x /usr/bin/time ]] && /usr/bin/time -v true 2>/dev/null; then
    /usr/bin/time -v -o "$dir/time" "$@" >>"$dir/out" 2>&1 || return
    awk '/Maximum resident/ { print $NF }' "$dir/time"
    return
  fi
  "$@" >>"$dir/out" 2>&1 &
  local process=$! kib=0 now
  while now=$(awk '/VmHWM/ { print $2 }' "/proc/$process/status" 2>/dev/null) && [[ -n $now ]]; do
    kib=$now
    sleep 0.05
  done
  wait "$process" || return
  echo "$kib"
}
