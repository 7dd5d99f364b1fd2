#!/bin/sh
# setup.sh run|test: installs the Debian packages that Régie is built with, and for "test" also those that its tests
# drive. It says what it does, does nothing twice, and where it may not install it names what is missing and stops.
set -eu

run="gcc libc6-dev pkg-config libgl-dev libgles-dev libx11-dev libxrandr-dev libxxf86vm-dev libxi-dev libxcursor-dev libxinerama-dev libxkbcommon-dev libwayland-dev libgl1-mesa-dri libasound2-dev"
test="curl obs-studio obs-plugins xvfb openbox xdotool x11-utils imagemagick chromium fonts-dejavu-core ffmpeg dbus-daemon nginx-light libnginx-mod-rtmp"

case "${1:-}" in
run) want=$run ;;
test)
	want="$run $test"
	command -v npm >/dev/null 2>&1 || want="$want npm"
	;;
*) echo "usage: setup.sh run|test" >&2; exit 2 ;;
esac

if ! command -v go >/dev/null 2>&1; then
	echo "setup: Go 1.26 or newer is needed: see https://go.dev/doc/install" >&2
	exit 1
fi
if ! command -v dpkg-query >/dev/null 2>&1; then
	echo "setup: this is not Debian or Ubuntu; these packages, by their Debian names, are needed: $want" >&2
	exit 1
fi

missing=""
for p in $want; do
	# A virtual or renamed package counts when something installed provides it.
	if ! dpkg-query -W -f '${Status} ${Package}, ${Provides}\n' 2>/dev/null |
		grep -qE "^install ok installed (|.*[ ,])$p( |,|\$)"; then
		missing="$missing $p"
	fi
done

# The tests of the pages also use axe-core, which is no package of Debian's; npm brings it where it may.
axe() {
	[ "${1:-}" = test ] || return 0
	here=$(dirname "$0")/../ui/web/testdata
	[ ! -s "$here/node_modules/axe-core/axe.min.js" ] || return 0
	if ! command -v npm >/dev/null 2>&1; then
		echo "setup: missing: npm, which fetches axe-core for the tests of the pages" >&2
		echo "setup: install it as root:  apt-get install --no-install-recommends npm" >&2
		exit 1
	fi
	echo "setup: fetching axe-core"
	npm ci --prefix "$here" --ignore-scripts --no-audit --no-fund --loglevel=error ||
		echo "setup: axe-core could not be fetched: the tests of the pages go without it" >&2
}

[ -n "$missing" ] || { axe "$1"; echo "setup: every package is there"; exit 0; }

as_root=""
if [ "$(id -u)" != 0 ]; then
	if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
		as_root="sudo -n"
	else
		echo "setup: missing:$missing" >&2
		echo "setup: install them as root:  apt-get install --no-install-recommends$missing" >&2
		exit 1
	fi
fi
echo "setup: installing:$missing"
$as_root apt-get update -q
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
axe "$1"
