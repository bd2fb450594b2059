# Finds what the tests need and installs what is missing: Debian packages by name, Node.js and the SDKs through npm.
# Nothing here ends a run: what cannot be had is said, and its tests are skipped.
node=''

# apt_install WHAT PACKAGE…: false when there is no apt or no right to use it.
apt_install() {
    local what=$1 admin=()
    shift
    if ! command -v apt-get >/dev/null; then
        say "  $what is missing and there is no apt-get to install it"
        return 1
    fi
    if ((EUID != 0)); then
        if ! sudo -n true 2>/dev/null; then
            say "  $what is missing; install it with: sudo apt-get install $*"
            return 1
        fi
        admin=(sudo -n)
    fi
    begin "installing $what ($*)"
    "${admin[@]}" apt-get update -q >"$logs/install.log" 2>&1 </dev/null
    "${admin[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >>"$logs/install.log" 2>&1 </dev/null
    local code=$?
    stop_heartbeat
    ((code == 0)) || tail -5 "$logs/install.log"
    return "$code"
}

install_chromium() {
    command -v chromium >/dev/null || apt_install Chromium chromium
}

# Sets $node to an executable of version 22 or later.
install_node() {
    local major
    major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
    if ((${major:-0} >= 22)); then
        node=$(command -v node)
        return 0
    fi
    command -v npm >/dev/null || apt_install npm npm || return 1

    # Debian's own Node.js may be older; npm carries newer ones as a package.
    local arch=x64
    [[ $(uname -m) == aarch64 ]] && arch=arm64
    local candidate=$root/artifacts/node/node_modules/node-linux-$arch/bin/node
    if [[ ! -x $candidate ]]; then
        begin "installing Node.js 24 into artifacts/node"
        npm install --prefix artifacts/node --no-save --no-audit --no-fund --no-package-lock "node-linux-$arch@24.21.0" >"$logs/node.log" 2>&1 </dev/null ||
            tail -5 "$logs/node.log"
        stop_heartbeat
    fi
    [[ -x $candidate ]] && node=$candidate
}

# The official SDKs and the Next.js sample, exactly as their lockfiles say.
install_npm_packages() {
    local folder code
    for folder in tests/sdk samples/NextJs; do
        [[ $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]] && continue
        begin "npm ci in $folder"
        (cd "$folder" && PATH="$(dirname "$node"):$PATH" npm ci --ignore-scripts --no-audit --no-fund) >"$logs/npm.log" 2>&1 </dev/null
        code=$?
        stop_heartbeat
        if ((code != 0)); then
            tail -20 "$logs/npm.log"
            return 1
        fi
        touch "$folder/node_modules/.package-lock.json"
    done
}
