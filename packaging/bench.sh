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
bench "a cut by the driver alone, beside bare clients" ./obs Cut 150x
bench "what pictures and meters cost OBS and us" ./obs Watching 1x
bench "OBS is killed and comes back: until it is mirrored, beside a bare client" ./obs Resync 5x
bench "the stream moves: time without packets at the servers, beside a bare client" ./obs Move 5x
bench "the journal: commits, beside bare SQLite" ./app/journal . 2s
bench "one change to 500 watching pages, beside a bare server" ./ui/web . 30x
bench "one change to 2,000 and 10,000 pages, beside a bare server; questions with 2,000 pages there" ./app 'Crowd' 15x
bench "the rules: clock, GO, questions" ./runsheet . 200ms
REGIE_SECONDS=600; export REGIE_SECONDS
bench "the displayed second beside the true one, ten minutes: the window" ./ui/desktop DisplayedSecond 1x
bench "the same on a page in a real browser" ./ui/web DisplayedSecond 1x
bench "run sheets: reading and writing" ./runsheet/formats . 5x
bench "the window: start to first frame, memory at the start and after an evening, CPU while the clock runs" ./app 'Window' 5x
bench "a real key until other pixels stand on the display: GO, beside the least window of Fyne" ./app 'KeyToPixels' 100x
bench "the room: GO, a second of the clock, scrolling and editing among 5,000 slots" ./ui/desktop 'Go|Tick|Scroll|Edit' 50x
FYNE_CACHE=1s; export FYNE_CACHE # Fyne forgets a text a minute after it was shown: as much of these hours as of true ones
bench "the room: memory after eight simulated hours" ./ui/desktop 'EightHours' 1x
