#!/bin/sh
# bench.sh: speed and memory, each beside a bare reference in the same run where there is one. Figures of a busy machine
# are upper bounds; the ratios hold.
set -eu
out=$(mktemp)
trap 'rm -f "$out"' EXIT
tags=migrated_fynedo,gles
bench() { # title package pattern times
	printf '\n== %s\n' "$1"
	go test -tags "$tags" "$2" -run '^$' -bench "$3" -benchtime "$4" -benchmem -timeout 20m >"$out" || { cat "$out"; exit 1; }
	grep -vE '^(goos|goarch|pkg|PASS|ok)' "$out"
}
bench "GO: durable in the journal, then OBS's two words on it (real OBS, 320x180 at 30 a second)" ./app 'Go$' 150x
bench "a cut by the driver alone, beside bare clients" ./obs . 150x
bench "the journal: commits, beside bare SQLite" ./app/journal . 2s
bench "one change to 500 watching pages, beside a bare server" ./ui/web . 30x
bench "the rules: clock, GO, questions" ./runsheet . 200ms
bench "run sheets: reading and writing" ./runsheet/formats . 5x
bench "the window: start to first frame, memory at the start and after an evening" ./app 'Window' 5x
