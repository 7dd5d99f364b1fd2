//go:build linux && !headless

package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"regie/obs/realobs"
)

// TestFirstStepsWithRealOBS starts the program for the first time on a computer that has an OBS, which runs, and follows the three steps
// with the keyboard alone: OBS is found in its own settings once a person has said so, its password is never typed, the demonstration
// opens beside and the run sheet is chosen. The next start asks nothing, and GO is seen in OBS.
func TestFirstStepsWithRealOBS(t *testing.T) {
	studio := realobs.ForTest(t, realobs.Config{Scenes: []string{"Attente", "Générique", "Plateau"}})
	n := &night{TB: t, dir: t.TempDir(), bin: buildProgram(t), listen: freeAddress(t), display: display(t)}
	n.show = filepath.Join(n.dir, "soir.regie")
	sheet, err := os.ReadFile(filepath.Join("..", "assets", "samples", sampleSheet))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(studio.Home(), sampleSheet), sheet, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.stop)
	w := &operatorsWindow{night: n}
	t.Cleanup(func() {
		if t.Failed() {
			w.screenshot("failed-" + t.Name())
		}
	})
	open := func() {
		cmd := n.command("--show-file", n.show, "--listen", n.listen)
		cmd.Env = append(cmd.Env, "DISPLAY="+n.display, "HOME="+studio.Home())
		n.start(cmd)
		n.windowID = n.windowNamed("gie$")
		n.activate(n.windowID)
		w.readKey()
	}
	open()

	t.Log("OBS: nothing is read or connected before somebody says so; then no password is asked for")
	if s := w.until("the desk answers", func(shown) bool { return true }); s.OBS.Link == "ready" {
		t.Fatal("OBS is connected before anybody was asked")
	}
	w.press("Down", "Down")
	w.screenshot("first-step-3-before")
	w.press("Return")
	w.until("OBS is connected", func(s shown) bool { return s.OBS.Link == "ready" && s.OBS.Scene == "Attente" })
	w.setting(`address: "?` + regexp.QuoteMeta(studio.Addr()))
	w.screenshot("first-step-3")

	t.Log("the demonstration is a program of its own; the steps wait for it to end")
	w.press("Up", "Return")
	demo := w.ofAnotherProgram("Webinaire")
	w.screenshot("first-step-2")
	if err := syscall.Kill(demo, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); syscall.Kill(demo, 0) == nil; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the demonstration does not end")
		}
	}

	t.Log("the run sheet is chosen in the file dialog: Tab to the files, past the way up and a folder, back to Open; Enter takes what was read")
	w.activate(w.windowID)
	w.press("Up", "Return")
	w.press("Tab", "Tab", "Right", "Right", "space")
	w.screenshot("first-step-1")
	w.press("shift+Tab", "shift+Tab", "space")
	w.insist("the sheet is taken", func(s shown) bool { return s.Standby != nil && s.Standby.ID == "pre-antenne" }, func() { w.press("Return") })
	w.screenshot("first-steps-done")
	n.stop()

	t.Log("the next start asks nothing: OBS is there, and Space is GO")
	open()
	w.until("OBS is connected again", func(s shown) bool { return s.OBS.Link == "ready" })
	w.press("space", "Return")
	w.goesTo("pre-antenne")
	w.rested()
	w.press("space")
	w.goesTo("generique")
	w.until("OBS shows it", func(shown) bool {
		var program struct {
			Scene string `json:"currentProgramSceneName"`
		}
		studio.Ask(t, "GetCurrentProgramScene", nil, &program)
		return program.Scene == "Générique"
	})
	w.screenshot("first-evening")
	password, err := os.ReadFile(filepath.Join(n.dir, "config", "regie", "regie.yaml"))
	if err != nil || strings.Contains(string(password), studio.Password()) {
		t.Errorf("the password stands in the settings: %v", err)
	}
}

// ofAnotherProgram waits for a window that is not this program's own, and gives whose it is.
func (w *operatorsWindow) ofAnotherProgram(name string) (pid int) {
	w.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		out, _ := w.xdotool("search", "--onlyvisible", "--name", name)
		for _, id := range strings.Fields(out) {
			out, err := w.xdotool("getwindowpid", id)
			if pid, _ = strconv.Atoi(strings.TrimSpace(out)); err == nil && pid > 0 && pid != w.cmd.Process.Pid {
				return pid
			}
		}
	}
	w.Fatalf("no other program shows %q", name)
	return 0
}
