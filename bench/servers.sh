# Starts the servers that bench/run downloads from. Sourced; $dir is the run's folder.

# A port that is free now.
free_port() {
  local port
  while port=$((20000 + RANDOM % 30000)); do
    (: </dev/tcp/127.0.0.1/$port) 2>/dev/null || { echo "$port"; return; }
  done
}

# Waits for what was started last in the background.
await_port() { # PORT NAME
  local i process=$!
  for ((i = 0; i < 2400; i++)); do
    (: </dev/tcp/127.0.0.1/"$1") 2>/dev/null && return
    kill -0 "$process" 2>/dev/null || break
    sleep 0.05
  done
  echo "$2 does not listen on port $1:" >&2
  tail -n 20 "$dir/$2.log" >&2 2>/dev/null
  return 1
}

start_nginx() {
  [[ -z ${nginx:-} ]] || return 0
  local program port user=
  program=$(command -v nginx || true)
  [[ -n $program ]] || program=$(ls /usr/sbin/nginx /usr/local/sbin/nginx 2>/dev/null | head -n 1 || true)
  [[ -n $program ]] || { echo "nginx is not installed: large, small and cold need it" >&2; return 1; }
  port=$(free_port)
  [[ $EUID != 0 ]] || user='user root;' # else the worker could not read a folder of root's
  mkdir -p "$dir/www" "$dir/nginx"
  cat >"$dir/nginx/nginx.conf" <<CONF
daemon off;
$user
worker_processes 1;
pid $dir/nginx/pid;
error_log $dir/nginx/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  client_body_temp_path $dir/nginx/body;
  proxy_temp_path $dir/nginx/proxy;
  fastcgi_temp_path $dir/nginx/fastcgi;
  uwsgi_temp_path $dir/nginx/uwsgi;
  scgi_temp_path $dir/nginx/scgi;
  server { listen 127.0.0.1:$port; root $dir/www; }
}
CONF
  "$program" -p "$dir/nginx" -e "$dir/nginx/error.log" -c "$dir/nginx/nginx.conf" 2>>"$dir/nginx/out" &
  await_port "$port" nginx
  nginx=http://127.0.0.1:$port
}

start_origin() {
  [[ -z ${origin:-} ]] || return 0
  local port
  port=$(free_port)
  "$root/bench/origin" --port "$port" >"$dir/origin.log" 2>&1 &
  origin_process=$!
  await_port "$port" origin
  origin=http://127.0.0.1:$port
}
