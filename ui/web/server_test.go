package web_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/web"
)

func TestWhoMayCome(t *testing.T) {
	s := serve(t, onAirDesk(t))
	for _, c := range []struct {
		name    string
		path    string
		headers []string
		want    int
		role    string
	}{
		{"no key", "/api/state", nil, 401, ""},
		{"wrong key", "/api/state", []string{"Authorization", "Bearer key-operators"}, 401, ""},
		{"empty key", "/api/state", []string{"Authorization", "Bearer "}, 401, ""},
		{"wrong key in the query", "/api/state?key=x", nil, 401, ""},
		{"bearer", "/api/state", []string{"Authorization", "Bearer key-operator"}, 200, "operator"},
		{"query", "/api/state?key=key-stage", nil, 200, "stage"},
		{"cookie", "/api/state", []string{"Cookie", "regie-moderator=key-moderator"}, 200, "moderator"},
		{"a role's cookie with another's key", "/api/state", []string{"Cookie", "regie-moderator=key-operator"}, 401, ""},
		{"named role", "/api/state", []string{"Cookie", "regie-moderator=key-moderator; regie-stage=key-stage", "X-Regie-Role", "moderator"}, 200, "moderator"},
		{"named role in the query", "/api/state?role=animator", []string{"Cookie", "regie-animator=key-animator; regie-stage=key-stage"}, 200, "animator"},
		{"named role without its cookie", "/api/state?role=operator", []string{"Cookie", "regie-stage=key-stage"}, 401, ""},
		{"of several cookies the least powerful", "/api/state", []string{"Cookie", "regie-operator=key-operator; regie-audience=key-audience"}, 200, "audience"},
		{"a key wins over a cookie", "/api/state?key=key-stage&role=operator", []string{"Cookie", "regie-operator=key-operator"}, 200, "stage"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := s.call("", "GET", c.path, "", c.headers...)
			var body struct{ Role, Error, Hint string }
			a.decode(t, &body)
			if a.status != c.want || body.Role != c.role {
				t.Errorf("got %d %s, want %d %q", a.status, a.body, c.want, c.role)
			}
			if a.status != 200 && (body.Error == "" || body.Hint == "") {
				t.Errorf("no words: %s", a.body)
			}
		})
	}
}

// A role without a key is closed, whatever is sent.
func TestNoKeyNoRole(t *testing.T) {
	s := serve(t, onAirDesk(t), func(c *web.Config) { c.Keys = web.Keys{runsheet.Audience: "only"} })
	for _, key := range []string{"", "%00", "operator"} {
		if a := s.call("", "GET", "/api/state?key="+key, ""); a.status != 401 {
			t.Errorf("key %q: %d", key, a.status)
		}
	}
}

func TestKeys(t *testing.T) {
	keys := web.NewKeys()
	seen := map[string]bool{}
	for role, key := range keys {
		if len(key) != 44 || seen[key] || strings.ContainsAny(key, "+/=") {
			t.Errorf("key of %s is %q", role, key)
		}
		seen[key] = true
	}
	if len(seen) != len(web.Roles()) {
		t.Errorf("%d keys", len(seen))
	}
	if got := web.Link("http://regie.local:8300/", "/ask", "abc"); got != "http://regie.local:8300/ask#key=abc" {
		t.Error(got)
	}
}

func TestCommandsAndRefusals(t *testing.T) {
	s := serve(t, onAirDesk(t))
	s.desk.do(t, runsheet.Operator, runsheet.Ask{ID: "known", Text: "Déjà là ?"})
	for _, c := range []struct {
		role          runsheet.Role
		command, body string
		status        int
		reason        string
	}{
		{runsheet.Operator, "hold", `{"slot":"s3"}`, 200, ""},
		{runsheet.Operator, "resume", `{"slot":"s3"}`, 200, ""},
		{runsheet.Operator, "add-time", `{"slot":"s3","by_ms":60000}`, 200, ""},
		{runsheet.Operator, "add-time", `{"slot":"s3"}`, 400, "bad-command"},
		{runsheet.Operator, "add-time", `{"slot":"s3","by_ms":999999999}`, 400, "too-much-time"},
		{runsheet.Operator, "message", `{"text":"Bravo"}`, 200, ""},
		{runsheet.Operator, "take-again", ``, 200, ""},
		{runsheet.Operator, "go", `{"from":"s1","to":"s4"}`, 409, "moved-on"},
		{runsheet.Operator, "standby", `{"slot":"nowhere"}`, 404, "unknown-slot"},
		{runsheet.Operator, "standby", `{"slot":"s3"}`, 409, "already-on-air"},
		{runsheet.Operator, "standby", `{"slots":"s3"}`, 400, "bad-command"},
		{runsheet.Operator, "standby", `not json`, 400, "bad-command"},
		{runsheet.Operator, "fly", `{}`, 404, "unknown-command"},
		{runsheet.Operator, "load", `{}`, 404, "unknown-command"},
		{runsheet.Operator, "approve", `{"id":"ghost"}`, 404, "unknown-question"},
		{runsheet.Moderator, "next", `{"id":"known"}`, 409, "wrong-status"},
		{runsheet.Moderator, "approve", `{"id":"known"}`, 200, ""},
		{runsheet.Moderator, "moderate", `{"mode":"asleep"}`, 400, "bad-command"},
		{runsheet.Moderator, "go", `{"from":"s3","to":"s4"}`, 403, "not-allowed"},
		{runsheet.Audience, "approve", `{"id":"known"}`, 403, "not-allowed"},
		{runsheet.StageRole, "ask", `{"text":"Puis-je ?"}`, 403, "not-allowed"},
		{runsheet.Animator, "message", `{"text":"Puis-je ?"}`, 403, "not-allowed"},
		{runsheet.Audience, "ask", `{"id":"a b","text":"Ceci est une question"}`, 400, "no-id"},
		{runsheet.Audience, "ask", `{"text":"   "}`, 400, "empty-text"},
		{runsheet.Audience, "ask", `{"text":"` + strings.Repeat("a", 501) + `"}`, 413, "too-long"},
		{runsheet.Operator, "go", `{"from":"s3","to":"s4"}`, 200, ""},
	} {
		t.Run(c.command+" "+strconv.Itoa(c.status)+" "+c.reason, func(t *testing.T) {
			before := s.desk.State().Seq
			a := s.call(c.role, "POST", "/api/do/"+c.command, c.body)
			var body struct {
				OK                  bool
				Seq                 runsheet.Seq
				Error, Hint, Reason string
			}
			a.decode(t, &body)
			if a.status != c.status || body.Reason != c.reason {
				t.Fatalf("got %d %s", a.status, a.body)
			}
			after := s.desk.State().Seq
			switch {
			case c.status == 200 && (!body.OK || body.Seq != after || after == before):
				t.Errorf("got %s, the desk went from %d to %d", a.body, before, after)
			case c.status != 200 && (body.Error == "" || body.Hint == "" || strings.HasPrefix(body.Error, "refusal.") || after != before):
				t.Errorf("got %s", a.body)
			}
		})
	}
}

func TestRefusalsSpeakTheReadersLanguage(t *testing.T) {
	s := serve(t, onAirDesk(t), func(c *web.Config) { c.Lang = assets.French })
	for accept, want := range map[string]string{
		"fr":                      "L'émission a avancé entre-temps.",
		"fr-CH, en;q=0.8":         "L'émission a avancé entre-temps.",
		"en":                      "The show has moved on meanwhile.",
		"de, en-GB;q=0.5, fr;q=0": "The show has moved on meanwhile.",
		"de":                      "L'émission a avancé entre-temps.",
		"":                        "L'émission a avancé entre-temps.",
		";;;q=x":                  "L'émission a avancé entre-temps.",
	} {
		a := s.call(runsheet.Operator, "POST", "/api/do/end", `{"from":"s1"}`, "Accept-Language", accept)
		var body struct{ Error string }
		a.decode(t, &body)
		if body.Error != want {
			t.Errorf("%q: %q", accept, body.Error)
		}
	}
}

func TestTooManyAndNotSaved(t *testing.T) {
	s := serve(t, onAirDesk(t))
	// Without a cookie everybody behind one address is one device, with the allowance of an address.
	for i := range 60 {
		a := s.call(runsheet.Audience, "POST", "/api/do/ask", fmt.Sprintf(`{"id":"q%d","text":"question numéro %d"}`, i, i))
		if a.status != 200 {
			t.Fatalf("%d: %s", i, a.body)
		}
	}
	a := s.call(runsheet.Audience, "POST", "/api/do/ask", `{"text":"une de trop"}`)
	if wait, err := strconv.Atoi(a.header.Get("Retry-After")); a.status != 429 || err != nil || wait < 1 || wait > 61 {
		t.Errorf("got %d, Retry-After %q", a.status, a.header.Get("Retry-After"))
	}
	s.desk.setUnsaved(true)
	a = s.call(runsheet.Operator, "POST", "/api/do/message", `{"text":"x"}`)
	if a.status != 503 || a.header.Get("Retry-After") == "" {
		t.Errorf("got %d %s", a.status, a.body)
	}
}

func TestAskWithoutAnIDGetsOne(t *testing.T) {
	s := serve(t, onAirDesk(t))
	a := s.call(runsheet.Audience, "POST", "/api/do/ask", `{"text":"Qui écrit la recette ?"}`)
	var body struct{ ID runsheet.QuestionID }
	a.decode(t, &body)
	q, ok := s.desk.State().Questions.Get(body.ID)
	if !ok || !strings.HasPrefix(string(q.Device), "addr:") || strings.Contains(string(q.Device), "127") {
		t.Errorf("answer %s, question %+v", a.body, q)
	}
}

// counter is a body that knows how much of it was read.
type counter struct{ left, read int }

func (c *counter) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), c.left)
	for i := range p[:n] {
		p[i] = 'a'
	}
	c.left -= n
	c.read += n
	return n, nil
}

func TestLargeBodiesAreRefusedUnread(t *testing.T) {
	s := serve(t, onAirDesk(t))
	for _, c := range []struct {
		name, path string
		size       int
		announced  bool
	}{
		{"question, announced", "/api/do/ask", 1 << 20, true},
		{"question, unannounced", "/api/do/ask", 1 << 20, false},
		{"command", "/api/do/message", 65 << 10, true},
		{"run sheet", "/api/load?name=x.csv", 17 << 20, true},
		{"key", "/api/enter", 5 << 10, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := &counter{left: c.size}
			rec := newRecorder()
			r, _ := http.NewRequest("POST", s.base+c.path, body)
			r.RequestURI = c.path
			r.Header.Set("Authorization", "Bearer key-operator")
			r.ContentLength = -1
			if c.announced {
				r.ContentLength = int64(c.size)
			}
			load := func(string, []byte, assets.Lang) (runsheet.Load, []web.Problem, error) {
				return runsheet.Load{}, nil, errors.New("read")
			}
			web.New(web.Config{Desk: s.desk, Keys: testKeys, Load: load}).Handler().ServeHTTP(rec, r)
			if rec.status != 413 || !strings.Contains(rec.body.String(), `"reason":"too-large"`) {
				t.Errorf("got %d %s", rec.status, rec.body.String())
			}
			if c.announced && body.read > 0 || body.read > 64<<10 {
				t.Errorf("%d bytes were read", body.read)
			}
		})
	}
	// The same over a real line, with a client that writes on regardless.
	a := s.call(runsheet.Audience, "POST", "/api/do/ask", strings.Repeat("a", 1<<20))
	if a.status != 413 {
		t.Errorf("got %d", a.status)
	}
	if s.desk.asks != 0 {
		t.Error("the desk was asked")
	}
}

func TestHosts(t *testing.T) {
	s := serve(t, onAirDesk(t), func(c *web.Config) { c.Hosts = []string{"Regie.Example"} })
	machine, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]int{
		"localhost": 200, "LocalHost:8300": 200, "127.0.0.1:80": 200, "127.1.2.3": 200, "[::1]:8300": 200, "[::1]": 200,
		"192.168.1.20:8300": 200, "10.0.0.1": 200, "172.16.5.5": 200, "169.254.3.4": 200, "[fe80::1]:80": 200,
		"regie.example": 200, "regie.example:8300": 200, machine: 200, machine + ".local:9": 200,
		"evil.example": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "8.8.8.8": 421,
		"172.32.0.1": 421, "0.0.0.0": 421, "localhost.": 421, "2130706433": 421, "[2001:db8::1]": 421,
		"xn--rgie-bpa.example": 421, "[::ffff:8.8.8.8]": 421,
	} {
		for _, path := range []string{"/ask", "/api/state?key=key-audience"} {
			if a := s.call("", "GET", path, "", "Host", host); a.status != want {
				t.Errorf("%s as %q: %d, want %d", path, host, a.status, want)
			}
		}
	}
}

func TestOtherSitesCannotAct(t *testing.T) {
	s := serve(t, onAirDesk(t))
	before := s.desk.State().Seq
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
	} {
		a := s.call("", "POST", "/api/do/go", `{"from":"s3","to":"s4"}`, append(headers, "Cookie", "regie-operator=key-operator")...)
		if a.status != 403 || !strings.Contains(string(a.body), `"reason":"cross-origin"`) {
			t.Errorf("%v: %d %s", headers, a.status, a.body)
		}
	}
	if s.desk.State().Seq != before {
		t.Error("something was done")
	}
	if a := s.call("", "POST", "/api/do/go", `{"from":"s3","to":"s4"}`, "Sec-Fetch-Site", "same-origin", "Cookie", "regie-operator=key-operator"); a.status != 200 {
		t.Errorf("our own page: %d %s", a.status, a.body)
	}
	// Reading is not acting, but no other site may look at the answer either.
	if a := s.call(runsheet.Operator, "GET", "/api/state", "", "Origin", "https://evil.example"); a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("other sites may read")
	}
}

func TestHeaders(t *testing.T) {
	s := serve(t, onAirDesk(t))
	for _, path := range []string{"/", "/ask", "/static/watch.js", "/api/state", "/nothing"} {
		h := s.call("", "GET", path, "").header
		if !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none';") || strings.Contains(h.Get("Content-Security-Policy"), "unsafe") ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", path, h)
		}
		if got := h.Get("Cache-Control"); strings.HasPrefix(path, "/api/") && got != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
	}
	first := s.call("", "GET", "/static/regie.css", "")
	if again := s.call("", "GET", "/static/regie.css", "", "If-None-Match", first.header.Get("ETag")); again.status != 304 {
		t.Errorf("a known file comes again: %d", again.status)
	}
	if a := s.call("", "GET", "/ask", "", "X-Padding", strings.Repeat("a", 20<<10)); a.status != 431 {
		t.Errorf("20 KiB of headers: %d", a.status)
	}
	for path, want := range map[string]int{"/api/nothing": 404, "/nothing": 404, "/static/nothing.js": 404, "/static/../server.go": 404} {
		if a := s.call(runsheet.Operator, "GET", path, ""); a.status != want {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a := s.call(runsheet.Operator, "GET", "/api/do/go", ""); a.status != 404 && a.status != 405 {
		t.Errorf("a command by GET: %d", a.status)
	}
}

func TestEnter(t *testing.T) {
	s := serve(t, onAirDesk(t))
	if a := s.call("", "POST", "/api/enter", `{"key":"wrong"}`); a.status != 401 || len(a.header.Values("Set-Cookie")) != 0 {
		t.Errorf("wrong key: %d %s", a.status, a.header)
	}
	if a := s.call("", "POST", "/api/enter", `nonsense`); a.status != 400 {
		t.Errorf("nonsense: %d", a.status)
	}
	a := s.call("", "POST", "/api/enter", `{"key":"key-audience"}`)
	var body struct{ Role, Page string }
	a.decode(t, &body)
	if body.Role != "audience" || body.Page != "/ask" {
		t.Errorf("%s", a.body)
	}
	var cookies []string
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" {
			t.Errorf("cookie %v", c)
		}
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	if len(cookies) != 2 {
		t.Fatalf("cookies %v", cookies)
	}
	browser := strings.Join(cookies, "; ")

	// The device is the browser's own: it sees what it asked, and nobody else does.
	s.call("", "POST", "/api/do/ask", `{"id":"mine","text":"C'est la mienne ?"}`, "Cookie", browser)
	s.call(runsheet.Audience, "POST", "/api/do/ask", `{"id":"other","text":"Celle d'un script"}`)
	s.call("", "POST", "/api/do/ask", `{"id":"copy","text":"celle d'un script"}`, "Cookie", browser)
	s.desk.do(t, runsheet.Moderator, runsheet.Approve{ID: "mine"}, runsheet.Reject{ID: "other"})
	const want = `"mine":[{"id":"mine","text":"C'est la mienne ?","status":"accepted","copy":false},{"id":"copy","text":"celle d'un script","status":"not-kept","copy":true}]`
	if a := s.call("", "GET", "/api/state", "", "Cookie", browser); !strings.Contains(string(a.body), want) {
		t.Errorf("state %s", a.body)
	}
	if a := s.call("", "GET", "/api/questions/mine", "", "Cookie", browser); !strings.Contains(string(a.body), want[len(`"mine":`):]) {
		t.Errorf("mine %s", a.body)
	}
	for name, cookie := range map[string]string{
		"another": "regie-audience=key-audience", "invented": "regie-audience=key-audience; regie-device=me.me",
		"forged": strings.Replace(browser, "regie-device=", "regie-device=x", 1),
	} {
		if a := s.call("", "GET", "/api/questions/mine", "", "Cookie", cookie); string(a.body) != "{\"questions\":[]}\n" {
			t.Errorf("%s device: %s", name, a.body)
		}
	}
	// Entering again keeps the device; a restart of the program does too, as long as the keys are the same.
	again := s.call("", "POST", "/api/enter", `{"key":"key-moderator"}`, "Cookie", browser)
	if got := again.header.Values("Set-Cookie"); len(got) != 1 || !strings.HasPrefix(got[0], "regie-moderator=") {
		t.Errorf("entering again sets %v", got)
	}
	restarted := serve(t, s.desk)
	if a := restarted.call("", "GET", "/api/questions/mine", "", "Cookie", browser); !strings.Contains(string(a.body), `"mine"`) {
		t.Errorf("after a restart: %s", a.body)
	}
}

func TestLoad(t *testing.T) {
	problems := []web.Problem{{Row: 3, Severity: "warning", Message: "the slot has no title"}}
	bad := errors.New("no header row")
	s := serve(t, newDesk(), func(c *web.Config) {
		c.Load = func(name string, data []byte, _ assets.Lang) (runsheet.Load, []web.Problem, error) {
			if string(data) == "bad" {
				return runsheet.Load{}, problems, bad
			}
			if string(data) == "clean" {
				return runsheet.Load{Show: talk, Source: name}, nil, nil
			}
			return runsheet.Load{Show: talk, Source: name}, problems, nil
		}
	})
	if a := s.call(runsheet.Moderator, "POST", "/api/load?name=a.csv", "x"); a.status != 403 {
		t.Errorf("moderator: %d", a.status)
	}
	if a := s.call(runsheet.Operator, "POST", "/api/load?name=a.csv", "bad"); a.status != 400 ||
		!strings.Contains(string(a.body), `"detail":"no header row"`) || !strings.Contains(string(a.body), `"row":3`) {
		t.Errorf("bad: %d %s", a.status, a.body)
	}
	if a := s.call(runsheet.Operator, "POST", "/api/load?name=a.csv", "x"); a.status != 200 || !strings.Contains(string(a.body), `"problems":[{"row":3`) {
		t.Errorf("good: %d %s", a.status, a.body)
	}
	if a := s.call(runsheet.Operator, "POST", "/api/load?name=a.csv", "clean"); !strings.Contains(string(a.body), `"problems":[]`) {
		t.Errorf("clean: %s", a.body)
	}
	if got := s.desk.State().Show.Title; got != talk.Title {
		t.Errorf("show is %q", got)
	}
	without := serve(t, newDesk())
	if a := without.call(runsheet.Operator, "POST", "/api/load?name=a.csv", "x"); a.status != 501 {
		t.Errorf("not offered: %d", a.status)
	}
}

// operatorState is what other programs rely on; its fields may be added to, and never taken away or renamed.
func TestOperatorState(t *testing.T) {
	d := newDesk()
	s := serve(t, d)
	type state struct {
		Mode        string
		Now         time.Time
		OnAir       map[string]any `json:"on_air"`
		Standby     map[string]any
		LateMS      *int64  `json:"late_ms"`
		ExpectedEnd *string `json:"expected_end"`
		OBS         map[string]any
		Journal     map[string]any
		Questions   []map[string]any
		Slots       []map[string]any
	}
	var empty state
	s.call(runsheet.Operator, "GET", "/api/state", "").decode(t, &empty)
	if empty.Mode != "preparation" || empty.OnAir != nil || empty.Standby != nil || empty.LateMS != nil || empty.ExpectedEnd != nil || empty.Questions == nil {
		t.Errorf("empty desk: %+v", empty)
	}

	d = newDesk()
	d.still = true
	s = serve(t, play(t, d))
	desk := runsheet.Actor{Role: runsheet.DeskRole}
	d.Do(t.Context(), desk, runsheet.ReportLink{Link: runsheet.LinkReady})
	d.Do(t.Context(), desk, runsheet.ReportScene{Scene: "Débat"})
	d.signal(func(sig *runsheet.Signals) { sig.Unwritten, sig.Late, sig.OBSHeard = 3, "disk full", d.now() })
	d.do(t, runsheet.Operator, runsheet.Ask{ID: "q", Text: "Pourquoi ?"}, runsheet.AddTime{Slot: "s3", By: time.Minute})
	d.pass(4 * time.Second)
	var got state
	s.call(runsheet.Operator, "GET", "/api/state", "").decode(t, &got)
	late, end := int64(150_000), "2026-02-04T19:42:30.000+01:00"
	want := state{
		Mode: "live", Now: evening.Add(18*time.Minute + 34*time.Second), LateMS: &late, ExpectedEnd: &end, Slots: got.Slots,
		OnAir: map[string]any{
			"id": "s3", "number": "3", "title": "Qu'est-ce qu'un algorithme ?", "scene": "Plateau", "estimated": false,
			"started_at": "2026-02-04T18:46:30.000+01:00", "elapsed_ms": 124_000.0, "left_ms": 1_136_000.0,
			"length_ms": 1_260_000.0, "held": false, "held_for_ms": nil, "over": false, "phase": "calm", "warn_ms": 60_000.0, "rate": 1.0,
		},
		Standby: map[string]any{"id": "s4", "number": "4", "title": "Table ronde", "scene": "Débat", "length_ms": 1_200_000.0,
			"planned_start": "2026-02-04T19:05:00.000+01:00", "start": "2026-02-04T19:07:30.000+01:00"},
		OBS: map[string]any{
			"link": "ready", "detail": "", "scene": "Débat", "wanted": "Plateau", "asked": false, "refused": nil,
			"drifted": true, "age_ms": 4_000.0,
		},
		Journal: map[string]any{"seq": float64(d.State().Seq), "waiting": 3.0, "late": "disk full"},
		Questions: []map[string]any{{
			"id": "q", "text": "Pourquoi ?", "status": "incoming", "before": nil, "why": nil, "like": nil, "slot": "s3", "copies": 0.0,
			"asked_at": "2026-02-04T18:48:30.000+01:00", "age_ms": 4_000.0, "shown_at": nil, "done_at": nil,
			"claim": nil, "handled": 0.0, "kind": "question", "name": nil, "original": nil, "prepared": false, "speaker": nil, "votes": 0.0,
		}},
	}
	same := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Error(diff)
	}
	if len(got.Slots) != 5 || got.Slots[2]["stage"] != "on-air" || got.Slots[3]["stage"] != "standby" || got.Slots[0]["stage"] != "done" {
		t.Errorf("slots %v", got.Slots)
	}
	// A link that fell is as old as its fall.
	d.Do(t.Context(), desk, runsheet.ReportLink{Link: runsheet.LinkLost, Detail: "no answer"})
	d.pass(7 * time.Second)
	s.call(runsheet.Operator, "GET", "/api/state", "").decode(t, &got)
	if got.OBS["age_ms"] != 7_000.0 || got.OBS["link"] != "lost" || got.OBS["drifted"] != false {
		t.Errorf("obs %v", got.OBS)
	}
}

// doc/api.md tells of every command, and of none that does not exist.
func TestDocumentation(t *testing.T) {
	doc, err := os.ReadFile("../../doc/api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(doc), "<!-- commands -->")
	table, _, ended := strings.Cut(table, "<!-- /commands -->")
	if !found || !ended {
		t.Fatal("doc/api.md has no table of commands")
	}
	var told []string
	for _, line := range strings.Split(table, "\n") {
		if rest, ok := strings.CutPrefix(line, "| `"); ok {
			name, _, _ := strings.Cut(rest, "`")
			told = append(told, name)
		}
	}
	slices.Sort(told)
	if diff := cmp.Diff(runsheet.CommandNames(), told); diff != "" {
		t.Error(diff)
	}
}

// Two listeners, one server; it ends at once, watchers or not, and an end is no error.
func TestServeTwice(t *testing.T) {
	s := serve(t, onAirDesk(t))
	second := *s
	second.addr = "127.0.0.1:0"
	second.start()
	for _, one := range []*site{s, &second} {
		if a := one.call(runsheet.StageRole, "GET", "/api/state", ""); a.status != 200 {
			t.Errorf("%s: %d", one.base, a.status)
		}
	}
	second.stop()
	if _, err := net.DialTimeout("tcp", second.addr, time.Second); err == nil {
		t.Error("the second listener is still there")
	}
	if a := s.call(runsheet.StageRole, "GET", "/api/state", ""); a.status != 200 {
		t.Errorf("the first went too: %d", a.status)
	}
}
