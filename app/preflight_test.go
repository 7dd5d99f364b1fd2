package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"regie/app/journal"
	"regie/assets"
	"regie/obs"
	"regie/obs/obstest"
	"regie/runsheet"
)

// The codes of findings stand in sources of other rooms; each must have its sentence in every language, and no other.
func TestEveryFindingHasItsSentence(t *testing.T) {
	used := map[string]bool{}
	for pattern, at := range map[string]*regexp.Regexp{
		"../obs/inspect*.go":       regexp.MustCompile(`i\.say\(\w+, "([a-z.-]+)"`),
		"../runsheet/preflight.go": regexp.MustCompile(`"(preflight\.[a-z]+(?:-[a-z]+)?\.[a-z]+)"`),
		"preflight.go":             regexp.MustCompile(`"(preflight\.(?:obs|clock)\.[a-z]+)"`),
	} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatal(pattern, err)
		}
		for _, path := range paths {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range at.FindAllStringSubmatch(string(source), -1) {
				code := m[1]
				if strings.HasPrefix(path, "../obs") {
					code = "inspect." + code
				}
				used[code] = true
			}
		}
	}
	for _, matter := range []runsheet.Matter{runsheet.SpeakerTest, runsheet.Equipment, runsheet.SignOff} {
		for _, outcome := range []runsheet.Outcome{runsheet.Good, runsheet.Poor, runsheet.Failed} {
			used["preflight."+string(matter)+"."+string(outcome)] = true
		}
	}
	for _, what := range []string{"scene", "source", "item", "filter", "transition", "hotkey", "request", "media", "studio mode"} {
		used[obs.Lack{What: what}.Words().Code] = true
	}
	used["inspect.action"] = true
	if len(used) < 45 {
		t.Fatalf("only %d codes were found: the patterns are wrong", len(used))
	}
	for _, l := range assets.Langs {
		words := assets.In(l)
		for code := range used {
			if _, known := words[code]; !known {
				t.Errorf("%s: no sentence for %s", l, code)
			}
		}
		for key := range words {
			if strings.HasPrefix(key, "inspect.") && !used[key] {
				t.Errorf("%s: nothing says %s any more", l, key)
			}
		}
	}
}

func TestCompareClocks(t *testing.T) {
	noon := time.Date(2026, 2, 4, 12, 0, 0, 0, time.UTC)
	told := noon.Format(http.TimeFormat)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/elsewhere":
			http.Redirect(w, r, "/lost", http.StatusFound)
		case "/dateless":
			w.Header()["Date"] = nil
			return
		}
		w.Header().Set("Date", told)
	}))
	defer server.Close()
	for _, tc := range []struct {
		name, path string
		ours       time.Duration // ahead of the server
		want       string
	}{
		{"the same", "", 500 * time.Millisecond, "preflight.clock.right"},
		{"a second apart", "", -time.Second, "preflight.clock.right"},
		{"behind", "", -10 * time.Second, "preflight.clock.off"},
		{"an hour ahead", "/elsewhere", time.Hour, "preflight.clock.off"},
		{"it does not say", "/dateless", 0, "preflight.clock.failed"},
	} {
		f := compareClocks(t.Context(), server.URL+tc.path, func() time.Time { return noon.Add(tc.ours) })
		if f.Code != tc.want || strings.Contains(f.Args["server"], "/") {
			t.Errorf("%s: %+v", tc.name, f)
		}
	}
	server.Close()
	if f := compareClocks(t.Context(), server.URL, time.Now); f.Code != "preflight.clock.failed" || f.Weight != runsheet.Noted {
		t.Errorf("nobody there: %+v", f)
	}
}

// An OBS that is not as the sheet wants it: what check prints, what it writes, and what it returns.
func TestCheckAgainstOBS(t *testing.T) {
	dir := home(t)
	sim, err := obstest.Start(obstest.Config{Scenes: []string{"Plateau", "Vidéo"}, Inputs: []obstest.Input{
		{Name: "Générique", Kind: obstest.KindMedia, Scenes: []string{"Vidéo"}}, {Name: "Micro", Kind: obstest.KindAudio, Scenes: []string{"Plateau"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	sim.Destination("rtmp://127.0.0.1:1935/live", obstest.Refuses)
	show := runsheet.Show{Title: "Midi <i>", Zone: "Europe/Paris", Slots: []runsheet.Slot{
		{ID: "a", Number: "1", Title: "Accueil", Scene: "Platau", People: []string{"Maud"}, Length: time.Hour},
		{ID: "b", Number: "2", Title: "Générique", Scene: "Vidéo", Length: time.Minute},
		{ID: "c", Number: "3", Title: "Suite", Scene: "Platau", Length: time.Minute,
			Cues: []runsheet.Cue{{Do: runsheet.CueMute, Target: "Micra"}, {Do: runsheet.CueMute, Target: "Micro"}}},
	}}
	file := filepath.Join(dir, "midi.regie")
	j, err := journal.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	entry := func(seq runsheet.Seq, f runsheet.Fact) runsheet.Entry {
		return runsheet.Entry{Seq: seq, At: runsheet.Moment{Wall: time.Now(), Boot: "b"}, By: runsheet.Actor{Role: runsheet.Operator}, Fact: f}
	}
	if err := j.Append([]runsheet.Entry{entry(1, runsheet.Loaded{Show: show}), entry(2, runsheet.Vouched{Matter: runsheet.SpeakerTest, Subject: "Maud", From: "chez elle", Outcome: runsheet.Poor})}); err != nil {
		t.Fatal(err)
	}
	j.Close()
	page := filepath.Join(dir, "page.html")
	status, out, errOut := regie(t, "check", file, "--obs", sim.URL(), "--lang", "fr", "--page", page)
	words := assets.In(assets.French)
	for _, want := range []string{
		"À corriger\u00a0: OBS n'a pas de scène «\u00a0Platau\u00a0». Au plus près\u00a0: Plateau (1, 3)",
		"À corriger\u00a0: Le fichier de «\u00a0Générique\u00a0» est illisible\u00a0: Générique.mp4 (no such file or directory) (2)",
		"OBS n'a pas de source «\u00a0Micra\u00a0». Au plus près\u00a0: Micro (3)", "Maud\u00a0: essai moyen", "chez elle", words.Say("preflight.sign-off.nobody"),
	} {
		if !strings.Contains(out, want) {
			t.Errorf("not said: %s", want)
		}
	}
	if status != exitRefused || !strings.Contains(errOut, words.Say("trouble.checks.hint")) || strings.Index(out, "Platau") > strings.Index(out, "essai moyen") {
		t.Errorf("status %d\n%s%s", status, out, errOut)
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Midi &lt;i&gt;", "Plateau (1, 3)", "essai moyen", words.Say("preflight.signatures")} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the page lacks %s", want)
		}
	}

	mended := put(t, filepath.Join(dir, "mended.csv"), []byte("Heure;Durée;Titre;Scène\n04/02/2021 ;;;\n17h30;5';Accueil;Plateau\n"))
	status, out, _ = regie(t, "check", mended, "--obs", sim.URL(), "--no-stream", "--no-record", "--json")
	var said struct {
		OK  bool `json:"ok"`
		OBS struct {
			Findings []findingJSON `json:"findings"`
		} `json:"obs"`
	}
	if err := json.Unmarshal([]byte(out), &said); err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, f := range said.OBS.Findings {
		codes = append(codes, f.Code)
		if f.Message == "" || strings.Contains(f.Message, "{") {
			t.Errorf("%s says %q", f.Code, f.Message)
		}
	}
	if status != exitDone || !said.OK || !slices.Contains(codes, "inspect.sound") || slices.ContainsFunc(codes, func(code string) bool { return strings.HasPrefix(code, "inspect.unreachable") }) {
		t.Errorf("status %d, codes %v", status, codes)
	}
}

func TestNoOBSIsAFinding(t *testing.T) {
	off := obs.New(obs.Config{})
	if found := inspect(t.Context(), off, runsheet.New(), wants{}, uncounted); len(found) != 1 || found[0].Code != "preflight.obs.none" {
		t.Errorf("without OBS: %+v", found)
	}
	gone := obs.New(obs.Config{Address: "127.0.0.1:1"})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- gone.Run(ctx) }()
	found := inspect(ctx, gone, runsheet.New(), wants{}, uncounted)
	if len(found) != 1 || found[0].Code != "preflight.obs.absent" || found[0].Weight != runsheet.Blocking {
		t.Errorf("nobody there: %+v", found)
	}
	cancel()
	<-ended
}

// Where there is no window the checks are run at the start, or over HTTP, and what they find is in the show file.
func TestServeRunsTheChecks(t *testing.T) {
	dir := home(t)
	sim := startOBS(t, obstest.Config{})
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("Heure;Durée;Titre;Scène;Intervenant\n17h30;5';Accueil;Platau;Maud\n17h35;5';Suite;Débat;\n"))
	s := serve(t, sheet, "--listen", "127.0.0.1:0", "--obs", sim.URL(), "--show-file", filepath.Join(dir, "soir.regie"), "--lang", "fr", "--check")
	type checked struct {
		OK       bool       `json:"ok"`
		Checked  *time.Time `json:"checked"`
		Blocking int        `json:"blocking"`
		Findings []struct {
			Weight  runsheet.Weight   `json:"weight"`
			Code    string            `json:"code"`
			Message string            `json:"message"`
			Slots   []runsheet.SlotID `json:"slots"`
		} `json:"findings"`
	}
	ask := func(method string) checked {
		t.Helper()
		status, body := s.call(runsheet.Operator, method, "/api/checks", "")
		var c checked
		if err := json.Unmarshal([]byte(body), &c); err != nil || status != 200 {
			t.Fatalf("%s: %d %s (%v)", method, status, body, err)
		}
		return c
	}
	var first checked
	for deadline := time.Now().Add(30 * time.Second); first.Checked == nil; first = ask("GET") {
		if time.Now().After(deadline) {
			t.Fatalf("nothing was looked at: %+v\n%s", first, s.err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	const wrong = "OBS n'a pas de scène «\u00a0Platau\u00a0». Au plus près\u00a0: Plateau"
	missing := func(c checked) bool {
		for _, f := range c.Findings {
			if f.Weight == runsheet.Blocking && strings.Contains(f.Message, wrong) && slices.Equal(f.Slots, []runsheet.SlotID{"accueil"}) {
				return true
			}
		}
		return false
	}
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(s.err.String(), wrong) && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond) // it is said once it is in the file
	}
	if !missing(first) || first.Blocking == 0 || !strings.Contains(s.err.String(), wrong) {
		t.Errorf("found %+v, said\n%s", first, s.err)
	}
	var now struct {
		Sheet int `json:"sheet_version"`
	}
	_, state := s.call(runsheet.Operator, "GET", "/api/state", "")
	if err := json.Unmarshal([]byte(state), &now); err != nil {
		t.Fatal(err)
	}
	if status, body := s.call(runsheet.Operator, "POST", "/api/do/edit", fmt.Sprintf(`{"slot":"accueil","sheet":%d,"set":{"scene":"Plateau"}}`, now.Sheet)); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	second := ask("POST")
	if missing(second) || second.Checked == nil || !second.Checked.After(*first.Checked) {
		t.Errorf("looked again: %+v", second)
	}
	for _, role := range []runsheet.Role{runsheet.Moderator, runsheet.Animator, runsheet.Audience} {
		for _, method := range []string{"GET", "POST"} {
			if status, body := s.call(role, method, "/api/checks", ""); status != 403 {
				t.Errorf("%s by %s: %d %s", method, role, status, body)
			}
		}
	}
	s.end()
	_, log, _ := regie(t, "log", filepath.Join(dir, "soir.regie"))
	if n := strings.Count(log, "CHECKED"); n != 2 {
		t.Errorf("the log holds %d runs of the checks\n%s", n, log)
	}
}
