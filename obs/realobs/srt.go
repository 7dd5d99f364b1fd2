//go:build linux

package realobs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// Station is a local receiver of one SRT stream: ffmpeg, which Packages brings.
type Station struct {
	Server string // srt://…
	file   string
}

// StationForTest starts a station and ends it with the test.
func StationForTest(t testing.TB) *Station {
	t.Helper()
	if os.Getenv(WithoutOBS) == "1" {
		t.Skipf("%s=1: not tested against a real SRT receiver", WithoutOBS)
	}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s := &Station{Server: fmt.Sprintf("srt://127.0.0.1:%d", port), file: filepath.Join(dir, "received.ts")}
	ffmpeg, err := start(exec.Command("ffmpeg", "-nostdin", "-loglevel", "error", "-probesize", "50000", "-analyzeduration", "200000", "-i", s.Server+"?mode=listener", "-c", "copy",
		"-flush_packets", "1", "-f", "mpegts", s.file), filepath.Join(dir, "ffmpeg.log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ffmpeg.end(syscall.SIGTERM) })
	return s
}

// Received is how many bytes have arrived.
func (s *Station) Received() int64 {
	info, err := os.Stat(s.file)
	if err != nil {
		return 0
	}
	return info.Size()
}
