# What the scripts share: packages, and a PostgreSQL of their own. Sourced, not run.

# Installs Debian packages when root, else names those that are missing.
need() { # need COMMAND PACKAGE [COMMAND PACKAGE …]
  local missing=()
  while [ $# -gt 0 ]; do
    command -v "$1" >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/"$1" >/dev/null 2>&1 || missing+=("$2")
    shift 2
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" != 0 ]; then
    echo "Please install these Debian packages first: ${missing[*]}" >&2
    return 1
  fi
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Runs a command as a user that PostgreSQL accepts: it refuses root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# Starts a PostgreSQL on a free port of loopback, in a folder that is removed at the end; sets POSTGRES_URL.
start_postgres() {
  local bin port
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  POSTGRES_DIR=$(mktemp -d)
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  [ "$(id -u)" = 0 ] && chown postgres "$POSTGRES_DIR"
  as_postgres "$bin/initdb" -D "$POSTGRES_DIR/data" -U postgres --auth=trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null
  as_postgres "$bin/pg_ctl" -D "$POSTGRES_DIR/data" -w -s -l "$POSTGRES_DIR/log" \
    -o "-h 127.0.0.1 -p $port -k $POSTGRES_DIR -c fsync=${POSTGRES_FSYNC:-off} -c max_connections=200 -c shared_buffers=256MB" start
  POSTGRES_PID=$(head -n 1 "$POSTGRES_DIR/data/postmaster.pid")
  POSTGRES_BIN=$bin
  POSTGRES_URL="postgres://postgres@127.0.0.1:$port"
}

stop_postgres() {
  [ -n "${POSTGRES_DIR:-}" ] || return 0
  as_postgres "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DIR/data" -m immediate -s stop || true
  rm -rf "$POSTGRES_DIR"
}
