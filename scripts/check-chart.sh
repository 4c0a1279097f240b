#!/usr/bin/env bash
# Renders the Helm chart with each of its ci values and checks what comes out: Kubernetes' own schemas, strictly, and the
# rules that every pod here keeps (scripts/check-manifests.py). Then looks whether deploy/compose.yaml holds together.
#
# Renders with helm where it is on the PATH, else with the renderer in ../shared/tools, built with Debian's Go.
set -euo pipefail
cd "$(dirname "$0")/.."
chart=deploy/charts/martlet
work=.build/charts
mkdir -p "$work"

if command -v helm >/dev/null; then
    render() { helm template release-name "$chart" -f "$1"; }
elif [ -f ../shared/tools/hrender.go ]; then
    packages=(golang-go golang-github-masterminds-sprig-dev golang-github-gobwas-glob-dev
        golang-github-burntsushi-toml-dev golang-k8s-sigs-yaml-dev golang-gopkg-yaml.v3-dev)
    dpkg-query -W "${packages[@]}" >/dev/null 2>&1 || {
        echo "installing Debian's Go and template functions, for the renderer"
        apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
    }
    mkdir -p "$work/renderer"
    cp ../shared/tools/hrender.go "$work/renderer/"
    (cd "$work/renderer" && GO111MODULE=off GOPATH=/usr/share/gocode go build -o ../hrender hrender.go)
    # This renderer does not follow links.
    render() {
        rm -rf "$work/chart" && cp -rL "$chart" "$work/chart" && "$work/hrender" "$work/chart" -f "$1"
    }
else
    echo "neither helm nor ../shared/tools is here: the chart is not checked" >&2
    exit 1
fi

python=.build/chart-python
if [ ! -x "$python/bin/kubernetes-validate" ]; then
    echo "installing kubernetes-validate and jsonschema into $python"
    /usr/bin/python3 -m venv "$python"
    "$python/bin/python3" -m pip install --quiet --disable-pip-version-check 'kubernetes-validate==1.37.0' jsonschema pyyaml
fi

for values in "$chart"/ci/*-values.yaml; do
    name=$(basename "$values" -values.yaml)
    "$python/bin/python3" scripts/check-manifests.py --values "$chart" "$values"
    render "$values" >"$work/$name.yaml"
    for version in 1.29 1.34; do
        "$python/bin/kubernetes-validate" --strict -k "$version" "$work/$name.yaml" >"$work/$name.log" 2>&1 || {
            cat "$work/$name.log"
            exit 1
        }
    done
    "$python/bin/python3" scripts/check-manifests.py "$work/$name.yaml"
done

"$python/bin/python3" scripts/check-compose.py deploy/compose.yaml
