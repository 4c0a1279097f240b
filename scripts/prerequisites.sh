#!/usr/bin/env bash
# Installs the Debian packages that Martlet needs and that are missing here, and says which and why.
#
#   scripts/prerequisites.sh build    what `make up` needs: to build and to run
#   scripts/prerequisites.sh test     the same, and the real peers and browsers that the tests talk to
#
# Everything comes from Debian's own archive (and, for the tests, PyPI). Swift 6.3 itself must be there already.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-build}

# package | why
build_packages() {
    cat <<'LIST'
pkg-config|finds the C libraries below
libsqlite3-dev|the services' databases and the event bus
zlib1g-dev|gzip in HTTP bodies
libre2-dev|regular expressions in queries, in linear time
libonig-dev|Fluentd's regular expressions
libsodium-dev|password hashing (Argon2id)
libyaml-dev|configuration files
g++|the C++ side of the regular expressions
LIST
}
test_packages() {
    cat <<'LIST'
binutils|reads what the programs link
curl|speaks to the servers in the tests
prometheus|promtool, the real client of the metrics server
prometheus-node-exporter|a real target to scrape
python3|runs the official Elasticsearch client
python3-venv|keeps that client away from the system
chromium|opens the console
chromium-driver|drives it
shellcheck|checks the scripts
LIST
}

case $purpose in
build) wanted=$(build_packages) ;;
test) wanted=$(build_packages; test_packages) ;;
*) echo "usage: scripts/prerequisites.sh build|test" >&2; exit 2 ;;
esac

if ! command -v swift >/dev/null; then
    echo "Swift 6.3 is not on the PATH: install it from https://www.swift.org/install/linux/ and run this again." >&2
    exit 1
fi

missing=()
while IFS='|' read -r package why; do
    if [ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" != "install ok installed" ]; then
        echo "missing: $package ($why)"
        missing+=("$package")
    fi
done <<<"$wanted"

if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "run as root, or install: ${missing[*]}" >&2; exit 1; }
        as_root=(sudo)
    fi
    echo "installing ${#missing[@]} packages from Debian's archive"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        >/dev/null
fi

if [ "$purpose" = test ]; then
    # The clients that the tests speak through, in a folder of their own.
    python=.build/python
    wanted_clients='elasticsearch>=8,<9
selenium>=4,<5'
    if [ ! -x "$python/bin/python3" ] || [ "$(cat "$python/clients" 2>/dev/null)" != "$wanted_clients" ]; then
        echo "installing the Python clients of the tests into $python: ${wanted_clients//$'\n'/, }"
        mkdir -p .build
        "$(command -v /usr/bin/python3 || command -v python3)" -m venv --clear "$python"
        mapfile -t clients <<<"$wanted_clients"
        "$python/bin/python3" -m pip install --quiet --disable-pip-version-check "${clients[@]}"
        printf '%s' "$wanted_clients" >"$python/clients"
    fi
fi
