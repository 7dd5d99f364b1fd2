//go:build linux

package realobs

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// LostFrames is how many frames OBS has not drawn or not encoded so far, because the machine was too busy.
func (s *Studio) LostFrames(t testing.TB) int {
	t.Helper()
	var stats struct {
		Drawn   int `json:"renderSkippedFrames"`
		Encoded int `json:"outputSkippedFrames"`
	}
	s.Ask(t, "GetStats", nil, &stats)
	return stats.Drawn + stats.Encoded
}

// Ask puts a request to OBS beside whoever drives it, and reads its answer into a value.
func (s *Studio) Ask(t testing.TB, kind string, data, into any) {
	t.Helper()
	answer, err := s.request(t.Context(), kind, data)
	if err == nil {
		err = json.Unmarshal(answer, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
}

const (
	frameLasts = time.Second / 30
	// hiccup is what a file may lack between two packets on a machine that keeps up: a frame late, an audio packet early.
	hiccup = 100 * time.Millisecond
	// buffering is how much audio OBS may come to hold back after a hiccup, once, and never gives back.
	buffering = time.Second
)

// The size to which pictures are shrunk before they are compared, and how much their points differ on average, of 255, where
// something else is shown: a compressed picture that stays the same differs by far less.
const (
	comparedWidth, comparedHeight = 160, 90
	changed                       = 4
)

// Changes are the moments of a recording at 30 frames a second at which its picture changed, from its first picture.
func Changes(t testing.TB, path string) []time.Duration {
	t.Helper()
	out, err := exec.Command("ffmpeg", "-v", "error", "-i", path, "-vf", fmt.Sprintf("scale=%d:%d,format=gray", comparedWidth, comparedHeight),
		"-f", "rawvideo", "-").Output()
	if err != nil {
		t.Fatalf("ffmpeg: %v", err)
	}
	const size = comparedWidth * comparedHeight
	var all []time.Duration
	for n := 1; (n+1)*size <= len(out); n++ {
		differ := 0
		for i := range size {
			differ += int(max(out[n*size+i], out[(n-1)*size+i]) - min(out[n*size+i], out[(n-1)*size+i]))
		}
		if differ >= changed*size {
			all = append(all, time.Duration(n)*frameLasts)
		}
	}
	return all
}

// Continuous looks for gaps in a recording that ran for so long at 30 frames a second: what a move of the stream would have
// left out. A busy machine loses frames too, but OBS counts those: the tolerance is what it counted, and no more.
func Continuous(t testing.TB, lasted time.Duration, lost int, path string) {
	t.Helper()
	missed := time.Duration(lost) * frameLasts
	audio := hiccup
	if lost > 0 {
		audio = buffering
	}
	for stream, longest := range map[string]time.Duration{"v:0": hiccup + missed, "a:0": audio + missed} {
		out, err := exec.Command("ffprobe", "-v", "error", "-select_streams", stream, "-show_entries", "packet=pts_time", "-of", "csv=p=0", path).Output()
		if err != nil {
			t.Fatalf("ffprobe: %v", err)
		}
		var times []time.Duration
		for line := range strings.Lines(string(out)) {
			at, err := strconv.ParseFloat(strings.Trim(line, ",\n"), 64)
			if err != nil {
				t.Fatal(err)
			}
			times = append(times, time.Duration(at*float64(time.Second)))
		}
		slices.Sort(times) // packets stand in the order in which they are decoded
		if len(times) < 2 {
			t.Errorf("%s: %d packets", stream, len(times))
			continue
		}
		times = times[:len(times)-1] // the last comes when the encoder is closed, a few frames late on a busy machine
		widest, at := time.Duration(0), time.Duration(0)
		for i := 1; i < len(times); i++ {
			if gap := times[i] - times[i-1]; gap > widest {
				widest, at = gap, times[i-1]
			}
		}
		if widest > longest {
			t.Errorf("%s: a gap of %v at %v, though OBS lost %d frames only", stream, widest, at, lost)
		}
		last := times[len(times)-1]
		if short := lasted - last; short > buffering+missed {
			t.Errorf("%s: %v were recorded of %v, though OBS lost %d frames only", stream, last, lasted, lost)
		}
		t.Logf("%s: %d packets in %v of %v, widest gap %v (allowed %v: OBS lost %d frames)", stream, len(times), last.Round(time.Millisecond),
			lasted.Round(time.Millisecond), widest.Round(time.Millisecond), longest.Round(time.Millisecond), lost)
	}
}
