# The works of bench/run that need a real disk: what the journal costs, and what it is worth. Sourced.

# The folder of downloads is on a disk from now on; what else there is stays in memory.
on_disk() { # KIBIBYTES-NEEDED
  local disk free
  disk=$(mktemp -d "${HAUL_BENCH_DISK:-/var/tmp}/haul-bench.XXXXXX")
  echo "$disk" >"$elsewhere"
  free=$(df -Pk "$disk" | awk 'NR == 2 { print $4 }')
  if ((free < $1)); then
    echo "skipped: $disk has $((free >> 20)) GiB free, and $(($1 >> 20)) are needed; HAUL_BENCH_DISK names another one" >&2
    return 1
  fi
  downloads=$disk/downloads
  mkdir "$downloads"
  ln -sfn "$downloads" "$dir/downloads"
}

off_disk() {
  rm -rf "$(cat "$elsewhere")" "$elsewhere" "$dir/downloads"
}

work_journal() {
  have_haul || return 0
  start_nginx || return
  on_disk $((3 << 20)) || return 0
  local round way url=$nginx/journal.bin
  head -c 1073741824 /dev/urandom >"$dir/www/journal.bin"
  begin_table '1 GiB from nginx to a disk, with and without a journal, synced in the end'
  for ((round = 0; round < rounds; round++)); do
    for way in haul 'haul without'; do
      haul_options=()
      [[ $way == haul ]] || haul_options=(--set haul.journal.every=24h --set haul.journal.bytes=1TB)
      ln -sfn "$downloads" "$dir/downloads"
      start_haul || { note "$way" FAILED; continue; }
      one_by_haul "$way warm-up" "$url" "$dir/www/journal.bin" ''
      one_by_haul "$way" "$url" "$dir/www/journal.bin" ''
      stop_haul
    done
  done
  haul_options=()
  print_table haul 'haul without'
  rm -f "$dir/www/journal.bin"
  off_disk
}

# A service is killed when 9 of 10 GiB are there. How long the next one needs until it goes on.
work_resume() {
  have_haul || return 0
  start_origin || return
  on_disk $((11 << 20)) || return 0
  local part size
  start_haul || return
  printf '%s\n' "$origin/10GiB/huge.bin" >"$dir/huge.url"
  mv "$dir/huge.url" "$dir/inbox/"
  until part=$(ls "$downloads"/.haul/*.part 2>/dev/null) && (($(du -k "$part" | cut -f 1) > 9 << 20)); do
    sleep 0.05
  done
  kill -STOP "$origin_process"
  sleep 3 # what is there is claimed
  kill_haul
  size=$(awk '/^range/ { split($2, at, "-"); if (at[2] > most[at[1]]) most[at[1]] = at[2] }
    END { for (first in most) sum += most[first] - first + 1; printf "%.2f\n", sum / 2 ^ 30 }' "$downloads"/.haul/*.journal)
  printf '\n### 10 GiB go on after kill -9: %s GiB are claimed\n\n' "$size"
  printf '| verify | service up after s | goes on after s more | reading with dd s |\n| --- | ---: | ---: | ---: |\n'
  resumed_by never "$part"
  kill_haul
  resumed_by always "$part"
  kill -CONT "$origin_process"
  until [[ -e $downloads/huge.bin ]]; do sleep 0.1; done
  stop_haul
  if curl -sS "$origin/10GiB/huge.bin" | same - "$downloads/huge.bin"; then
    printf '\nThe file has the right bytes.\n\n'
  else
    printf '\nFAILED: the file has wrong bytes, or too few.\n\n'
    failed=1
  fi
  haul_options=()
  off_disk
}

kill_haul() {
  kill -9 "$haul"
  wait "$haul" 2>/dev/null || true
  haul=
}

resumed_by() { # VERIFY PART
  local begin up on plain
  forget_cached "$2"
  begin=$EPOCHREALTIME
  dd if="$2" of=/dev/null bs=1M status=none
  plain=$(since "$begin")
  forget_cached "$2"
  haul_options=(--set "haul.journal.verify=$1")
  begin=$EPOCHREALTIME
  start_haul || return
  up=$EPOCHREALTIME
  until grep -q ' goes on: ' "$dir/haul.log"; do
    ! passed "$begin" "$patience" || { echo "does not go on after $patience s" >&2; failed=1; return; }
    sleep 0.01
  done
  on=$EPOCHREALTIME
  awk -v way="$1" -v a="$begin" -v b="$up" -v c="$on" -v plain="$plain" \
    'BEGIN { printf "| %s | %.2f | %.2f | %.2f |\n", way, b - a, c - b, plain }'
}

# The system is to read the file from the disk, as after a crash of the machine.
forget_cached() { # FILE
  sync "$1"
  dd of="$1" oflag=nocache conv=notrunc,fdatasync count=0 status=none
}
