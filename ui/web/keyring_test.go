package web_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"regie/runsheet"
	"regie/ui/web"
)

func TestRevokedKeysEndAtOnce(t *testing.T) {
	ring := testKeys.Ring()
	named := web.NewKey(runsheet.Moderator, "Modération, salle 2")
	if !ring.Add(named) || ring.Add(named) {
		t.Fatal("a key is on the ring once")
	}
	s := serve(t, onAirDesk(t), func(c *web.Config) { c.Ring = ring })
	watch := func(key string) (ended <-chan struct{}) {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		t.Cleanup(cancel)
		r, _ := http.NewRequestWithContext(ctx, "GET", s.base+"/api/watch", nil)
		r.Header.Set("Authorization", "Bearer "+key)
		w, err := client.Do(r)
		if err != nil || w.StatusCode != 200 {
			t.Fatalf("watch: %v %v", w, err)
		}
		lines := bufio.NewScanner(w.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() && !strings.HasPrefix(lines.Text(), "data:") {
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for lines.Scan() {
			}
			w.Body.Close()
		}()
		return done
	}
	theirs, others := watch(named.Secret), watch(testKeys[runsheet.Moderator])
	if here := ring.Here(); here[named.ID] != 1 || here[string(runsheet.Moderator)] != 1 || len(here) != 2 {
		t.Errorf("pages by their keys: %v", here)
	}
	if a := s.call("", "POST", "/api/do/moderate", `{"mode":"passive"}`, "Authorization", "Bearer "+named.Secret); a.status != 200 {
		t.Fatalf("%s", a.body)
	}
	if by := s.desk.State().Last.By; by.Name != named.Name || by.Role != runsheet.Moderator {
		t.Errorf("the entry is by %+v", by)
	}
	if old, ok := ring.Revoke(named.ID); !ok || old.Secret != named.Secret {
		t.Fatal("not revoked")
	}
	select {
	case <-theirs:
	case <-time.After(5 * time.Second):
		t.Fatal("a stream goes on after its key was revoked")
	}
	select {
	case <-others:
		t.Error("another key's stream ended with it")
	case <-time.After(100 * time.Millisecond):
	}
	if a := s.call("", "GET", "/api/state", "", "Authorization", "Bearer "+named.Secret); a.status != 401 {
		t.Errorf("a revoked key opens: %d", a.status)
	}
	if a := s.call("", "GET", "/api/state", "", "Cookie", "regie-moderator="+named.Secret); a.status != 401 {
		t.Errorf("its cookie opens: %d", a.status)
	}
	if _, again := ring.Revoke(named.ID); again {
		t.Error("revoked twice")
	}
}

func TestRingRefuses(t *testing.T) {
	ring := web.NewKeyring()
	for _, k := range []web.Key{{ID: "a", Role: runsheet.Moderator}, {ID: "b", Role: "hacker", Secret: "x"}, {ID: "c", Role: runsheet.DeskRole, Secret: "y"}} {
		if ring.Add(k) {
			t.Errorf("%+v is on the ring", k)
		}
	}
}

// Two desks on one machine are one host to a browser, which sends each the other's cookies.
func TestTwoDesksOnOneHost(t *testing.T) {
	with := func(show string) func(*web.Config) {
		return func(c *web.Config) {
			c.Show, c.Secret = show, "secret of "+show
			c.Keys = web.Keys{runsheet.Audience: "ask-" + show, runsheet.Moderator: "mod-" + show}
		}
	}
	one, two := serve(t, onAirDesk(t), with("aa")), serve(t, onAirDesk(t), with("bb"))
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}
	enter := func(s *site, key string) {
		w, err := browser.Post(s.base+"/api/enter", "application/json", strings.NewReader(`{"key":"`+key+`"}`))
		if err != nil || w.StatusCode != 200 {
			t.Fatalf("enter: %v %v", w, err)
		}
		w.Body.Close()
	}
	enter(one, "mod-aa")
	enter(two, "mod-bb")
	enter(one, "ask-aa")
	enter(two, "ask-bb")
	for _, s := range []*site{one, two} {
		for _, role := range []string{"moderator", "audience"} {
			w, err := browser.Get(s.base + "/api/state?role=" + role)
			if err != nil || w.StatusCode != 200 {
				t.Errorf("%s at %s: %v %v", role, s.base, w, err)
			}
			w.Body.Close()
		}
	}
	w, err := browser.Post(one.base+"/api/do/ask?role=audience", "application/json", strings.NewReader(`{"id":"q1","text":"Une question"}`))
	if err != nil || w.StatusCode != 200 {
		t.Fatalf("ask: %v %v", w, err)
	}
	w.Body.Close()
	if q := one.desk.State().Questions.At(0); strings.HasPrefix(string(q.Device), "addr:") {
		t.Errorf("the browser lost its name: %+v", q)
	}
}

func TestAudit(t *testing.T) {
	heard := make(chan web.Access, 20)
	s := serve(t, onAirDesk(t), func(c *web.Config) { c.Audit = func(a web.Access) { heard <- a } })
	for range 3 {
		s.call(runsheet.Moderator, "GET", "/api/state", "")
		s.call(runsheet.Audience, "GET", "/api/state", "")
		s.call("", "GET", "/api/state", "", "Authorization", "Bearer guessed")
		s.call("", "GET", "/api/state", "")
		s.call("", "POST", "/api/enter", `{"key":"guessed"}`)
	}
	close(heard)
	var all []web.Access
	for a := range heard {
		all = append(all, a)
	}
	if len(all) != 2 || all[0].Did != "used" || all[0].Role != runsheet.Moderator || all[0].Address != "127.0.0.1" || all[1].Did != "refused" {
		t.Errorf("%+v", all)
	}
}
