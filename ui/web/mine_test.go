package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regie/runsheet"
)

// Whatever is joined to whatever, in whatever order, authors are told what became of their question, of what is on air when
// viewers see it, and the list that is kept for each says the same as one made anew. A list that changed has a new version,
// and only such a one.
func TestAuthorsKnowTheFate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := runsheet.New()
		at := runsheet.Moment{Wall: time.Date(2026, 2, 4, 20, 0, 0, 0, time.UTC), Steady: time.Hour, Boot: "b"}
		do := func(by runsheet.Actor, c runsheet.Command) {
			at = at.Add(time.Minute)
			due, _ := s.Due(at)
			for _, f := range due {
				s = runsheet.Apply(s, runsheet.Entry{Seq: s.Seq + 1, At: at, By: runsheet.Actor{Role: runsheet.DeskRole}, Fact: f})
			}
			facts, err := runsheet.Decide(s, runsheet.Act{By: by, At: at, Command: c})
			if err != nil {
				return // not in this state: nothing happens
			}
			for _, f := range facts {
				s = runsheet.Apply(s, runsheet.Entry{Seq: s.Seq + 1, At: at, By: by, Fact: f})
			}
		}
		const people = 4
		phone := func(n int) runsheet.Actor {
			return runsheet.Actor{Role: runsheet.Audience, Device: runsheet.DeviceID(fmt.Sprint("phone-", n))}
		}
		words := []string{"abricot", "boussole", "cathédrale", "dromadaire", "élastique", "fanfare", "grenouille", "horloge"}
		var ids []runsheet.QuestionID
		some := func(label string) runsheet.QuestionID { return rapid.SampledFrom(ids).Draw(t, label) }
		a := newAuthors()
		before := make([][]byte, people)
		was := make([]uint64, people)
		for step := range uint64(rapid.IntRange(5, 30).Draw(t, "steps")) {
			staff := runsheet.Actor{Role: runsheet.Operator}
			what := "ask"
			if len(ids) > 1 {
				what = rapid.SampledFrom([]string{"ask", "join", "join", "approve", "air", "answer", "reject", "restore", "reword", "erase", "delay"}).Draw(t, "what")
			}
			switch what {
			case "ask":
				if len(ids) == len(words) {
					continue
				}
				id := runsheet.QuestionID(fmt.Sprint("q", len(ids)))
				do(phone(rapid.IntRange(0, people-1).Draw(t, "who")), runsheet.Ask{ID: id, Text: "Où va " + words[len(ids)] + " ?"})
				ids = append(ids, id)
			case "join":
				do(staff, runsheet.Join{Into: some("into"), IDs: []runsheet.QuestionID{some("joined")}})
			case "approve":
				do(staff, runsheet.Approve{ID: some("approved")})
			case "air":
				do(staff, runsheet.PutOnAir{ID: some("on air")})
			case "answer":
				do(staff, runsheet.Answer{ID: some("answered")})
			case "delay":
				do(staff, runsheet.SetDelay{Delay: time.Duration(rapid.IntRange(0, 5).Draw(t, "minutes")) * time.Minute})
			case "reject":
				do(staff, runsheet.Reject{ID: some("rejected")})
			case "restore":
				do(staff, runsheet.Restore{ID: some("restored")})
			case "reword":
				q, _ := s.Questions.Get(some("reworded"))
				do(staff, runsheet.Reword{ID: q.ID, Was: q.Text, Text: q.Text + " Et pourquoi ?"})
			case "erase":
				do(staff, runsheet.Erase{ID: some("erased")})
			}
			if !a.follow(s, step+1) {
				a = newAuthors()
				a.follow(s, step+1)
			}
			for q := range s.Questions.All() {
				if seen := q.ViewersKnow(); fateOf(s, q) == onAir && seen != runsheet.OnAirNow && seen != runsheet.Merged {
					t.Fatalf("the author of %s is told that it is on air, and viewers know it %s", q.ID, seen)
				}
			}
			for n := range people {
				want, err := json.Marshal(mineOf(s, phone(n)))
				if err != nil {
					t.Fatal(err)
				}
				got, version := a.of(phone(n), s)
				if !slices.Equal(got, want) {
					t.Fatalf("phone %d is told %s, and it is %s", n, got, want)
				}
				if before[n] != nil && !slices.Equal(got, before[n]) && version == was[n] {
					t.Fatalf("phone %d: %s became %s without a new version", n, before[n], got)
				}
				before[n], was[n] = got, version
			}
		}
	})
}

// An address is hidden with a secret of one run: whoever has the show file cannot find it by trying them all.
func TestAddressesAreOfOneRun(t *testing.T) {
	first, again := newSigner("the show's", "", ""), newSigner("the show's", "", "")
	if first.address("192.0.2.1:1") != first.address("192.0.2.1:2") || first.address("192.0.2.1:1") == first.address("192.0.2.2:1") {
		t.Error("one address is one, another is another")
	}
	if first.address("192.0.2.1:1") == again.address("192.0.2.1:1") {
		t.Error("the next run tells an address as this one does")
	}
	if p := (Person{ID: "x", Name: "Sam"}); first.deviceOf(p) != again.deviceOf(p) {
		t.Error("a person is another one after a restart")
	}
}
