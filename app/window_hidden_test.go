//go:build linux && !headless

package app

import (
	"path/filepath"
	"testing"
	"time"

	"regie/obs/obstest"
)

// TestHiddenWindowTakesNoPictures minimises the real window, and puts it on a workspace that nobody looks at: OBS is asked for pictures
// while they are seen, and not otherwise.
func TestHiddenWindowTakesNoPictures(t *testing.T) {
	studio, err := obstest.Start(obstest.Config{Scenes: []string{"Attente", "Générique", "Plateau"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(studio.Close)
	n := &night{TB: t, dir: t.TempDir(), bin: buildProgram(t), listen: freeAddress(t), display: display(t)}
	n.show = filepath.Join(n.dir, "soir.regie")
	t.Cleanup(n.stop)
	w := &operatorsWindow{night: n}
	cmd := n.command(filepath.Join("..", "assets", "samples", sampleSheet), "--show-file", n.show, "--listen", n.listen, "--obs", studio.URL())
	cmd.Env = append(cmd.Env, "DISPLAY="+n.display)
	n.start(cmd)
	n.windowID = n.windowNamed("gie$")
	n.activate(n.windowID)
	w.readKey()
	w.until("OBS is there", func(s shown) bool { return s.OBS.Link == "ready" })
	w.press("ctrl+6")

	newest := func() time.Time {
		all := studio.Requests("GetSourceScreenshot")
		if len(all) == 0 {
			return time.Time{}
		}
		return all[len(all)-1].At
	}
	comes := func(what string) {
		t.Helper()
		after := time.Now()
		for ; !newest().After(after); time.Sleep(20 * time.Millisecond) {
			if time.Since(after) > 20*time.Second {
				t.Fatalf("%s: no picture is asked for", what)
			}
		}
	}
	// None for three of the seconds at which one would be due: the panel asks twice a second.
	ends := func(what string) {
		t.Helper()
		for after := time.Now(); time.Since(newest()) < 3*time.Second; time.Sleep(20 * time.Millisecond) {
			if time.Since(after) > 20*time.Second {
				t.Fatalf("%s: pictures are asked for all the time", what)
			}
		}
	}
	do := func(args ...string) {
		t.Helper()
		if out, err := n.xdotool(args...); err != nil {
			t.Fatalf("xdotool %v: %s %v", args, out, err)
		}
	}
	comes("the panel is seen")
	do("windowminimize", n.windowID)
	ends("minimised")
	n.activate(n.windowID)
	comes("seen again")
	do("set_desktop", "1")
	ends("on another workspace")
	do("set_desktop", "0")
	comes("on the workspace that is shown")
}
