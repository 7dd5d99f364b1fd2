package app

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"regie/app/journal"
	"regie/assets"
	"regie/obs/obstest"
	"regie/runsheet"
	"regie/runsheet/formats"
)

// home gives the program a home of its own, without anything of this machine's.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	t.Setenv("LANG", "en_GB.UTF-8")
	t.Setenv("LC_ALL", "")
	t.Setenv("LC_MESSAGES", "")
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	return dir
}

func put(t *testing.T, path string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// regie runs the program as a shell does.
func regie(t *testing.T, args ...string) (status int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	status = run(ctx, args, &o, &e)
	return status, o.String(), e.String()
}

// showFile makes a show file with a sheet in it.
func showFile(t *testing.T, path string) string {
	t.Helper()
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	show := runsheet.Show{Title: "x", Slots: []runsheet.Slot{{ID: "a", Title: "A", Kind: runsheet.Live, Length: time.Minute}}}
	err = j.Append([]runsheet.Entry{{Seq: 1, At: runsheet.Moment{Wall: time.Now(), Boot: "b"}, Fact: runsheet.Loaded{Show: show}}})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBadInputIsSaidInTheReadersLanguage(t *testing.T) {
	dir := home(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	sim, err := obstest.Start(obstest.Config{Password: "right"})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	web, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go http.Serve(web, http.NotFoundHandler())
	defer web.Close()

	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("Heure;Durée;Titre\n17h30;5';Accueil\n17h35;10';Débat\n"))
	picture := put(t, filepath.Join(dir, "picture.xlsx"), []byte("\x89PNG\r\n\x1a\n0000000000"))
	password := put(t, filepath.Join(dir, "password"), []byte("wrong\n"))
	good := showFile(t, filepath.Join(dir, "good.regie"))
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	newer := bytes.Clone(whole)
	binary.BigEndian.PutUint32(newer[60:], 99)
	newerFile := put(t, filepath.Join(dir, "newer.regie"), newer)
	damaged := bytes.Clone(whole)
	for i := 4096; i < len(damaged); i++ {
		damaged[i] ^= 0x5a
	}
	damagedFile := put(t, filepath.Join(dir, "damaged.regie"), damaged)
	otherFile := put(t, filepath.Join(dir, "other.regie"), []byte("this is a letter to my aunt, and long enough to be taken for something else than an empty file of nothing"))
	used := showFile(t, filepath.Join(dir, "used.regie"))
	user, err := journal.Open(used)
	if err != nil {
		t.Fatal(err)
	}
	defer user.Close()

	for _, c := range []struct {
		name   string
		args   []string
		status int
		key    string
	}{
		{"a picture", []string{"convert", picture, "--to", "json"}, exitRefused, "trouble.not-run-sheet"},
		{"a picture to serve", []string{"serve", picture}, exitRefused, "trouble.not-run-sheet"},
		{"no file", []string{"convert", filepath.Join(dir, "absent.csv")}, exitRefused, "trouble.no-file"},
		{"no show", []string{"log", filepath.Join(dir, "absent.regie")}, exitRefused, "trouble.no-file"},
		{"a newer show", []string{"serve", newerFile, "--listen", "127.0.0.1:0", "--obs", "none"}, exitRefused, "trouble.show-newer"},
		{"a newer show to report", []string{"report", newerFile}, exitRefused, "trouble.show-newer"},
		{"a damaged show", []string{"serve", damagedFile, "--listen", "127.0.0.1:0", "--obs", "none"}, exitRefused, "trouble.show-damaged"},
		{"another file", []string{"serve", otherFile, "--obs", "none"}, exitRefused, "trouble.not-show"},
		{"a show in use", []string{"serve", used, "--listen", "127.0.0.1:0", "--obs", "none"}, exitRefused, "trouble.show-in-use"},
		{"a port in use", []string{"serve", sheet, "--listen", taken.Addr().String(), "--obs", "none"}, exitRefused, "trouble.port-in-use"},
		{"no such address", []string{"serve", sheet, "--listen", "nowhere", "--obs", "none"}, exitRefused, "trouble.cannot-listen"},
		{"no folder for the show", []string{"serve", sheet, "--listen", "127.0.0.1:0", "--obs", "none", "--show-file", filepath.Join(dir, "absent", "x.regie")}, exitRefused, "trouble.no-file"},
		{"a wrong password", []string{"check", sheet, "--obs", sim.URL(), "--obs-password-file", password}, exitRefused, "trouble.obs-password"},
		{"no OBS", []string{"check", sheet, "--obs", "ws://127.0.0.1:1"}, exitRefused, "trouble.obs-absent"},
		{"not OBS", []string{"check", sheet, "--obs", "ws://" + web.Addr().String()}, exitRefused, "trouble.obs-not"},
		{"no address", []string{"check", sheet, "--obs", "http://x"}, exitRefused, "trouble.obs-address"},
		{"no display", []string{sheet}, exitRefused, "trouble.no-display"},
		{"another format", []string{"convert", sheet, "--to", "doc"}, exitMisused, ""},
		{"another report", []string{"report", good, "--format", "pdf"}, exitMisused, ""},
		{"no argument", []string{"serve"}, exitMisused, ""},
		{"two arguments", []string{"convert", sheet, sheet}, exitMisused, ""},
		{"an unknown flag", []string{"serve", sheet, "--colour", "red"}, exitMisused, ""},
	} {
		for _, lang := range assets.Langs {
			t.Run(c.name+" "+string(lang), func(t *testing.T) {
				status, out, errOut := regie(t, append(c.args, "--lang", string(lang))...)
				if status != c.status {
					t.Errorf("status %d, want %d\n%s", status, c.status, errOut)
				}
				if out != "" && c.args[0] != "check" { // check lists what it found before it is refused
					t.Errorf("standard output is for results, and has %q", out)
				}
				if c.key == "" {
					if !strings.Contains(errOut, "--help") && !strings.Contains(errOut, "takes") {
						t.Errorf("no word on what would be right: %s", errOut)
					}
					return
				}
				words := assets.In(lang)
				if c.key == "trouble.no-display" && withoutWindow {
					c.key = "trouble.no-window"
				}
				sentence, _, _ := strings.Cut(strings.ReplaceAll(words.Say(c.key), "{subject}", "\x00"), "\x00")
				if sentence == "" {
					_, sentence, _ = strings.Cut(words.Say(c.key), "{subject}")
				}
				hint, _, _ := strings.Cut(words.Say(c.key+".hint"), "{subject}")
				if !strings.Contains(errOut, sentence) || !strings.Contains(errOut, hint) {
					t.Errorf("said:\n%s\nwant %q and %q", errOut, sentence, hint)
				}
			})
		}
	}
	for path, want := range map[string][]byte{newerFile: newer, damagedFile: damaged} {
		if got, _ := os.ReadFile(path); !bytes.Equal(got, want) {
			t.Errorf("%s was touched", filepath.Base(path))
		}
	}
}

func TestConvertAndCheck(t *testing.T) {
	dir := home(t)
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("Heure;Durée;Titre;Scène\n17h30;5';Accueil;Plateau\n17h35;dix;Débat;Debat\n"))
	status, out, errOut := regie(t, "convert", sheet, "--to", "json")
	var sheetJSON struct {
		Slots    []map[string]any `json:"slots"`
		Problems []map[string]any `json:"problems"`
	}
	if err := json.Unmarshal([]byte(out), &sheetJSON); err != nil || status != exitDone {
		t.Fatalf("status %d, %v\n%s%s", status, err, out, errOut)
	}
	if len(sheetJSON.Slots) != 2 || len(sheetJSON.Problems) == 0 {
		t.Errorf("%d slots, problems %v", len(sheetJSON.Slots), sheetJSON.Problems)
	}
	file := filepath.Join(dir, "out.csv")
	if status, out, errOut := regie(t, "convert", sheet, "--to", "csv", "-o", file); status != exitDone || out != "" {
		t.Errorf("status %d %s%s", status, out, errOut)
	}
	if status, out, _ := regie(t, "convert", file, "--to", "json"); status != exitDone || !strings.Contains(out, "Accueil") {
		t.Errorf("what was written is not read back: %d %s", status, out)
	}

	sim, err := obstest.Start(obstest.Config{Scenes: []string{"Plateau", "Débat"}})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	status, out, _ = regie(t, "check", sheet, "--obs", sim.URL(), "--json")
	var check struct {
		OK  bool `json:"ok"`
		OBS struct {
			Missing []struct {
				Scene   string   `json:"scene"`
				Nearest []string `json:"nearest"`
			} `json:"missing"`
		} `json:"obs"`
	}
	if err := json.Unmarshal([]byte(out), &check); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if status != exitRefused || check.OK || len(check.OBS.Missing) != 1 || check.OBS.Missing[0].Scene != "Debat" ||
		len(check.OBS.Missing[0].Nearest) == 0 || check.OBS.Missing[0].Nearest[0] != "Débat" {
		t.Errorf("status %d: %s", status, out)
	}
	fine := put(t, filepath.Join(dir, "fine.csv"), []byte("Heure;Durée;Titre;Scène\n04/02/2021 ;;;\n17h30;5';Accueil;Plateau\n17h35;10';Débat;Débat\n"))
	if status, out, errOut := regie(t, "check", fine, "--obs", sim.URL(), "--no-stream"); status != exitDone {
		t.Errorf("status %d: %s%s", status, out, errOut)
	}
}

// served is a program that runs, as another program sees it.
type served struct {
	t     *testing.T
	ready ready
	stop  context.CancelFunc
	ended chan int
	err   *syncBuffer
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func serve(t *testing.T, args ...string) *served {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := &served{t: t, stop: stop, ended: make(chan int, 1), err: &syncBuffer{}}
	r, w := io.Pipe()
	go func() {
		s.ended <- run(ctx, append([]string{"serve"}, args...), w, s.err)
		w.Close()
	}()
	if err := json.NewDecoder(r).Decode(&s.ready); err != nil {
		stop()
		t.Fatalf("no ready line: %v\n%s", err, s.err)
	}
	t.Cleanup(func() { s.end() })
	return s
}

func (s *served) end() {
	s.t.Helper()
	s.stop()
	select {
	case status := <-s.ended:
		if status != exitDone {
			s.t.Errorf("serve ended with %d\n%s", status, s.err)
		}
		s.ended <- status
	case <-time.After(20 * time.Second):
		s.t.Fatal("serve does not end")
	}
}

func (s *served) call(role runsheet.Role, method, path, body string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequest(method, s.ready.Address+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.ready.Keys[role])
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b)
}

func (s *served) until(what, part string) {
	s.t.Helper()
	var body string
	for range 300 {
		if _, body = s.call(runsheet.Operator, "GET", "/api/state", ""); strings.Contains(body, part) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.t.Fatalf("waited in vain: %s: %s\n%s", what, part, body)
}

// A show file goes on where it was left: the same keys, the same slot, and a sheet given again is not loaded again.
func TestServeGoesOn(t *testing.T) {
	dir := home(t)
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("N°;Heure;Durée;Titre;Scène\n1;17h30;5';Accueil;Plateau\n2;17h35;10';Débat;Débat\n"))
	show := filepath.Join(dir, "soirée #1?.regie")
	args := []string{sheet, "--listen", "127.0.0.1:0", "--obs", "sim", "--show-file", show}
	s := serve(t, args...)
	s.until("simulated OBS", `"link":"ready"`)
	if status, body := s.call(runsheet.Operator, "POST", "/api/do/go", `{"from":"","to":"accueil"}`); status != 200 {
		t.Fatalf("GO: %d %s", status, body)
	}
	s.until("the scene of the first slot", `"scene":"Plateau","wanted":"Plateau"`)
	if status, body := s.call(runsheet.Audience, "POST", "/api/do/go", `{"from":"accueil","to":"debat"}`); status != 403 {
		t.Errorf("the audience's GO: %d %s", status, body)
	}
	keys := s.ready.Keys
	s.end()

	s = serve(t, args...)
	for role, key := range keys {
		if s.ready.Keys[role] != key {
			t.Errorf("the %s's link broke over a restart", role)
		}
	}
	s.until("the same slot", `"on_air":{"id":"accueil"`)
	s.end()
	s = serve(t, show, "--listen", "127.0.0.1:0", "--obs", "none")
	s.until("the same slot from the show file", `"on_air":{"id":"accueil"`)
	s.end()
	_, out, _ := regie(t, "log", show, "--json")
	if n := strings.Count(out, `"kind":"loaded"`); n != 1 {
		t.Errorf("the sheet was loaded %d times\n%s", n, out)
	}
}

// Trouble with OBS never keeps the desk from running.
func TestServeWithoutAnswerFromOBS(t *testing.T) {
	dir := home(t)
	sim, err := obstest.Start(obstest.Config{Password: "right", Scenes: []string{"Attente", "Plateau"}})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("Heure;Durée;Titre;Scène\n17h30;5';Accueil;Plateau\n"))
	password := put(t, filepath.Join(dir, "password"), []byte("wrong\n"))
	s := serve(t, sheet, "--listen", "127.0.0.1:0", "--obs", sim.URL(), "--obs-password-file", password)
	s.until("the refusal", `"link":"refused"`)
	if status, body := s.call(runsheet.Operator, "POST", "/api/do/go", `{"to":"accueil"}`); status != 200 {
		t.Errorf("GO without OBS: %d %s", status, body)
	}
	s.until("the slot", `"on_air":{"id":"accueil"`)
	s.until("why OBS did not follow", `"refused":"`)
}

func TestGoOnWithTheShowThatWasOnAir(t *testing.T) {
	dir := home(t)
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("Heure;Durée;Titre\n17h30;5';Accueil\n17h35;5';Suite\n"))
	other := put(t, filepath.Join(dir, "other.csv"), []byte("Heure;Durée;Titre\n17h30;5';Autre\n"))
	s := serve(t, sheet, "--listen", "127.0.0.1:0", "--obs", "none")
	first, keys := s.ready.ShowFile, s.ready.Keys
	if info, err := os.Stat(first); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the show file holds keys and is %v, %v", info.Mode(), err)
	}
	// Before the first GO already: the hall has scanned the code and asked.
	s.call(runsheet.Audience, "POST", "/api/do/ask", `{"id":"early","text":"Une question avant l'heure ?"}`)
	s.end()
	s = serve(t, sheet, "--listen", "127.0.0.1:0", "--obs", "none")
	if s.ready.ShowFile != first || s.ready.Keys[runsheet.Audience] != keys[runsheet.Audience] {
		t.Error("a show that was asked in was not gone on with")
	}
	s.until("the early question", `"id":"early"`)
	// Another show in between takes nothing from this one, nor does a start that fails.
	between := serve(t, other, "--listen", "127.0.0.1:0", "--obs", "none")
	between.end()
	if status, _, _ := regie(t, "serve", other, "--listen", strings.TrimPrefix(s.ready.Address, "http://"), "--obs", "none"); status != exitRefused {
		t.Errorf("a second desk on a taken port: status %d", status)
	}
	s.call(runsheet.Operator, "POST", "/api/do/go", `{"to":"accueil"}`)
	s.end()
	s = serve(t, sheet, "--listen", "127.0.0.1:0", "--obs", "none")
	if s.ready.ShowFile != first {
		t.Errorf("a show on air was not gone on with: %s, then %s", first, s.ready.ShowFile)
	}
	s.call(runsheet.Operator, "POST", "/api/do/end", `{"from":"accueil"}`)
	s.end()
	s = serve(t, sheet, "--listen", "127.0.0.1:0", "--obs", "none")
	if s.ready.ShowFile == first {
		t.Error("a closed show was gone on with unasked")
	}
	s.call(runsheet.Operator, "POST", "/api/do/go", `{"to":"accueil"}`)
	second := s.ready.ShowFile
	s.end()
	s = serve(t, other, "--listen", "127.0.0.1:0", "--obs", "none")
	if s.ready.ShowFile == second {
		t.Error("another sheet went into the show that was on air")
	}
	s.end()
}

func TestEverySheetProblemIsSaidInEveryLanguage(t *testing.T) {
	for _, code := range formats.Codes() {
		for _, lang := range assets.Langs {
			key := "sheet." + string(code)
			if _, ok := assets.In(lang)[key]; !ok {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
	}
}
