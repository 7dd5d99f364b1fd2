package runsheet

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
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
		show.Slots[0].AtEnd = rapid.SampledFrom(Endings).Draw(t, "at the end")
		s := New()
		now := noon
		var passed time.Duration // true time
		watch := stopwatch{started: map[passOf]time.Duration{}, held: map[passOf]time.Duration{}}
		onAir := func(s State) passOf { return passOf{s.Run.N, s.onAir} }
		undo, redo := map[Seq]stopwatch{}, map[Seq]stopwatch{}
		putOff := 0 // how often people may have put thresholds off
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
				now = s.AsOf() // a rehearsal may have a clock of its own
				undo[e.Seq] = watch
				watch = watch.copy()
				if was.Held() && (!s.Held() || onAir(s) != onAir(was)) {
					watch.held[onAir(was)] += passed - watch.heldSince
				}
				switch f := f.(type) {
				case Went, Restarted:
					watch.started[onAir(s)] = passed
				case Held:
					watch.heldSince = passed
				case StartShifted:
					watch.started[onAir(s)] += f.By
				case Undid:
					if corrects(entries[f.Entry-1].Fact) {
						redo[f.Entry], watch = undo[e.Seq], undo[f.Entry].copy()
					}
				case Redid:
					if corrects(entries[f.Entry-1].Fact) {
						undo[f.Entry], watch = undo[e.Seq], redo[f.Entry].copy()
					}
				}
				switch f.(type) {
				case Extended, StartShifted, Undid, Redid, Edited, Settled, Restarted, Loaded:
					putOff++
				}
			}
		}
		check := func(what string) {
			c := s.Clock(now)
			if !c.OnAir {
				return
			}
			want := passed - watch.started[onAir(s)] - watch.held[onAir(s)]
			var hold time.Duration
			if s.Held() {
				hold = passed - watch.heldSince
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
			if c.SpeakerLeft != c.Left+p.Speaker {
				t.Fatalf("after %s: the speaker has %v, the slot %v, of which %v are the speaker's alone", what, c.SpeakerLeft, c.Left, p.Speaker)
			}
			if hole := s.hole(now); hole != "" {
				t.Fatalf("after %s: %s", what, hole)
			}
		}
		enter(Loaded{Show: show}, WaitingSet{Scene: "Attente"})
		fired := map[string]int{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			d := time.Duration(rapid.IntRange(0, 400_000).Draw(t, "ms")) * time.Millisecond
			now, passed = now.Add(d), passed+d
			facts, _ := s.Due(now)
			for _, f := range facts {
				switch f := f.(type) {
				case Reminded:
					fired[fmt.Sprintf("%s for %s in run %d", f.ID, f.Slot, s.Run.N)]++
				case Warned, Endangered, RanOver:
					fired[fmt.Sprintf("%s of %v, put off %d times", FactKind(f), onAir(s), putOff)]++
				}
			}
			enter(facts...)
			check("time")
			what := rapid.SampledFrom([]string{"go", "go", "go", "back", "hold", "resume", "add", "end", "standby", "stale", "wall", "kill", "reboot", "load", "ask", "move", "scene", "message", "rehearse", "end-run", "live", "timer", "delay", "remind", "shift", "speaker", "restart", "jump", "undo", "redo", "edit", "media", "mark"}).Draw(t, "what")
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
			case "shift":
				c = ShiftStart{on, time.Duration(rapid.IntRange(-400, 400).Draw(t, "by")) * time.Second}
			case "speaker":
				c = SpeakerTime{on, time.Duration(rapid.IntRange(-400, 400).Draw(t, "by")) * time.Second}
			case "restart":
				c = Restart{on}
			case "jump":
				c = Jump{on, slot}
			case "undo":
				e, _ := s.Undoable()
				c = Undo{e.Seq}
			case "redo":
				e, _ := s.Redoable()
				c = Redo{e.Seq}
			case "edit":
				length, warn := time.Duration(rapid.IntRange(0, 900).Draw(t, "length"))*time.Second, time.Duration(rapid.IntRange(-1, 120).Draw(t, "warn"))*time.Second
				c = EditSlot{slot, s.SheetVersion(), Setting{Length: &length, Warn: &warn}}
			case "media":
				c = ReportMedia{"Film", MediaEnded}
			case "mark":
				c = Mark{"ici"}
			case "message":
				c = SendMessage{Text: string(slot)}
			case "ask":
				c = Ask{ID: id, Text: "Pourquoi " + string(slot)}
			case "move":
				c = rapid.SampledFrom([]Command{Approve{id}, Reject{id}, Next{id}, PutOnAir{id}, Answer{id}, Restore{ID: id}, Moderate{Passive}}).Draw(t, "move")
			case "rehearse":
				c = BeginRun{Kind: RehearsalRun, Speed: rapid.IntRange(1, MostSpeed).Draw(t, "speed"), Seen: s.RunsSoFar()}
			case "end-run":
				c = EndRun{s.Run.N}
			case "live":
				c = BeginRun{Kind: LiveRun, Seen: s.RunsSoFar()}
			case "timer":
				n := TimerID(rapid.IntRange(1, SpareTimers).Draw(t, "timer"))
				c = rapid.SampledFrom([]Command{SetTimer{Timer: n, Direction: CountDown, Length: time.Minute}, StartTimer{n}, PauseTimer{n},
					AddToTimer{n, 30 * time.Second}, ResetTimer{n}, SetTimer{Timer: n, Direction: CountUp}}).Draw(t, "timer does")
			case "delay":
				c = SetDelay{time.Duration(rapid.IntRange(0, 60).Draw(t, "delay")) * time.Second}
			case "remind":
				c = Remind{ID: "r" + ReminderID(slot), Slot: slot, Before: time.Duration(rapid.IntRange(0, 600).Draw(t, "before")) * time.Second}
			case "wall":
				now.Wall = now.Wall.Add(time.Duration(rapid.IntRange(-7200, 7200).Draw(t, "step")) * time.Second)
			case "kill":
				enter(Resumed{})
			case "reboot":
				gap := time.Duration(rapid.IntRange(0, 600).Draw(t, "gap")) * time.Second
				enter(Told{Text: fmt.Sprint(now.Wall)}) // the last moment that is written
				passed += gap
				boot, simulated := strings.CutSuffix(now.Boot, s.Run.mark())
				if boot += "'"; simulated {
					boot += s.Run.mark()
				}
				now = Moment{Wall: now.Wall.Add(gap), Steady: time.Minute, Boot: boot}
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

// stopwatch is the true time at which each pass began and for how long it was held; what is undone never happened.
type stopwatch struct {
	started, held map[passOf]time.Duration
	heldSince     time.Duration
}

type passOf struct{ run, pass int }

func (w stopwatch) copy() stopwatch {
	return stopwatch{maps.Clone(w.started), maps.Clone(w.held), w.heldSince}
}

// corrects says whether undoing a fact sets what is on air back.
func corrects(f Fact) bool {
	switch f := f.(type) {
	case Went:
		return f.Jumped
	case WentBack, Held, Released, Extended, SpeakerGiven, StartShifted, Restarted:
		return true
	}
	return false
}

// hole says where time on air is in no pass, since the show was opened.
func (s State) hole(now Moment) string {
	passes := slices.Clone(s.Passes[s.opened:])
	slices.SortStableFunc(passes, func(a, b Pass) int { return int(a.Started.Since(b.Started)) })
	end := Moment{}
	for _, p := range passes {
		if !end.IsZero() && p.Started.Since(end) > 0 {
			return fmt.Sprintf("%q began %v after everything else had ended", p.Slot, p.Started.Since(end))
		}
		ended := p.Ended
		if ended.IsZero() {
			ended = now
		}
		if ended.Since(p.Started) < 0 {
			return fmt.Sprintf("%q ended %v before it began", p.Slot, p.Started.Since(ended))
		}
		if end.IsZero() || ended.Since(end) > 0 {
			end = ended
		}
	}
	return ""
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
