#!/bin/sh
# setup.sh run|test: installs the Debian packages that Régie is built with, and for "test" also those that its tests
# drive. It says what it does, does nothing twice, and where it may not install it names what is missing and stops.
set -eu

run="gcc libc6-dev pkg-config libgl-dev libgles-dev libx11-dev libxrandr-dev libxxf86vm-dev libxi-dev libxcursor-dev libxinerama-dev libxkbcommon-dev libwayland-dev libgl1-mesa-dri"
test="obs-studio obs-plugins xvfb openbox xdotool x11-utils imagemagick chromium fonts-dejavu-core ffmpeg nginx-light libnginx-mod-rtmp"

case "${1:-}" in
run) want=$run ;;
test) want="$run $test" ;;
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
[ -n "$missing" ] || { echo "setup: every package is there"; exit 0; }

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
