#!/bin/sh
# fuzz.sh TIME: runs every fuzz target of the project for TIME.
set -eu
time=${1:-60s}
for package in $(go list -tags headless ./...); do
	for target in $(go test -tags headless -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
		echo "fuzz $package $target $time"
		go test -tags headless -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 3x "$package"
	done
done
