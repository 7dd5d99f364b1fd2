package runsheet

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// digest writes down everything in a State, so that a later change of the same memory shows.
func digest(s State) string {
	var qs []Question
	for q := range s.Questions.All() {
		qs = append(qs, q)
	}
	b, err := json.Marshal(struct {
		State     State
		Questions []Question
		OnAir     int
		Opened    int
		Turn      int64
		LastGo    Moment
	}{s, qs, s.onAir, s.opened, s.turn, s.lastGo})
	if err != nil {
		panic(err)
	}
	return string(b)
}

// A random evening, with a plain stopwatch beside it: `true time` is what passed in the room, whatever any clock says.
func TestAnyEvening(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		show := threeSlots()
		s := New()
		now := noon
		var passed time.Duration // true time
		started := map[int]time.Duration{}
		held := map[int]time.Duration{}
		var heldSince time.Duration
		var entries []Entry
		var kept []State
		var digests []string
		enter := func(facts ...Fact) {
			for _, f := range facts {
				kept, digests = append(kept, s), append(digests, digest(s))
				was := s
				e := Entry{Seq: s.Seq + 1, At: now, Fact: f}
				s = Apply(s, e)
				entries = append(entries, e)
				switch f.(type) {
				case Went:
					started[s.onAir] = passed
				case Held:
					heldSince = passed
				}
				if was.Held() && (!s.Held() || s.onAir != was.onAir) {
					held[was.onAir] += passed - heldSince
				}
			}
		}
		check := func(what string) {
			c := s.Clock(now)
			if !c.OnAir {
				return
			}
			want := passed - started[s.onAir] - held[s.onAir]
			var hold time.Duration
			if s.Held() {
				hold = passed - heldSince
			}
			if want -= hold; c.Elapsed != want {
				t.Fatalf("after %s: elapsed %v, the stopwatch says %v", what, c.Elapsed, want)
			}
			p, _ := s.OnAir()
			if sum := c.Elapsed + p.HeldFor + c.HeldFor; sum != now.Since(p.Started) {
				t.Fatalf("after %s: the parts make %v, not %v", what, sum, now.Since(p.Started))
			}
			if c.Left+c.Elapsed != c.Length {
				t.Fatalf("after %s: %v left and %v elapsed make not %v", what, c.Left, c.Elapsed, c.Length)
			}
		}
		enter(Loaded{Show: show}, WaitingSet{Scene: "Attente"})
		fired := map[string]int{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			d := time.Duration(rapid.IntRange(0, 400_000).Draw(t, "ms")) * time.Millisecond
			now, passed = now.Add(d), passed+d
			facts, _ := s.Due(now)
			for _, f := range facts {
				if _, burst := f.(BurstEnded); !burst {
					fired[fmt.Sprintf("%s of pass %d", FactKind(f), s.onAir)]++
				}
			}
			enter(facts...)
			check("time")
			what := rapid.SampledFrom([]string{"go", "go", "go", "back", "hold", "resume", "add", "end", "standby", "stale", "wall", "kill", "reboot", "load", "ask", "move", "scene", "message"}).Draw(t, "what")
			on := s.OnAirSlot()
			slot := SlotID(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "slot"))
			id := QuestionID(rapid.SampledFrom([]string{"q1", "q2", "q3", "q4"}).Draw(t, "question"))
			var c Command
			switch what {
			case "go":
				c = Go{on, s.Standby}
			case "stale":
				c = Go{slot, SlotID(rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "to"))}
			case "back":
				c = Back{on}
			case "hold":
				c = Hold{on}
			case "resume":
				c = Resume{on}
			case "add":
				c = AddTime{on, time.Duration(rapid.IntRange(-900, 900).Draw(t, "by")) * time.Second}
			case "end":
				c = End{on}
			case "standby":
				c = Standby{slot}
			case "load":
				c = Load{Show: show}
			case "scene":
				c = ReportScene{Scene: string(slot)}
			case "message":
				c = SendMessage{string(slot)}
			case "ask":
				c = Ask{id, "Pourquoi " + string(slot)}
			case "move":
				c = rapid.SampledFrom([]Command{Approve{id}, Reject{id}, Next{id}, PutOnAir{id}, Answer{id}, Restore{id}, Moderate{Passive}}).Draw(t, "move")
			case "wall":
				now.Wall = now.Wall.Add(time.Duration(rapid.IntRange(-7200, 7200).Draw(t, "step")) * time.Second)
			case "kill":
				enter(Resumed{})
			case "reboot":
				gap := time.Duration(rapid.IntRange(0, 600).Draw(t, "gap")) * time.Second
				enter(Told{Text: fmt.Sprint(now.Wall)}) // the last moment that is written
				passed += gap
				now = Moment{Wall: now.Wall.Add(gap), Steady: time.Minute, Boot: now.Boot + "'"}
				enter(Resumed{Gap: gap, Estimated: true})
			}
			if c != nil {
				facts, err := Decide(s, Act{By: Actor{Role: Operator, Device: "d"}, At: now, Command: c})
				if err != nil && (ReasonOf(err) == "" || len(facts) > 0) {
					t.Fatalf("%v with %v", err, facts)
				}
				enter(facts...)
			}
			check(what)
			s.Rows(now, nil)
		}
		for what, n := range fired {
			if n > 1 {
				t.Fatalf("%s fired %d times", what, n)
			}
		}
		for i, old := range kept {
			if got := digest(old); got != digests[i] {
				t.Fatalf("the state before entry %d was changed later:\n%s", i+1, cmp.Diff(digests[i], got))
			}
		}
		again := New()
		for i, e := range entries {
			if diff := cmp.Diff(kept[i], again, deep); diff != "" {
				t.Fatalf("the first %d entries replay to another state (-lived +replayed):\n%s", i, diff)
			}
			again = Apply(again, throughFile(e))
		}
		if diff := cmp.Diff(s, again, deep); diff != "" {
			t.Fatalf("the entries replay to another state (-lived +replayed):\n%s", diff)
		}
		if on := 0; true {
			for q := range s.Questions.All() {
				if q.Status == OnAirNow {
					on++
				}
			}
			if on > 1 {
				t.Fatalf("%d questions are on air", on)
			}
		}
	})
}

// Two states that grow out of one share its memory; neither may see the other's entries.
func TestStatesDoNotShareWhatTheyAdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := after(New(), Loaded{Show: threeSlots()}, Went{To: "a"})
		for i := range rapid.IntRange(0, 200).Draw(t, "before") {
			s = after(s, Asked{ID: QuestionID(fmt.Sprint("q", i)), Text: fmt.Sprint("Et ", i), Status: Incoming})
		}
		grow := func(mark string) State {
			g := s
			for i := range rapid.IntRange(1, 5).Draw(t, mark) {
				g = after(g, Asked{ID: QuestionID(fmt.Sprint(mark, i)), Text: mark, Status: Incoming},
					Went{To: SlotID(mark)}, Moved{ID: "q0", From: Incoming, To: Status(mark)}, Extended{By: time.Second})
			}
			return g
		}
		before := digest(s)
		left := grow("left")
		was := digest(left)
		right := grow("right")
		if digest(s) != before || digest(left) != was {
			t.Fatal("one state changed another")
		}
		if q := right.Questions.At(right.Questions.Len() - 1); q.Text != "right" {
			t.Fatal(q)
		}
	})
}

func FuzzDecodeFact(f *testing.F) {
	for k := range readers {
		f.Add(k.kind, k.version, []byte(`{"slot":"a","id":"q","to":"b","from":"a","mode":"active"}`))
	}
	f.Add("loaded", 1, []byte(`{"show":{"title":"x","zone":"Europe/Paris","slots":[{"id":"a","start":"2026-02-04T17:30:00+01:00","length_ns":-5},{"id":"a"}]}}`))
	f.Add("asked", 1, []byte(`{"id":"q","text":"\u13a0","status":"merged","like":"q"}`))
	f.Add("went", 2, []byte(`null`))
	f.Add("edited", 1, []byte(`{"changes":[{"slot":"a","added":{"id":"a"}},{"slot":"b","removed":{},"from":{}},{"slot":"c","to":{"reserve":true,"after":"x"},"is":{"people":[],"fields":{"x":null},"dropped":true}},{"is":{"title":"x","zone":"y"}}]}`))
	f.Add("imported", 1, []byte(`{"changes":[{"slot":"n","added":{"id":"n"},"to":{"after":"c"}},{"slot":"n","removed":{"id":"n"}},{"slot":"a","is":{"length_ns":-5,"start":"2026-02-04T17:30:00+01:00"}}]}`))
	f.Add("undid", 1, []byte(`{"entry":2}`))
	base := after(New(), Loaded{Show: threeSlots()}, Went{To: "a"}, Held{Slot: "a"}, Asked{ID: "q", Text: "x", Status: Incoming})
	f.Fuzz(func(t *testing.T, kind string, version int, body []byte) {
		fact, err := DecodeFact(kind, version, body)
		if err != nil {
			return
		}
		for _, s := range []State{New(), base} {
			s = after(s, fact, WentBack{}, fact, Resumed{Estimated: true})
			s = after(s, Undid{Entry: s.Seq - 1}, Redid{Entry: s.Seq - 1}, fact)
			s.Rows(noon, nil)
			s.Due(noon)
			s.Look()
			s.Drifted()
		}
		k, v, again, err := EncodeFact(fact)
		if err != nil || k != kind {
			t.Fatalf("%q version %d became %q version %d: %v", kind, version, k, v, err)
		}
		twice, err := DecodeFact(k, v, again)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if diff := cmp.Diff(fact, twice); diff != "" {
			t.Fatalf("writing changed it (-before +after):\n%s", diff)
		}
	})
}
