package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"regie/obs/obstest"
	"regie/runsheet"
)

// asProgram makes this test binary the program itself, so that a test can kill it.
const asProgram = "REGIE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		if text := os.Getenv(diesOf); text != "" {
			go func() {
				io.Copy(io.Discard, os.Stdin)
				panic(errors.New(text))
			}()
		}
		Main()
	}
	code := m.Run()
	if builtIn != "" {
		os.RemoveAll(builtIn)
	}
	os.Exit(code)
}

var builtIn string // the folder of the program that tests start, "" for none

// diesOf has the program panic with this text once its standard input ends.
const diesOf = "REGIE_TEST_DIES_OF"

// killable is the program in a process of its own, of which served knows the address and the keys.
type killable struct {
	*served
	cmd *exec.Cmd
}

func startKillable(t *testing.T, args ...string) killable {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	k := killable{&served{t: t}, exec.Command(self, append([]string{"serve"}, args...)...)}
	k.cmd.Env = append(os.Environ(), asProgram+"=1")
	k.begin(&bytes.Buffer{})
	return k
}

// begin starts the program and waits for its ready line; errOut gets what it says.
func (k killable) begin(errOut *bytes.Buffer) {
	k.t.Helper()
	k.cmd.Stderr = errOut
	out, err := k.cmd.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := k.cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(k.kill)
	if err := json.NewDecoder(out).Decode(&k.ready); err != nil {
		k.kill()
		k.t.Fatalf("no ready line: %v\n%s", err, errOut.String())
	}
}

// kill ends the program as a power cut would: it is told nothing.
func (k killable) kill() {
	k.cmd.Process.Kill()
	k.cmd.Wait()
}

// running is what counts in a show, by the desk's own clock.
type running struct {
	Now   time.Time `json:"now"`
	OnAir *struct {
		ID      runsheet.SlotID `json:"id"`
		Held    bool            `json:"held"`
		HeldFor int64           `json:"held_for_ms"`
		Left    int64           `json:"left_ms"`
		Phase   runsheet.Phase  `json:"phase"`
	} `json:"on_air"`
	Timers []struct {
		Shown   int64 `json:"shown_ms"`
		Running bool  `json:"running"`
	} `json:"timers"`
	Reminders []struct {
		ID       string           `json:"id"`
		Reminded []map[string]any `json:"reminded"`
	} `json:"reminders"`
}

// until waits for the show to be as it ought to be.
func (k killable) until(what string, is func(running) bool) running {
	k.t.Helper()
	var r running
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		_, body := k.call(runsheet.Operator, "GET", "/api/state", "")
		r = running{}
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			k.t.Fatalf("%v: %s", err, body)
		}
		if is(r) {
			return r
		}
	}
	k.t.Fatalf("not %s: %+v", what, r)
	return r
}

// The program dies without a word with a slot on hold, two timers running, and a reminder that was told; all of it goes on where
// it was, and what was told is not told again.
func TestKilledWithEverythingRunning(t *testing.T) {
	dir := home(t)
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("Durée;Titre\n10';Accueil\n20';Débat\n5';Fin\n"))
	show := filepath.Join(dir, "soir.regie")
	k := startKillable(t, sheet, "--listen", "127.0.0.1:0", "--obs", "none", "--show-file", show)
	for name, body := range map[string]string{
		"set-timer": `{"timer":1,"title":"Café","direction":"down","length_ms":600000}`, "go": `{"from":"","to":"accueil"}`,
	} {
		if status, answer := k.call(runsheet.Operator, "POST", "/api/do/"+name, body); status != 200 {
			t.Fatalf("%s: %d %s", name, status, answer)
		}
	}
	for _, c := range [][2]string{
		{"set-timer", `{"timer":2,"direction":"up"}`}, {"start-timer", `{"timer":1}`}, {"start-timer", `{"timer":2}`},
		{"remind", `{"id":"now","slot":"debat","before_ms":3600000,"text":"Micro HF"}`}, {"remind", `{"id":"later","slot":"fin","before_ms":60000}`},
	} {
		if status, answer := k.call(runsheet.Operator, "POST", "/api/do/"+c[0], c[1]); status != 200 {
			t.Fatalf("%s: %d %s", c[0], status, answer)
		}
	}
	told := func(r running) bool {
		return len(r.Reminders) == 2 && len(r.Reminders[0].Reminded)+len(r.Reminders[1].Reminded) == 1
	}
	k.until("reminded", told)
	if status, answer := k.call(runsheet.Operator, "POST", "/api/do/hold", `{"slot":"accueil"}`); status != 200 {
		t.Fatalf("hold: %d %s", status, answer)
	}
	before := k.until("on hold for a while, with the timers running", func(r running) bool {
		return told(r) && r.OnAir != nil && r.OnAir.Held && r.OnAir.HeldFor > 300 && r.Timers[0].Running && r.Timers[1].Running
	})
	k.kill()

	k = startKillable(t, show, "--listen", "127.0.0.1:0", "--obs", "none")
	after := k.until("on hold again", func(r running) bool { return r.OnAir != nil && r.OnAir.Held })
	passed := after.Now.Sub(before.Now).Milliseconds()
	for what, off := range map[string]int64{
		"the hold": after.OnAir.HeldFor - before.OnAir.HeldFor - passed, "what is left of the slot": after.OnAir.Left - before.OnAir.Left,
		"the timer that counts down": before.Timers[0].Shown - after.Timers[0].Shown - passed,
		"the timer that counts up":   after.Timers[1].Shown - before.Timers[1].Shown - passed,
	} {
		if off < -100 || off > 100 {
			t.Errorf("%s is off by %d ms over %d ms", what, off, passed)
		}
	}
	if !after.Timers[0].Running || !after.Timers[1].Running || !told(after) {
		t.Errorf("after: %+v", after)
	}
	k.kill()
	if _, log, _ := regie(t, "log", show); strings.Count(log, "Micro HF") != 2 { // set once and told once
		t.Errorf("the log of two evenings:\n%s", log)
	}
}

// It dies in a rehearsal whose clock is twenty times as fast, past the first warning of a slot, with a question on air that
// viewers do not see yet: the rehearsal goes on at the same second, and each of these moments comes once.
func TestKilledInARehearsal(t *testing.T) {
	const rate = 20
	dir := home(t)
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("Durée;Titre\n1'40\";Accueil\n20';Débat\n"))
	show := filepath.Join(dir, "soir.regie")
	k := startKillable(t, sheet, "--listen", "127.0.0.1:0", "--obs", "none", "--show-file", show)
	do := func(name, body string) {
		t.Helper()
		if status, answer := k.call(runsheet.Operator, "POST", "/api/do/"+name, body); status != 200 {
			t.Fatalf("%s: %d %s", name, status, answer)
		}
	}
	do("broadcast-delay", `{"delay_ms":120000}`)
	do("begin-run", `{"kind":"rehearsal","name":"Filage","speed":20,"seen":0}`)
	do("go", `{"from":"","to":"accueil"}`)
	do("ask", `{"id":"q1","text":"Qui écrit la recette ?"}`)
	do("approve", `{"id":"q1"}`)
	before := k.until("past the first warning", func(r running) bool { return r.OnAir != nil && r.OnAir.Phase == runsheet.InWarning })
	do("on-air", `{"id":"q1"}`)
	k.kill()

	k = startKillable(t, show, "--listen", "127.0.0.1:0", "--obs", "none")
	after := k.until("on air again", func(r running) bool { return r.OnAir != nil })
	passed := after.Now.Sub(before.Now).Milliseconds()
	if off := before.OnAir.Left - after.OnAir.Left - passed; after.OnAir.ID != "accueil" || off < -100*rate || off > 100*rate {
		t.Errorf("%q is off by %d ms of the run over %d ms", after.OnAir.ID, off, passed)
	}
	k.until("over", func(r running) bool { return r.OnAir != nil && r.OnAir.Phase == runsheet.PastItsTime })
	told := "viewers see  question on-air"
	var log string
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline) && !strings.Contains(log, told); {
		_, log, _ = regie(t, "log", show)
	}
	k.kill()
	for _, once := range []string{"one minute left", "no time left", told, "STARTED AGAIN"} {
		if n := strings.Count(log, once); n != 1 {
			t.Errorf("%q stands %d times in the log:\n%s", once, n, log)
		}
	}
}

// The program dies between two cues of a slot. Started again it does neither the first once more nor the second: what OBS
// was told is not told again, and what was not is left to a hand.
func TestKilledBetweenTwoCues(t *testing.T) {
	dir := home(t)
	sim := startOBS(t, obstest.Config{})
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("Durée;Titre;Scène;Tops\n"+
		"10';Accueil;Plateau;\"text Bandeau, Bonsoir\nmedia.restart Clip\nrecord.start\nwait 6s\ntext Bandeau, Trop tard\nstream.start\"\n5';Fin;Débat;\n"))
	show := filepath.Join(dir, "soir.regie")
	args := []string{sheet, "--listen", "127.0.0.1:0", "--obs", sim.URL(), "--show-file", show}
	k := startKillable(t, args...)
	k.linked()
	if status, answer := k.call(runsheet.Operator, "POST", "/api/do/go", `{"from":"","to":"accueil"}`); status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	for deadline := time.Now().Add(30 * time.Second); !sim.Recording(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the cues before the wait are not done")
		}
	}
	k.served.until("the slot is in the file", `"waiting":0`) // a GO does not wait for a slow disk, and what it has not is lost
	k.kill()
	deeds := func() int {
		return len(sim.Requests("SetInputSettings", "TriggerMediaInputAction", "StartRecord", "StopRecord", "StartStream", "SetCurrentProgramScene"))
	}
	before := deeds()

	k = startKillable(t, append([]string{show}, args[1:]...)...)
	k.linked()
	k.until("still in its slot", func(r running) bool { return r.OnAir != nil && r.OnAir.ID == "accueil" })
	time.Sleep(6500 * time.Millisecond) // longer than the wait that was cut short
	if n := deeds() - before; n != 0 || sim.Setting("Bandeau", "text") != "Bonsoir" || !sim.Recording() {
		t.Errorf("%d requests after the restart; the text is %v, it records %v", n, sim.Setting("Bandeau", "text"), sim.Recording())
	}
	if _, on := sim.Streaming(); on {
		t.Error("a cue that was not due any more was done")
	}
	if status, answer := k.call(runsheet.Operator, "POST", "/api/do/go", `{"from":"accueil","to":"fin"}`); status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	for deadline := time.Now().Add(30 * time.Second); sim.Program() != "Débat"; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("and then GO does not work")
		}
	}
}

// linked waits until OBS is there.
func (k killable) linked() {
	k.t.Helper()
	k.served.until("OBS is there", `"link":"ready"`)
}
