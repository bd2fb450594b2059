# A PostgreSQL of this run's own: fresh cluster in a temporary folder, private port, random password, gone at the end.
# The machine's own cluster is never touched. Durability stays on, because tests that kill the server rely on it.
postgres_bin='' postgres_data=''

install_postgres() {
    find_postgres && return
    apt_install PostgreSQL postgresql && find_postgres
}

find_postgres() {
    local candidate
    for candidate in "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")" /usr/lib/postgresql/*/bin; do
        # A link into the versioned folder would lose the programs beside it.
        [[ -x $candidate/initdb ]] && postgres_bin=$(dirname "$(readlink -f "$candidate/initdb")")
    done
    [[ -n $postgres_bin ]]
}

# PostgreSQL refuses to run as root.
as_postgres() {
    if ((EUID == 0)); then runuser -u postgres -- "$@"; else "$@"; fi
}

start_postgres() {
    local home=$work/postgres port password
    begin "starting PostgreSQL ($("$postgres_bin/postgres" --version))"
    mkdir "$home"
    password=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
    printf '%s' "$password" >"$home/password"
    chmod 700 "$home"
    ((EUID == 0)) && chown -R postgres "$home"
    port=$(free_port)
    {
        (cd "$home" && as_postgres "$postgres_bin/initdb" -D "$home/data" -U foyer -E UTF8 --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$home/password") &&
            (cd "$home" && as_postgres "$postgres_bin/pg_ctl" -D "$home/data" -l "$home/log" -w -o \
                "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$home -c max_connections=200" start)
    } >"$logs/postgres.log" 2>&1 </dev/null
    local code=$?
    stop_heartbeat
    if ((code != 0)); then
        tail -20 "$logs/postgres.log"
        say "  PostgreSQL does not start here: its tests are skipped"
        return 1
    fi
    postgres_data=$home/data
    export FOYER_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=foyer;Password=$password;Database=postgres"
    say "  listening on 127.0.0.1:$port"
}

stop_postgres() {
    [[ -z $postgres_data ]] && return
    (cd / && as_postgres "$postgres_bin/pg_ctl" -D "$postgres_data" -m immediate -w stop) >/dev/null 2>&1
    postgres_data=''
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 30000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}
