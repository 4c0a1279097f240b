# Two commands matter: `make up` and `make test`. `make help` lists the rest.

SHELL := /bin/bash
# The same for everyone: a build with other flags starts from nothing.
SWIFT_FLAGS := -Xswiftc -use-ld=lld
RELEASE_FLAGS := -c release --static-swift-stdlib $(SWIFT_FLAGS)
# Release and debug builds keep out of each other's way.
RELEASE := .build/release-build
UP ?=

.DEFAULT_GOAL := help
.PHONY: help up build release programs test test-charts format lint bench-bytes bench-start clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: release ## install what is missing, build, and run the whole platform (UP="--demo" for something to look at)
	exec $(RELEASE)/release/martlet up $(UP)

build: ## build everything for debugging
	@scripts/prerequisites.sh build
	swift build $(SWIFT_FLAGS)

release: ## build `martlet` in release mode
	@scripts/prerequisites.sh build
	swift build --scratch-path $(RELEASE) $(RELEASE_FLAGS) --product martlet

programs: release ## build every program in release mode
	for program in user-service todo-service post-service martlet-shipper martlet-metrics martlet-search; do \
		swift build --scratch-path $(RELEASE) $(RELEASE_FLAGS) --product $$program || exit 1; \
	done

test: ## install what is missing, build, and run every test
	@scripts/prerequisites.sh test
	swift build --build-tests $(SWIFT_FLAGS)
	swift test --skip-build --no-parallel $(SWIFT_FLAGS)

test-charts: ## render the Helm chart, check it and the compose file
	scripts/check-chart.sh

format: ## format every Swift file
	swift format -i -r -p Sources Tests Benchmarks Package.swift

lint: ## check formatting, scripts and the house's rules
	swift format lint --strict -r -p Sources Tests Benchmarks Package.swift
	shellcheck scripts/*.sh .ci/run deploy/docker/*.sh

bench-bytes: ## measure the byte layer: JSON, time, checksums
	@scripts/prerequisites.sh build
	cd Benchmarks && swift package $(SWIFT_FLAGS) --disable-sandbox benchmark --target BytesBenchmarks

bench-start: programs ## measure start-up time, idle memory and binary sizes
	scripts/bench-start.sh $(RELEASE)/release

clean: ## remove everything that was built
	rm -rf .build
