package web_test

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"regie/runsheet"
	"regie/ui/web"
)

// entered gives the cookies of somebody who opened a personal link.
func entered(t *testing.T, s *site, link string) string {
	t.Helper()
	_, fragment, _ := strings.Cut(link, "#")
	v, err := url.ParseQuery(fragment)
	if err != nil {
		t.Fatal(err)
	}
	a := s.call("", "POST", "/api/enter", `{"key":"`+v.Get("key")+`","me":"`+v.Get("me")+`"}`)
	var cookies []string
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	return strings.Join(cookies, "; ")
}

// Two people of one name are two; a link that is revoked ends at once, and its name with it.
func TestPersonalLinksAreOnesOwn(t *testing.T) {
	ring := testKeys.Ring()
	s := serve(t, onAirDesk(t), func(c *web.Config) { c.Ring, c.Secret = ring, "s3" })
	father, son := web.NewPerson("s3", "Jean Martin", "ticket 1"), web.NewPerson("s3", "Jean Martin", "ticket 2")
	if father.ID == son.ID || web.NewPerson("other", "Jean Martin", "ticket 1").ID == father.ID {
		t.Fatal("one number for two")
	}
	link := func(p web.Person) string {
		return web.PersonalLink(s.base, testKeys[runsheet.Audience], "s3", p)
	}
	his, sons := entered(t, s, link(father)), entered(t, s, link(son))
	ask := func(cookies, id string) runsheet.Question {
		t.Helper()
		if a := s.call("", "POST", "/api/do/ask", `{"id":"`+id+`","text":"Une question de `+id+` ?"}`, "Cookie", cookies); a.status != 200 {
			t.Fatalf("%s: %s", id, a.body)
		}
		q, _ := s.desk.State().Questions.Get(runsheet.QuestionID(id))
		return q
	}
	a, b := ask(his, "f1"), ask(sons, "s1")
	if a.Name != "Jean Martin" || b.Name != "Jean Martin" || a.Device == b.Device {
		t.Errorf("%q of %q, %q of %q", a.Name, a.Device, b.Name, b.Device)
	}
	if again := ask(entered(t, s, link(father)), "f2"); again.Device != a.Device {
		t.Error("the same link in another browser is another person")
	}
	forged := strings.Replace(link(father), "."+father.ID+".", "."+son.ID+".", 1)
	if q := ask(entered(t, s, forged), "x1"); q.Name != "" {
		t.Errorf("a forged link asks as %q", q.Name)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, "GET", s.base+"/api/watch", nil)
	r.Header.Set("Cookie", his)
	w, err := client.Do(r)
	if err != nil || w.StatusCode != 200 {
		t.Fatalf("watch: %v %v", w, err)
	}
	defer w.Body.Close()
	ring.RevokePerson(father.ID)
	for lines := bufio.NewScanner(w.Body); lines.Scan(); { // ends with the stream
	}
	if ctx.Err() != nil {
		t.Fatal("the stream goes on after its link was revoked")
	}
	if q := ask(his, "f3"); q.Name != "" || q.Device == a.Device {
		t.Errorf("a revoked link asks as %q", q.Name)
	}
	if cookies := entered(t, s, link(father)); strings.Contains(cookies, "person") {
		t.Errorf("a revoked link gives %s", cookies)
	}
	if q := ask(sons, "s2"); q.Name != "Jean Martin" {
		t.Error("the other one's link is gone too")
	}
}
