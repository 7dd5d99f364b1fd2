//go:build linux && !headless

package app

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"regie/app/journal"
	"regie/runsheet"
)

// operatorsWindow is the control room in a display of its own, with the sample show and a simulated OBS, and a test at its keyboard.
type operatorsWindow struct {
	*night
	words int
}

// bus is the desktop's services, "" for none.
func openOperatorsWindow(t *testing.T, bus string) *operatorsWindow {
	t.Helper()
	n := &night{TB: t, bus: bus, dir: t.TempDir(), bin: buildProgram(t), listen: freeAddress(t), display: display(t)}
	n.show = filepath.Join(n.dir, "soir.regie")
	t.Cleanup(n.stop)
	n.serve(filepath.Join("..", "assets", "samples", sampleSheet)) // makes the show file, and tells the keys
	n.stop()
	w := &operatorsWindow{night: n}
	t.Cleanup(func() {
		if t.Failed() {
			w.screenshot("failed-" + t.Name())
			out, err := n.command("log", n.show).Output()
			t.Logf("what happened: %v\n%s", err, out)
		}
	})
	w.open()
	return w
}

// open starts the program with its window.
func (w *operatorsWindow) open() {
	w.Helper()
	w.window()
	w.readKey()
	w.until("the window's desk answers and OBS is there", func(s shown) bool { return s.OBS.Link == "ready" })
}

// readKey reads the operator's key where the program keeps it.
func (w *operatorsWindow) readKey() {
	w.Helper()
	j, err := journal.Read(w.show)
	if err != nil {
		w.Fatal(err)
	}
	defer j.Close()
	key, err := j.Setting("key.operator")
	if err != nil {
		w.Fatal(err)
	}
	w.keys = map[runsheet.Role]string{runsheet.Operator: key}
}

// press presses keys at whatever window has the keyboard, as fast as a trembling finger.
func (w *operatorsWindow) press(keys ...string) {
	w.Helper()
	if out, err := w.xdotool(append([]string{"key", "--clearmodifiers", "--delay", "1"}, keys...)...); err != nil {
		w.Fatalf("press %v: %s %v", keys, out, err)
	}
}

func (w *operatorsWindow) write(text string) {
	w.Helper()
	if out, err := w.xdotool("type", "--clearmodifiers", "--delay", "1", text); err != nil {
		w.Fatalf("type %q: %s %v", text, out, err)
	}
}

// settled waits until the room has dealt with every key so far: a word to the host is the last of them, and the room hands on what
// is asked for in its order.
func (w *operatorsWindow) settled() shown {
	w.Helper()
	w.words++
	word := fmt.Sprintf("word-%d", w.words)
	w.press("ctrl+3")
	w.write(word)
	w.press("Return")
	return w.said(word)
}

// said waits until a text is the word to the host.
func (w *operatorsWindow) said(text string) shown {
	w.Helper()
	return w.until("the word to the host is "+text, func(s shown) bool { return s.Message != nil && s.Message.Text == text })
}

// rested waits until GO may be given again: two within 300 ms are one.
func (w *operatorsWindow) rested() {
	w.Helper()
	w.settled()
	w.until("GO may be given again", func(s shown) bool { return s.Message.Age > doublePress.Milliseconds() })
}

// insist does something that depends on what the window shows until it has come about: the window is drawn ten times a second, and
// what is pressed at an older picture does nothing by design.
func (w *operatorsWindow) insist(what string, is func(shown) bool, do func()) {
	w.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		do()
		for again := time.Now().Add(time.Second); time.Now().Before(again); time.Sleep(20 * time.Millisecond) {
			if is(w.state()) {
				return
			}
		}
	}
	w.Fatalf("insisted in vain: %s", what)
}

// onAir checks which slot is on air, and that its clock runs.
func (w *operatorsWindow) onAir(s shown, want, after string) {
	w.Helper()
	if s.OnAir == nil || s.OnAir.ID != want || s.OnAir.Held {
		w.Fatalf("%s: on air is %+v, not %s", after, s.OnAir, want)
	}
}

// goesTo waits until a slot is on air.
func (w *operatorsWindow) goesTo(slot string) {
	w.Helper()
	w.until(slot+" is on air", func(s shown) bool { return s.OnAir != nil && s.OnAir.ID == slot })
}

// setting waits until the program has remembered something about this machine.
func (w *operatorsWindow) setting(pattern string) {
	w.Helper()
	file, want := filepath.Join(w.dir, "config", "regie", "regie.yaml"), regexp.MustCompile(pattern)
	deadline := time.Now().Add(20 * time.Second)
	for {
		text, err := os.ReadFile(file)
		if err == nil && want.Match(text) {
			return
		}
		if time.Now().After(deadline) {
			w.Fatalf("the settings never say %q: %s %v", pattern, text, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// size waits until a window is as large as it should be.
func (w *operatorsWindow) size(id, want string) {
	w.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		out, err := w.xdotool("getwindowgeometry", id)
		if err == nil && strings.Contains(out, "Geometry: "+want+"\n") {
			return
		}
		if time.Now().After(deadline) {
			w.Fatalf("the window is never %s: %s %v", want, out, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// inFront waits until a window has the keyboard.
func (w *operatorsWindow) inFront(id string) {
	w.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		out, err := w.xdotool("getactivewindow")
		if err == nil && strings.TrimSpace(out) == id {
			return
		}
		if time.Now().After(deadline) {
			w.Fatalf("window %s never has the keyboard: %s %v", id, out, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestWindowByKeys sits at the real window with a keyboard and nothing else: what each guard keeps off, what each key does, and what
// is there again after a restart. Every step waits for what the desk, the settings or the window manager say.
func TestWindowByKeys(t *testing.T) {
	w := openOperatorsWindow(t, "")

	t.Log("the first GO asks, and Space does not answer; Enter does")
	w.press("space", "space", "Escape")
	if s := w.settled(); s.OnAir != nil {
		t.Fatalf("Space answered the question of the first GO: %+v is on air", s.OnAir)
	}
	w.rested()
	w.press("space", "Return")
	w.goesTo("pre-antenne")

	t.Log("two GO within 300 ms are one; a key that is held down is one")
	w.rested()
	w.press("space", "space", "space")
	w.onAir(w.settled(), "generique", "a trembling finger")
	w.rested()
	w.xdotool("keydown", "space")
	w.until("the keyboard has long been repeating", func(s shown) bool { return s.OnAir.ID != "generique" && s.OnAir.Elapsed > 1500 })
	w.xdotool("keyup", "space")
	w.onAir(w.settled(), "presentation", "a key held down")

	t.Log("letters, signs and Space are text in a field, and no F key cuts the picture from there")
	w.press("ctrl+3")
	w.write("p m l + - b e ok")
	w.press("F2", "Return")
	w.onAir(w.said("p m l + - b e ok"), "presentation", "typing")
	if scene := w.settled().OBS.Scene; scene == "Générique" {
		t.Error("F2 took a scene while somebody wrote")
	}
	w.press("F2")
	w.until("F2 took the second scene", func(s shown) bool { return s.OBS.Scene == "Générique" })
	w.press("F1")
	w.until("F1 took the first scene", func(s shown) bool { return s.OBS.Scene == "Attente" })

	t.Log("a dialog keeps the show's keys, wherever Tab lands: nothing that GO lies under can be reached. Escape closes it and stops nothing")
	w.rested()
	w.press("question", "space", "p", "Tab", "space", "Tab", "space", "Escape", "Escape")
	w.onAir(w.settled(), "presentation", "the card of keys")
	w.insist("P holds", func(s shown) bool { return s.OnAir.Held }, func() { w.press("p") })
	w.insist("P goes on", func(s shown) bool { return !s.OnAir.Held }, func() { w.press("Escape", "p") })

	t.Log("the palette finds an action and does it")
	for _, held := range []bool{true, false} {
		w.insist(fmt.Sprintf("the palette's hold: %t", held), func(s shown) bool { return s.OnAir.Held == held }, func() {
			w.press("ctrl+k")
			w.write("attente")
			w.press("Return")
		})
	}

	t.Log("the finder shows and changes nothing; the arrows choose what comes next")
	w.press("ctrl+f")
	w.write("annonces p")
	w.press("Return", "Escape", "Escape")
	if s := w.settled(); s.Standby == nil || s.Standby.ID != "les-algorithmes-dans-l" {
		t.Fatalf("the finder put %+v on standby", s.Standby)
	}
	w.press("Down", "Down", "Up")
	w.until("down, down, up", func(s shown) bool { return s.Standby.ID == "qu-est-ce-qu-un" })
	w.press("Up")
	w.until("up", func(s shown) bool { return s.Standby.ID == "les-algorithmes-dans-l" })

	t.Log("letters belong to the panel that has the keyboard")
	w.do(runsheet.Operator, "ask", map[string]any{"id": "q1", "text": "Qui contrôle les algorithmes ?"})
	w.until("a question is there", func(s shown) bool { return len(s.Questions) == 1 })
	w.insist("A approves it", func(s shown) bool { return s.Questions[0].Status == "approved" }, func() { w.press("ctrl+2", "a") })
	w.press("ctrl+1", "Down")
	w.until("the arrow is the run sheet's again", func(s shown) bool { return s.Standby.ID == "qu-est-ce-qu-un" })
	w.press("Up")
	w.until("and back", func(s shown) bool { return s.Standby.ID == "les-algorithmes-dans-l" })

	t.Log("at a locked desk nothing is done")
	w.press("ctrl+l", "space", "p", "Tab", "space", "plus", "F2", "ctrl+l")
	s := w.settled()
	w.onAir(s, "presentation", "the lock")
	if s.OBS.Scene == "Générique" || s.Standby.ID != "les-algorithmes-dans-l" {
		t.Errorf("behind the lock: scene %s, standby %s", s.OBS.Scene, s.Standby.ID)
	}
	w.rested()
	w.press("space")
	w.goesTo("les-algorithmes-dans-l")

	t.Log("another window takes the keyboard and leads its keys to the room; F11 fills the display")
	w.rested()
	w.press("ctrl+shift+s")
	second := w.windowNamed("cran de l'intervenant")
	w.activate(second)
	w.press("F11")
	w.size(second, "1600x900")
	w.press("F11")
	w.size(second, "960x540")
	w.press("space")
	w.goesTo("qu-est-ce-qu-un")

	t.Log("chords work there as well; what wants to be typed into takes the keyboard back")
	w.insist("the palette's hold, asked for elsewhere", func(s shown) bool { return s.OnAir.Held }, func() {
		w.press("Escape") // what a late palette left open
		w.activate(second)
		w.press("ctrl+k")
		w.inFront(w.windowID)
		w.write("attente")
		w.press("Return")
	})
	w.insist("P, pressed elsewhere, goes on", func(s shown) bool { return !s.OnAir.Held }, func() {
		w.activate(second)
		w.press("p")
	})

	t.Log("the language changes everywhere, at once and for good; so do the colours")
	w.activate(second)
	w.press("ctrl+shift+l")
	w.windowNamed("Speaker's screen")
	w.setting(`language: en`)
	w.press("ctrl+shift+t")
	w.setting(`scheme: light`)

	t.Log("after a restart everything is where it was")
	w.stop()
	w.setting(`second:\s+- "?speaker`)
	w.open()
	w.windowNamed("Speaker's screen")
	w.activate(w.windowID)
	w.onAir(w.state(), "qu-est-ce-qu-un", "the restart")
	w.press("space")
	w.goesTo("pause")
}
