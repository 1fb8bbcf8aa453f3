# The servers of bench/real-servers, each as a row of its table. Sourced.
#
# row_NAME starts the servers of its row and sets
#   base    where www/ is seen, an URL
#   log     the access log of the server that clients talk to: the status is the first number of a line
#   cold    not empty: each download asks for a name that no cache has seen
#   name    of the file, if not file.bin
#   during  what happens while a download is under way: a command
#   slow    not empty: it refuses or dawdles on purpose, so it is not asked for its answers
#   back    the port of the origin behind it, if there is one
#   hangup  a process that writes its log when it gets SIGHUP

# name|programs|title; the first block is what --quick runs.
rows='nginx|nginx|nginx
apache|apache2|apache2
lighttpd|lighttpd|lighttpd
caddy|caddy|caddy
haproxy|nginx haproxy|haproxy
varnish|nginx varnishd|varnish, cached
squid|nginx squid|squid
nginx_without_ranges|nginx|nginx, `max_ranges 0`
nginx_limit_conn|nginx|nginx, `limit_conn 4`, 10 MB/s each
nginx_limit_req|nginx|nginx, `limit_req rate=10r/s burst=5`
nginx_restarted|nginx|nginx, away for a second in mid-download, 0.5 MB/s each
nginx_replaced|nginx|nginx, file replaced in mid-download, 0.5 MB/s each
nginx_nodes|nginx haproxy|two nginx behind haproxy, same bytes, other times
nginx_gzip|nginx|nginx, `gzip on` for all types
nginx_without_etag|nginx|nginx, `etag off`
nginx_cache_cold|nginx|nginx `proxy_cache`, not cached yet
nginx_slice_cold|nginx|nginx `slice 1m`, not cached yet
apache_coded|apache2|apache2, `AddEncoding x-gzip .gz`
apache_deflate|apache2|apache2, `mod_deflate` for all types
apache_proxy|nginx apache2|apache2 `mod_proxy`
lighttpd_proxy|nginx lighttpd|lighttpd `mod_proxy`
caddy_encode|caddy|caddy, `encode gzip` for all types
caddy_proxy|nginx caddy|caddy `reverse_proxy`
haproxy_queue|nginx haproxy|haproxy, `maxconn 4`, `timeout queue 100ms`, 10 MB/s each
varnish_cold|nginx varnishd|varnish, not cached yet
squid_whole_cold|nginx squid|squid, `range_offset_limit none`, not cached yet
squid_whole|nginx squid|squid, `range_offset_limit none`, cached'

row_names() { cut -d '|' -f 1 <<<"$rows" | xargs; }
plain_rows() { head -n 7 <<<"$rows" | cut -d '|' -f 1 | xargs; }
known_row() { [[ " $(row_names) " == *" $1 "* ]]; }
row_programs() { awk -F '|' -v row="$1" '$1 == row { print $2 }' <<<"$rows" | tr ' ' '\n'; }
row_title() { awk -F '|' -v row="$1" '$1 == row { print $3 }' <<<"$rows"; }

package_of() { # PROGRAM
  case $1 in
    nginx) echo nginx-light ;;
    apache2) echo apache2-bin ;; # the server without a service of its own
    varnishd) echo varnish ;;
    aria2c) echo aria2 ;;
    *) echo "$1" ;;
  esac
}

program() { # NAME
  command -v "$1" || echo "/usr/sbin/$1"
}

# Starts a server of this row.
start() { # NAME PORT PROGRAM ARGUMENTS...
  local name=$1 port=$2 program
  program=$(program "$3")
  shift 3
  "$program" "$@" >>"$dir/$name.out" 2>&1 &
  running+=($!)
  await_server "$port" "${running[-1]}" && return
  tail -n 3 "$dir/$name.out" >&2
  return 1
}

# Like await_port, but no longer than the server lives.
await_server() { # PORT PID
  local i
  for ((i = 0; i < 300; i++)); do
    (: </dev/tcp/127.0.0.1/"$1") 2>/dev/null && return
    kill -0 "$2" 2>/dev/null || return
    sleep 0.05
  done
  return 1
}

# Counting the answers to one download: what the log says beyond where it was.
mark_log() {
  settle_log
  marked=$settled
  [[ -z $back ]] || marked_behind=$(wc -l <"$dir/behind/access.log")
}

read_log() {
  settle_log
  answers+=$(tail -n "+$((marked + 1))" "$log" | sed -En 's/^([0-9]{3}) .*/\1/p; s/.*"status":([0-9]{3}).*/\1/p')$'\n'
  [[ -z $back ]] || from_origin=$(tail -n "+$((marked_behind + 1))" "$dir/behind/access.log" | awk '{ n += $2 } END { printf "%.0f", n / 1e6 }')
}

# Servers write the line of an answer some time after its end.
settle_log() {
  local i before=-1
  settled=0
  for ((i = 0; i < 20 && before != settled; i++)); do
    before=$settled
    [[ -z $hangup ]] || kill -HUP "$hangup"
    sleep 0.1
    [[ ! -f $log ]] || settled=$(wc -l <"$log")
  done
}

# --- nginx --------------------------------------------------------------------------------------

nginx_conf() { # NAME LINES-OF-HTTP
  local user=
  [[ $EUID != 0 ]] || user='user root;'
  mkdir -p "$dir/$1"
  cat >"$dir/$1/nginx.conf" <<CONF
daemon off;
$user
worker_processes 2;
pid $dir/$1/pid;
error_log $dir/$1/error.log;
events { worker_connections 768; }
http {
  log_format status '\$status \$body_bytes_sent "\$http_range"';
  access_log $dir/$1/access.log status;
  sendfile on;
  tcp_nopush on;
  default_type application/octet-stream;
  client_body_temp_path $dir/$1/body;
  proxy_temp_path $dir/$1/proxy;
  fastcgi_temp_path $dir/$1/fastcgi;
  uwsgi_temp_path $dir/$1/uwsgi;
  scgi_temp_path $dir/$1/scgi;
  $2
}
CONF
}

start_one_nginx() { # NAME PORT LINES-OF-HTTP
  nginx_conf "$1" "$3"
  start "$1" "$2" nginx -p "$dir/$1" -e "$dir/$1/error.log" -c "$dir/$1/nginx.conf"
}

nginx_with() { # LINES-OF-SERVER [LINES-OF-HTTP]
  local port
  port=$(free_port)
  start_one_nginx nginx "$port" "${2:-} server { listen 127.0.0.1:$port; root $dir/www; $1 }" || return
  base=http://127.0.0.1:$port log=$dir/nginx/access.log
}

row_nginx() { nginx_with ''; }
row_nginx_without_ranges() { nginx_with 'max_ranges 0;'; }
row_nginx_without_etag() { nginx_with 'etag off;'; }
row_nginx_gzip() { nginx_with 'gzip on; gzip_types *; gzip_vary on;'; }

row_nginx_limit_conn() {
  slow=yes
  nginx_with 'limit_conn each 4; limit_rate 10m;' 'limit_conn_zone $binary_remote_addr zone=each:1m;'
}

row_nginx_limit_req() {
  slow=yes
  nginx_with 'limit_req zone=each burst=5 nodelay;' 'limit_req_zone $binary_remote_addr zone=each:1m rate=10r/s;'
}

row_nginx_restarted() {
  slow=yes during=restart_nginx
  nginx_with 'limit_rate 500k;'
}

restart_nginx() {
  stop_servers
  sleep 1
  start nginx "${base##*:}" nginx -p "$dir/nginx" -e "$dir/nginx/error.log" -c "$dir/nginx/nginx.conf"
}

row_nginx_replaced() {
  slow=yes cold=yes during=replace_file
  nginx_with 'limit_rate 500k;'
}

replace_file() {
  ln "$dir/other.bin" "$dir/www/new"
  mv "$dir/www/new" "$dir/www/$names/$name"
}

# The origin behind a proxy: at $back.
start_behind() { # [LINES-OF-SERVER]
  back=$(free_port)
  start_one_nginx behind "$back" "server { listen 127.0.0.1:$back; root $dir/www; ${1:-} }"
}

nginx_cache() { # LINES-OF-LOCATION
  start_behind || return
  rm -rf "$dir/nginx-cache"
  nginx_with "location / { proxy_pass http://127.0.0.1:$back; proxy_cache all; proxy_cache_valid 200 206 1h; $1 }" \
    "proxy_cache_path $dir/nginx-cache keys_zone=all:1m;" || return
  cold=yes
}

row_nginx_cache_cold() { nginx_cache ''; }

row_nginx_slice_cold() {
  nginx_cache 'slice 1m; proxy_cache_key $uri$slice_range; proxy_set_header Range $slice_range;'
}

# --- apache2 ------------------------------------------------------------------------------------

apache_with() { # MODULES LINES
  local port module
  port=$(free_port)
  mkdir -p "$dir/apache"
  {
    for module in mpm_event authn_core authz_core mime $1; do
      echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
    done
    [[ $EUID != 0 ]] || printf 'User www-data\nGroup www-data\n'
    cat <<CONF
ServerName localhost
ServerRoot $dir/apache
DefaultRuntimeDir $dir/apache
PidFile $dir/apache/pid
Listen 127.0.0.1:$port
ErrorLog $dir/apache/error.log
LogFormat "%>s %B \"%{Range}i\"" status
CustomLog $dir/apache/access.log status
TypesConfig /etc/mime.types
DocumentRoot $dir/www
<Directory $dir/www>
  Require all granted
</Directory>
$2
CONF
  } >"$dir/apache/apache2.conf"
  start apache "$port" apache2 -DFOREGROUND -f "$dir/apache/apache2.conf" || return
  base=http://127.0.0.1:$port log=$dir/apache/access.log
}

row_apache() { apache_with '' ''; }
row_apache_coded() { apache_with '' 'AddEncoding x-gzip .gz' && name=file.tar.gz; }
row_apache_deflate() { apache_with 'filter deflate' 'SetOutputFilter DEFLATE'; }

row_apache_proxy() {
  start_behind || return
  apache_with 'proxy proxy_http' "ProxyPass / http://127.0.0.1:$back/"
}

# --- lighttpd -----------------------------------------------------------------------------------

lighttpd_with() { # LINES
  local port
  port=$(free_port)
  mkdir -p "$dir/lighttpd/uploads"
  cat >"$dir/lighttpd/lighttpd.conf" <<CONF
server.modules = ( "mod_accesslog" )
server.bind = "127.0.0.1"
server.port = $port
server.document-root = "$dir/www"
server.upload-dirs = ( "$dir/lighttpd/uploads" )
server.errorlog = "$dir/lighttpd/error.log"
server.feature-flags += ( "server.graceful-shutdown-timeout" => 1 )
accesslog.filename = "$dir/lighttpd/access.log"
accesslog.format = "%>s %b"
mimetype.assign = ( "" => "application/octet-stream" )
$1
CONF
  start lighttpd "$port" lighttpd -D -f "$dir/lighttpd/lighttpd.conf" || return
  base=http://127.0.0.1:$port log=$dir/lighttpd/access.log hangup=${running[-1]}
}

row_lighttpd() { lighttpd_with 'server.modules += ( "mod_staticfile" )'; }

row_lighttpd_proxy() {
  start_behind || return
  lighttpd_with "server.modules += ( \"mod_proxy\" )
    proxy.server = ( \"\" => (( \"host\" => \"127.0.0.1\", \"port\" => $back )) )"
}

# --- caddy --------------------------------------------------------------------------------------

caddy_with() { # LINES
  local port
  port=$(free_port)
  mkdir -p "$dir/caddy"
  cat >"$dir/caddy/Caddyfile" <<CONF
{
  admin off
  auto_https off
}
http://127.0.0.1:$port {
  bind 127.0.0.1
  root * $dir/www
  log {
    output file $dir/caddy/access.log
    format json
  }
  $1
}
CONF
  XDG_DATA_HOME=$dir/caddy XDG_CONFIG_HOME=$dir/caddy HOME=$dir/caddy \
    start caddy "$port" caddy run --adapter caddyfile --config "$dir/caddy/Caddyfile" || return
  base=http://127.0.0.1:$port log=$dir/caddy/access.log
}

row_caddy() { caddy_with file_server; }

row_caddy_encode() {
  caddy_with 'encode gzip {
    match header Content-Type *
  }
  file_server'
}

row_caddy_proxy() {
  start_behind || return
  caddy_with "reverse_proxy 127.0.0.1:$back"
}

# --- haproxy ------------------------------------------------------------------------------------

haproxy_with() { # LINES-OF-BACKEND
  local port
  port=$(free_port)
  cat >"$dir/haproxy.cfg" <<CONF
global
  log stdout format raw local0 info
defaults
  log global
  mode http
  timeout connect 5000
  timeout client 50000
  timeout server 50000
frontend all
  bind 127.0.0.1:$port
  log-format "%ST %B"
  default_backend files
backend files
  $1
CONF
  : >"$dir/haproxy.out"
  start haproxy "$port" haproxy -db -f "$dir/haproxy.cfg" || return
  base=http://127.0.0.1:$port log=$dir/haproxy.out
}

row_haproxy() {
  start_behind || return
  haproxy_with "server nginx 127.0.0.1:$back"
}

row_nginx_nodes() {
  local port
  port=$(free_port)
  mkdir -p "$dir/www2"
  cp "$dir/www/file.bin" "$dir/www2/"
  touch -d '2020-02-02 02:02:02Z' "$dir/www2/file.bin"
  start_behind || return
  start_one_nginx node "$port" "server { listen 127.0.0.1:$port; root $dir/www2; }" || return
  haproxy_with "balance roundrobin
  server one 127.0.0.1:$back
  server two 127.0.0.1:$port"
}

row_haproxy_queue() {
  slow=yes
  start_behind 'limit_rate 10m;' || return
  haproxy_with "timeout queue 100ms
  server nginx 127.0.0.1:$back maxconn 4"
}

# --- varnish ------------------------------------------------------------------------------------

varnish_with() { # OPTIONS...
  start_behind || return
  local port
  port=$(free_port)
  rm -rf "$code/varnish"
  start varnish "$port" varnishd -F -j none -n "$code/varnish" -a "127.0.0.1:$port" -T none \
    -b "127.0.0.1:$back" -s malloc,256m "$@" || return
  log=$dir/varnish.log
  : >"$log"
  "$(program varnishncsa)" -n "$code/varnish" -t 10 -F '%s %b' >>"$log" 2>>"$dir/varnish.out" &
  running=($! "${running[@]}")
  base=http://127.0.0.1:$port
}

row_varnish() { varnish_with; }
row_varnish_cold() { varnish_with && cold=yes; }

# --- squid --------------------------------------------------------------------------------------

squid_with() { # LINES
  start_behind || return
  local port
  port=$(free_port)
  rm -rf "$dir/squid"
  mkdir -m 777 "$dir/squid" # started by root, squid goes on as another user
  cat >"$dir/squid/squid.conf" <<CONF
http_port 127.0.0.1:$port accel defaultsite=127.0.0.1
cache_peer 127.0.0.1 parent $back 0 no-query originserver
http_access allow all
logformat status %>Hs %<st
access_log stdio:$dir/squid/access.log status
cache_log $dir/squid/cache.log
pid_filename $dir/squid/pid
coredump_dir $dir/squid
netdb_filename none
pinger_enable off
shutdown_lifetime 0 seconds
refresh_pattern . 0 20% 4320
$1
CONF
  start squid "$port" squid -N -n "haul$$" -f "$dir/squid/squid.conf" || return
  base=http://127.0.0.1:$port log=$dir/squid/access.log
}

row_squid() { squid_with ''; }

row_squid_whole() {
  squid_with 'range_offset_limit none
cache_mem 1 GB
maximum_object_size 1 GB
maximum_object_size_in_memory 200 MB'
}

row_squid_whole_cold() { row_squid_whole && cold=yes; }
