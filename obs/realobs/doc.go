// Package realobs runs a real OBS Studio for tests and benchmarks: a home directory of its own, a display that nobody
// sees (Xvfb), a few plain scenes, and obs-websocket on a free port. It can be closed, killed, frozen and started again.
//
// It needs Linux and Debian's packages; see Packages. Only tests and benchmarks may use it: the product never starts OBS.
package realobs

// Packages is what Debian must have installed.
const Packages = "obs-studio obs-plugins xvfb libgl1-mesa-dri fonts-dejavu-core ffmpeg"

// WithoutOBS is the environment variable that, set to 1, lets tests go on without a real OBS.
const WithoutOBS = "REGIE_WITHOUT_OBS"
