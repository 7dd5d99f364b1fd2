//go:build linux && !headless

package app

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"regie/obs/realobs"
	"regie/obs/realobs/bare"
	"regie/runsheet"
)

// TestEvening is the whole of a webinar, on the real things: the sample run sheet as a spreadsheet, a real OBS, phones
// in a real browser, the program killed in the middle, and the rest of the show from a real window by keyboard.
func TestEvening(t *testing.T) {
	n := newNight(t)

	t.Log("17:20 the régie opens its run sheet, with OBS on the waiting scene")
	n.serve(filepath.Join("..", "assets", "samples", sampleSheet))
	n.until("OBS is there and read", func(s shown) bool { return s.OBS.Link == "ready" && s.OBS.Scene == "Attente" })
	n.scene("Attente")

	t.Log("the phones are there before the show: 40 questions come in")
	phones := n.phones(40)
	n.until("40 questions wait", func(s shown) bool { return len(s.Questions) == 40 })
	for _, q := range n.state().Questions {
		if q.Status != "incoming" || q.Slot != "" {
			t.Errorf("question %q is %s in slot %q before the show", q.Text, q.Status, q.Slot)
		}
	}

	t.Log("GO, and GO again: each takes its scene in OBS")
	n.goes("pre-antenne", "Attente")
	n.goes("generique", "Générique")
	animator := n.page("animator")
	n.goes("presentation", "Plateau")

	t.Log("five questions are approved; one is put on air, and is on the animator's page then and not before")
	chosen := phones[7]
	for _, text := range phones[5:10] {
		n.do(runsheet.Moderator, "approve", map[string]any{"id": n.question(text).ID})
	}
	n.until("five are approved", func(s shown) bool { return count(s, "approved") == 5 })
	if seen := animator.text(); strings.Contains(seen, chosen) {
		t.Errorf("the animator's page shows %q before it is on air", chosen)
	}
	n.do(runsheet.Moderator, "on-air", map[string]any{"id": n.question(chosen).ID})
	animator.waitFor(chosen)
	if seen := animator.text(); strings.Contains(seen, phones[20]) {
		t.Errorf("the animator's page shows %q, which nobody approved", phones[20])
	}

	t.Log("the program is killed in the third slot, in the middle of a flood, and started again with its window")
	before := n.began()
	acknowledged := n.floodAndKill()
	if len(acknowledged) < 50 {
		t.Fatalf("only %d questions were acknowledged before the kill: the test shows nothing", len(acknowledged))
	}
	n.scene("Plateau")
	n.window()
	s := n.until("the same slot is on air", func(s shown) bool { return s.OnAir != nil && s.OnAir.ID == "presentation" })
	if drift := n.began().Sub(before).Abs(); drift > 100*time.Millisecond {
		t.Errorf("the clock of the slot moved by %v over the kill", drift)
	}
	have := map[string]bool{}
	for _, q := range s.Questions {
		have[q.ID] = true
	}
	for _, id := range acknowledged {
		if !have[id] {
			t.Errorf("question %s was acknowledged and is lost", id)
		}
	}
	if got := n.question(chosen).Status; got != "on-air" {
		t.Errorf("the question on air is %s after the kill", got)
	}
	n.until("OBS is there again", func(s shown) bool { return s.OBS.Link == "ready" })
	n.scene("Plateau") // a return is never a cut
	animator.waitFor(chosen)

	t.Log("the rest of the show, by keyboard in the window")
	n.screenshot("window-after-restart")
	for _, next := range []struct{ slot, scene string }{
		{"les-algorithmes-dans-l", "Générique"}, {"qu-est-ce-qu-un", "Intervenant"}, {"pause", "Attente"},
		{"table-ronde", "Débat"}, {"questions-reponses", "Questions"}, {"annonces", "Plateau"}, {"generique-de-fin", "Générique"},
	} {
		n.key("space", "space") // two presses of one finger are one GO
		n.until(next.slot+" is on air", func(s shown) bool { return s.OnAir != nil && s.OnAir.ID == next.slot })
		n.scene(next.scene)
		time.Sleep(time.Second) // a person's pause between two intentions
		if s := n.state(); s.OnAir.ID != next.slot {
			t.Fatalf("one double press took two slots: %s is on air", s.OnAir.ID)
		}
	}
	n.key("p")
	n.until("hold", func(s shown) bool { return s.OnAir.Held })
	n.scene("Attente")
	n.key("p")
	n.until("no hold", func(s shown) bool { return !s.OnAir.Held })
	n.scene("Générique")
	left := n.state().OnAir.Left
	n.key("plus")
	n.until("a minute more", func(s shown) bool { return s.OnAir.Left > left+30_000 })

	t.Log("a hand on OBS is seen and left alone")
	n.hand("Attente")
	n.until("the hand is seen", func(s shown) bool { return s.OBS.Scene == "Attente" && s.OBS.Drifted })
	n.scene("Attente")

	n.do(runsheet.Operator, "end", map[string]any{"from": "generique-de-fin"})
	n.stop()

	t.Log("afterwards the log and the report say what really happened")
	n.checkReport()
	n.checkLog()
}

// doublePress is a little more than the time within which two GO are one.
const doublePress = 350 * time.Millisecond

// night is one evening with everything it needs.
type night struct {
	testing.TB
	dir, bin, show string
	listen         string
	keys           map[runsheet.Role]string
	cmd            *exec.Cmd
	exited         chan error
	obs            *realobs.Studio
	eye            *bare.Client
	browser        context.Context
	display        string
	windowID       string
	bus            string // the desktop's services, "" for none
}

// shown is what this test reads of the operator's state.
type shown struct {
	Now   time.Time `json:"now"`
	OnAir *struct {
		ID      string `json:"id"`
		Elapsed int64  `json:"elapsed_ms"`
		Left    int64  `json:"left_ms"`
		Held    bool   `json:"held"`
	} `json:"on_air"`
	Standby *struct {
		ID string `json:"id"`
	} `json:"standby"`
	OBS struct {
		Link    string `json:"link"`
		Scene   string `json:"scene"`
		Drifted bool   `json:"drifted"`
	} `json:"obs"`
	Questions []shownQuestion `json:"questions"`
	Message   *struct {
		Text string `json:"text"`
		Age  int64  `json:"age_ms"`
	} `json:"message"`
	Timers []struct {
		Over bool `json:"over"`
	} `json:"timers"`
}

type shownQuestion struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Status string `json:"status"`
	Slot   string `json:"slot"`
}

func count(s shown, status string) int {
	n := 0
	for _, q := range s.Questions {
		if q.Status == status {
			n++
		}
	}
	return n
}

func newNight(t *testing.T) *night {
	n := &night{TB: t, dir: t.TempDir()}
	n.obs = realobs.ForTest(t, realobs.Config{Scenes: []string{"Attente", "Générique", "Plateau", "Intervenant", "Débat", "Questions"}})
	var err error
	if n.eye, err = bare.Dial(t.Context(), n.obs.Addr(), n.obs.Password(), 0, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.eye.Close)
	n.bin = buildProgram(t)
	n.listen = freeAddress(t)
	n.show = filepath.Join(n.dir, "soirée du 4 février.regie")
	if err := os.WriteFile(filepath.Join(n.dir, "password"), []byte(n.obs.Password()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.stop)
	return n
}

// buildProgram makes the program as a person gets it.
func buildProgram(t testing.TB) string {
	t.Helper()
	bin, err := builtOnce()
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

// builtOnce builds the program for all tests that start it; TestMain takes it away.
var builtOnce = sync.OnceValues(func() (string, error) {
	var err error
	if builtIn, err = os.MkdirTemp("", "regie-test-"); err != nil {
		return "", err
	}
	bin := filepath.Join(builtIn, "regie")
	return bin, build(bin, "..")
})

func build(bin, folder string) error {
	if out, err := exec.Command("go", "build", "-tags", "migrated_fynedo,gles", "-o", bin, folder).CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	return nil
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// command prepares the program with a home of its own and no desktop services.
func (n *night) command(args ...string) *exec.Cmd {
	cmd := exec.Command(n.bin, args...)
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "DISPLAY=") || strings.HasPrefix(v, "WAYLAND_DISPLAY=") || strings.HasPrefix(v, "REGIE_")
	}), "HOME="+n.dir, "XDG_CONFIG_HOME="+n.dir+"/config", "XDG_DATA_HOME="+n.dir+"/data", "LANG=fr_FR.UTF-8",
		"DBUS_SESSION_BUS_ADDRESS="+cmp.Or(n.bus, "unix:path=/nonexistent"), "LIBGL_ALWAYS_SOFTWARE=1")
	cmd.Stderr = n.Output()
	return cmd
}

func (n *night) start(cmd *exec.Cmd) {
	n.Helper()
	n.cmd, n.exited = cmd, make(chan error, 1)
	if err := cmd.Start(); err != nil {
		n.Fatal(err)
	}
	go func(exited chan error) { exited <- cmd.Wait() }(n.exited)
}

func (n *night) obsFlags() []string {
	if n.obs == nil {
		return []string{"--listen", n.listen, "--obs", "sim"}
	}
	return []string{"--listen", n.listen, "--obs", "ws://" + n.obs.Addr(), "--obs-password-file", filepath.Join(n.dir, "password")}
}

// serve starts the desk without a window and reads its line.
func (n *night) serve(sheet string) {
	n.Helper()
	cmd := n.command(append([]string{"serve", sheet, "--show-file", n.show}, n.obsFlags()...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		n.Fatal(err)
	}
	n.start(cmd)
	var line struct {
		Address string                   `json:"address"`
		Keys    map[runsheet.Role]string `json:"keys"`
		File    string                   `json:"show_file"`
	}
	if err := json.NewDecoder(out).Decode(&line); err != nil {
		n.Fatalf("read the ready line: %v", err)
	}
	if line.Address != "http://"+n.listen || line.File != n.show || len(line.Keys) < 5 {
		n.Fatalf("ready line: %+v", line)
	}
	n.keys = line.Keys
}

// window starts the control room on the same show file, in a display of its own with a window manager.
func (n *night) window() {
	n.Helper()
	if n.display == "" {
		n.display = display(n.TB)
	}
	cmd := n.command(append([]string{n.show}, n.obsFlags()...)...)
	cmd.Env = append(cmd.Env, "DISPLAY="+n.display)
	n.start(cmd)
	n.windowID = n.windowNamed("gie$")
	n.activate(n.windowID)
}

// windowNamed waits until the program shows a window whose name a pattern fits, and gives its id.
func (n *night) windowNamed(pattern string) string {
	n.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		out, err := n.xdotool("search", "--onlyvisible", "--all", "--pid", strconv.Itoa(n.cmd.Process.Pid), "--name", pattern)
		if id := strings.Fields(out); err == nil && len(id) > 0 {
			return id[0]
		}
		if time.Now().After(deadline) {
			n.Fatalf("no window %q after 30 s: %s %v", pattern, out, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// activate gives a window the keyboard.
func (n *night) activate(id string) {
	n.Helper()
	if out, err := n.xdotool("windowactivate", "--sync", id); err != nil {
		n.Fatalf("activate the window: %s %v", out, err)
	}
}

// display starts an X server with a window manager, and ends both with the test. More are flags of Xvfb.
func display(t testing.TB, more ...string) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	x := exec.Command("Xvfb", append([]string{"-displayfd", "3", "-screen", "0", "1600x900x24", "-nolisten", "tcp"}, more...)...)
	x.ExtraFiles = []*os.File{write}
	if err := x.Start(); err != nil {
		t.Fatalf("Xvfb (package xvfb): %v", err)
	}
	write.Close()
	t.Cleanup(func() { x.Process.Kill(); x.Wait() })
	number, err := bufio.NewReader(read).ReadString('\n') // to the end of the line, or Xvfb dies of writing it
	if err != nil {
		t.Fatalf("Xvfb says no display: %v", err)
	}
	name := ":" + strings.TrimSpace(number)
	wm := exec.Command("openbox")
	wm.Env = append(os.Environ(), "DISPLAY="+name)
	if err := wm.Start(); err != nil {
		t.Fatalf("openbox: %v", err)
	}
	t.Cleanup(func() { wm.Process.Kill(); wm.Wait() })
	return name
}

func (n *night) xdotool(args ...string) (string, error) {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+n.display)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// key presses keys in the window, one right after the other.
func (n *night) key(keys ...string) {
	n.Helper()
	time.Sleep(doublePress) // a person presses at what the window shows, and it draws ten times a second
	if out, err := n.xdotool(append([]string{"key", "--clearmodifiers", "--delay", "40"}, keys...)...); err != nil {
		n.Fatalf("press %v: %s %v", keys, out, err)
	}
}

// screenshot keeps a picture where REGIE_PICTURES says, for a person to look at.
func (n *night) screenshot(name string) {
	n.Helper()
	dir := os.Getenv("REGIE_PICTURES")
	if dir == "" {
		return
	}
	time.Sleep(time.Second) // let the window draw what it was told
	cmd := exec.Command("import", "-window", "root", filepath.Join(dir, name+".png"))
	cmd.Env = append(os.Environ(), "DISPLAY="+n.display)
	if out, err := cmd.CombinedOutput(); err != nil {
		n.Errorf("screenshot: %v %s", err, out)
	}
}

// stop ends the program as a person does.
func (n *night) stop() {
	if n.cmd == nil {
		return
	}
	n.cmd.Process.Signal(os.Interrupt)
	select {
	case err := <-n.exited:
		if err != nil {
			n.Errorf("the program ended with %v", err)
		}
	case <-time.After(15 * time.Second):
		n.cmd.Process.Kill()
		n.Errorf("the program does not end")
	}
	n.cmd = nil
}

func (n *night) request(role runsheet.Role, method, path string, body any) (int, []byte, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	return httpCall(n.Context(), method, "http://"+n.listen+path, n.keys[role], bytes.NewReader(b))
}

func httpCall(ctx context.Context, method, url, key string, body io.Reader) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	return resp.StatusCode, out, err
}

// state is the operator's.
func (n *night) state() shown {
	n.Helper()
	var s shown
	status, body, err := n.request(runsheet.Operator, "GET", "/api/state", nil)
	if err != nil || status != 200 {
		n.Fatalf("GET /api/state: %d %s %v", status, body, err)
	}
	if err := json.Unmarshal(body, &s); err != nil {
		n.Fatal(err)
	}
	return s
}

// began is when the slot on air began, by its clock as the desk shows it now.
func (n *night) began() time.Time {
	n.Helper()
	s := n.state()
	if s.OnAir == nil {
		n.Fatal("nothing is on air")
	}
	return s.Now.Add(-time.Duration(s.OnAir.Elapsed) * time.Millisecond)
}

// until waits for a state, which a person would wait some seconds for.
func (n *night) until(what string, is func(shown) bool) shown {
	n.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		var s shown
		status, body, err := n.request(runsheet.Operator, "GET", "/api/state", nil)
		if err == nil && status == 200 && json.Unmarshal(body, &s) == nil && is(s) {
			return s
		}
		if time.Now().After(deadline) {
			n.Fatalf("waited in vain: %s\n%d %s %v", what, status, body, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// do gives a command over HTTP and expects it to be done.
func (n *night) do(role runsheet.Role, command string, body any) {
	n.Helper()
	status, out, err := n.request(role, "POST", "/api/do/"+command, body)
	if err != nil || status != 200 {
		n.Fatalf("%s %v: %d %s %v", command, body, status, out, err)
	}
}

// goes gives GO as the operator sees the desk, and reads the scene back from OBS.
func (n *night) goes(slot, scene string) {
	n.Helper()
	s := n.state()
	from := ""
	if s.OnAir != nil {
		from = s.OnAir.ID
	}
	if s.Standby == nil || s.Standby.ID != slot {
		n.Fatalf("on standby is %+v, not %s", s.Standby, slot)
	}
	n.do(runsheet.Operator, "go", map[string]any{"from": from, "to": slot})
	if s := n.state(); s.OnAir == nil || s.OnAir.ID != slot {
		n.Fatalf("GO was acknowledged and %+v is on air, not %s", s.OnAir, slot)
	}
	n.scene(scene)
	time.Sleep(doublePress)
}

// scene waits until OBS itself says that it shows a scene.
func (n *night) scene(want string) {
	n.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for {
		body, err := n.eye.Request(n.Context(), "GetCurrentProgramScene", nil)
		if err != nil {
			n.Fatal(err)
		}
		var got struct {
			Name string `json:"currentProgramSceneName"`
		}
		if err := json.Unmarshal(body, &got); err != nil {
			n.Fatal(err)
		}
		if got.Name == want {
			return
		}
		if time.Now().After(deadline) {
			n.Fatalf("OBS shows %q, not %q", got.Name, want)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// hand takes a scene in OBS itself.
func (n *night) hand(scene string) {
	n.Helper()
	if _, err := n.eye.Request(n.Context(), "SetCurrentProgramScene", map[string]any{"sceneName": scene}); err != nil {
		n.Fatal(err)
	}
}

func (n *night) question(text string) shownQuestion {
	n.Helper()
	for _, q := range n.state().Questions {
		if q.Text == text {
			return q
		}
	}
	n.Fatalf("no question %q", text)
	return shownQuestion{}
}

// floodAndKill asks from many hands at once, kills the program in the middle and gives the ids that it had acknowledged.
func (n *night) floodAndKill() []string {
	n.Helper()
	var mu sync.Mutex
	var acknowledged []string
	var hands sync.WaitGroup
	enough := make(chan struct{})
	for hand := range 8 {
		hands.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("flood-%d-%d", hand, i)
				text := fmt.Sprintf("Question numéro %d de la main %d, %s ?", i, hand, strings.Repeat("x", i%17))
				status, _, err := n.request(runsheet.Operator, "POST", "/api/do/ask", map[string]any{"id": id, "text": text})
				if err != nil {
					return
				}
				if status == 200 {
					mu.Lock()
					if acknowledged = append(acknowledged, id); len(acknowledged) == 200 {
						close(enough)
					}
					mu.Unlock()
				}
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(20 * time.Second):
		n.Error("200 questions took more than 20 s")
	}
	if err := n.cmd.Process.Kill(); err != nil {
		n.Fatal(err)
	}
	<-n.exited
	n.cmd = nil
	hands.Wait()
	return acknowledged
}

// phones open the ask page in n browsers that share nothing, ask one question each and wait for "received". It gives
// the questions.
func (n *night) phones(many int) []string {
	n.Helper()
	alloc, cancel := chromedp.NewExecAllocator(n.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(n.TB)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(filepath.Join(n.dir, "chromium")),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "fr-FR"),
		chromedp.WindowSize(390, 844))...)
	n.Cleanup(cancel)
	var stop context.CancelFunc
	n.browser, stop = chromedp.NewContext(alloc)
	n.Cleanup(stop)
	if err := chromedp.Run(n.browser); err != nil {
		n.Fatalf("start chromium: %v", err)
	}
	texts := genuine(n.TB)[:many]
	var lanes sync.WaitGroup
	turns := make(chan string, many)
	for _, text := range texts {
		turns <- text
	}
	close(turns)
	for range 4 {
		lanes.Go(func() {
			for text := range turns {
				if err := n.ask(text); err != nil {
					n.Errorf("ask %q: %v", text, err)
				}
			}
		})
	}
	lanes.Wait()
	return texts
}

// genuine is what people really ask, as unlike each other as an audience is: forty fillings of one pattern within seconds
// would be taken for a machine's.
func genuine(t testing.TB) []string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "runsheet", "testdata", "attack", "genuine.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for line := range strings.Lines(string(file)) {
		if line = strings.TrimSpace(line); strings.HasSuffix(line, "?") && line[0] != '#' {
			texts = append(texts, line)
		}
	}
	return texts
}

// own opens an empty page in a profile that shares nothing with the others. The headless mode of today opens one only
// together with a window.
func (n *night) own() (context.Context, func(), error) {
	whole := cdp.WithExecutor(n.browser, chromedp.FromContext(n.browser).Browser)
	profile, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(whole)
	if err != nil {
		return nil, nil, err
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(profile).WithNewWindow(true).Do(whole)
	if err != nil {
		return nil, nil, err
	}
	ctx, stop := chromedp.NewContext(n.browser, chromedp.WithTargetID(id))
	return ctx, func() {
		stop()
		target.DisposeBrowserContext(profile).Do(whole)
	}, nil
}

func (n *night) ask(text string) error {
	phone, done, err := n.own()
	if err != nil {
		return err
	}
	defer done()
	phone, stop := context.WithTimeout(phone, time.Minute)
	defer stop()
	var received string
	err = chromedp.Run(phone,
		chromedp.Navigate("http://"+n.listen+"/ask#key="+n.keys[runsheet.Audience]),
		chromedp.WaitVisible("#text"), chromedp.SendKeys("#text", text), chromedp.Click("#send"),
		chromedp.WaitVisible(`#mine li[data-fate="received"]`), chromedp.Text("#mine li", &received))
	if err == nil && !strings.Contains(received, text) {
		err = errors.New("the page shows " + received)
	}
	return err
}

func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium here: install the package chromium")
	return ""
}

// tab is one page that stays open.
type tab struct {
	n   *night
	ctx context.Context
}

// page opens a role's page as that role.
func (n *night) page(name string) tab {
	n.Helper()
	ctx, done, err := n.own()
	if err != nil {
		n.Fatal(err)
	}
	n.Cleanup(done)
	if err := chromedp.Run(ctx, chromedp.Navigate("http://"+n.listen+"/"+name+"#key="+n.keys[runsheet.Role(name)])); err != nil {
		n.Fatalf("open /%s: %v", name, err)
	}
	return tab{n, ctx}
}

// text is what a person sees on the page.
func (p tab) text() string {
	p.n.Helper()
	var seen string
	if err := chromedp.Run(p.ctx, chromedp.Evaluate("document.body.innerText", &seen)); err != nil {
		p.n.Fatal(err)
	}
	return seen
}

func (p tab) waitFor(text string) {
	p.n.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !strings.Contains(p.text(), text) {
		if time.Now().After(deadline) {
			p.n.Fatalf("the page never shows %q:\n%s", text, p.text())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (n *night) output(args ...string) []byte {
	n.Helper()
	out, err := n.command(args...).Output()
	if err != nil {
		n.Fatalf("regie %v: %v", args, err)
	}
	return out
}

func (n *night) checkReport() {
	n.Helper()
	var r struct {
		Slots []struct {
			ID            string  `json:"id"`
			PlannedLength float64 `json:"planned_length_s"`
			ActualStart   *string `json:"actual_start"`
			ActualEnd     *string `json:"actual_end"`
		} `json:"slots"`
		Questions []struct {
			Text    string  `json:"text"`
			OnAirAt *string `json:"on_air_at"`
		} `json:"questions"`
	}
	if err := json.Unmarshal(n.output("report", n.show, "--format", "json"), &r); err != nil {
		n.Fatal(err)
	}
	if len(r.Slots) != 10 {
		n.Errorf("the report has %d slots, not 10", len(r.Slots))
	}
	for _, s := range r.Slots {
		if s.ActualStart == nil || s.ActualEnd == nil || s.PlannedLength <= 0 {
			n.Errorf("the report lacks planned or actual times: %+v", s)
		}
	}
	shownOnAir := 0
	for _, q := range r.Questions {
		if q.OnAirAt != nil {
			shownOnAir++
		}
	}
	if shownOnAir != 1 {
		n.Errorf("%d questions were on air by the report, not 1", shownOnAir)
	}
	csv := string(n.output("report", n.show, "--format", "csv"))
	if lines := strings.Count(csv, "\n"); lines != 11 {
		n.Errorf("the report's CSV has %d lines, not a header and 10 slots:\n%s", lines, csv)
	}
}

func (n *night) checkLog() {
	n.Helper()
	kinds := map[string]int{}
	var seq int64
	for line := range bytes.Lines(n.output("log", n.show, "--json")) {
		var e struct {
			Seq  int64  `json:"seq"`
			Kind string `json:"kind"`
		}
		if err := json.Unmarshal(line, &e); err != nil {
			n.Fatalf("%s: %v", line, err)
		}
		if e.Seq != seq+1 {
			n.Errorf("entry %d follows %d", e.Seq, seq)
		}
		seq = e.Seq
		kinds[e.Kind]++
	}
	for kind, want := range map[string]int{"went": 10, "resumed": 1, "closed": 1, "held": 1, "released": 1, "extended": 1, "loaded": 1} {
		if kinds[kind] != want {
			n.Errorf("the log has %d entries %q, not %d", kinds[kind], kind, want)
		}
	}
	if text := string(n.output("log", n.show)); !regexp.MustCompile(`(?m)Table ronde`).MatchString(text) {
		n.Errorf("the log does not name the slots:\n%s", text)
	}
}
