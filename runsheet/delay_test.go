package runsheet

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// standing is where a question stood from some moment on.
type standing struct {
	status Status
	at     Moment
	viewed bool // viewers know it
}

// Whatever happens to questions on air, and to the delay, the program and the rehearsals meanwhile: viewers are never ahead
// of what they see, they learn all of it in its order and once, and the rest at once.
func TestViewersKnowWhatTheySee(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, now := New(), noon
		past := map[QuestionID][]standing{}
		ids := []QuestionID{"q1", "q2", "q3"}
		// notice keeps the account: one line for each time that a question stood elsewhere.
		notice := func() {
			for _, id := range ids {
				q, ok := s.Questions.Get(id)
				was := past[id]
				if !ok || len(was) > 0 && was[len(was)-1].status == q.Status {
					continue
				}
				one := standing{status: q.Status, at: now}
				if n := len(was); n == 0 || s.Delay == 0 {
					one.viewed = true
				} else {
					aired := q.Status == OnAirNow || q.Status == Answered || was[n-1].status == OnAirNow
					one.viewed = was[n-1].viewed && !aired
				}
				past[id] = append(was, one)
			}
		}
		enter := func(by Actor, facts ...Fact) {
			for _, f := range facts {
				s = Apply(s, Entry{Seq: s.Seq + 1, At: now, By: by, Fact: f})
				if v, is := f.(QuestionViewed); is { // the next that viewers did not know, and no other
					for i := range past[v.ID] {
						if one := &past[v.ID][i]; !one.viewed {
							if one.status != v.Status || now.Since(one.at) < s.Delay {
								rt.Fatalf("viewers are told of %v at %v, %v was next, %v ago", v, now, *one, now.Since(one.at))
							}
							one.viewed = true
							break
						}
					}
				}
				if s.Delay == 0 {
					for _, was := range past {
						for i := range was {
							was[i].viewed = true
						}
					}
				}
				notice()
			}
		}
		check := func(what string) {
			for _, id := range ids {
				q, ok := s.Questions.Get(id)
				if !ok {
					continue
				}
				want := Status("")
				for _, one := range past[id] {
					if !one.viewed {
						break
					}
					want = one.status
				}
				if got := q.ViewersKnow(); got != want {
					rt.Fatalf("after %s viewers know %s to be %s, not %s: %+v", what, id, got, want, past[id])
				}
			}
		}
		enter(Actor{Role: Operator}, Loaded{Show: threeSlots()}, DelaySet{Delay: 20 * time.Second})
		for i, id := range ids {
			enter(Actor{Role: Audience}, Asked{ID: id, Text: fmt.Sprint("Pourquoi ", i), Status: Approved, Device: "d"})
		}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 25_000).Draw(rt, "ms")) * time.Millisecond)
			due, wait := s.Due(now)
			enter(Actor{Role: DeskRole}, due...)
			if again, _ := s.Due(now); len(again) > 0 {
				rt.Fatalf("due twice: %v", again)
			}
			for id, was := range past {
				for _, one := range was {
					if left := s.Delay - now.Since(one.at); !one.viewed && (left <= 0 || wait > left) {
						rt.Fatalf("%s is %s since %v, and viewers wait %v, the desk %v", id, one.status, one.at, left, wait)
					}
				}
			}
			check("time")
			what := rapid.SampledFrom([]string{"air", "air", "answer", "approve", "next", "reject", "archive", "restore", "undo", "redo", "delay", "kill", "wall", "rehearse"}).Draw(rt, "what")
			id := rapid.SampledFrom(ids).Draw(rt, "question")
			var c Command
			switch what {
			case "air":
				c = PutOnAir{id}
			case "answer":
				c = Answer{id}
			case "approve":
				c = Approve{id}
			case "next":
				c = Next{id}
			case "reject":
				c = Reject{id}
			case "archive":
				c = MoveAll{[]QuestionID{id}, Archived}
			case "restore":
				c = Restore{ID: id}
			case "undo":
				e, _ := s.Undoable()
				c = Undo{e.Seq}
			case "redo":
				e, _ := s.Redoable()
				c = Redo{e.Seq}
			case "delay":
				c = SetDelay{time.Duration(rapid.IntRange(0, 40).Draw(rt, "delay")) * time.Second}
			case "kill":
				enter(Actor{Role: DeskRole}, Resumed{})
			case "wall":
				now.Wall = now.Wall.Add(time.Duration(rapid.IntRange(-7200, 7200).Draw(rt, "step")) * time.Second)
			case "rehearse": // no question is asked in it: what happens to those of before is nothing
				before := s
				enter(Actor{Role: Operator}, RunBegan{Kind: RehearsalRun})
				now = now.Add(time.Duration(rapid.IntRange(0, 30).Draw(rt, "rehearsal")) * time.Second)
				due, _ := s.Due(now)
				enter(Actor{Role: DeskRole}, append(due, RunEnded{})...)
				if s.Questions.Len() != before.Questions.Len() {
					rt.Fatal("a rehearsal lost a question")
				}
			}
			if c != nil {
				facts, _ := Decide(s, Act{By: Actor{Role: Operator, Device: "desk"}, At: now, Command: c})
				enter(Actor{Role: Operator, Device: "desk"}, facts...)
			}
			check(what)
		}
		now = now.Add(mostDelay)
		due, _ := s.Due(now)
		enter(Actor{Role: DeskRole}, due...)
		check("all was seen")
		for q := range s.Questions.All() {
			if q.ViewersKnow() != q.Status {
				rt.Errorf("%s is %s, and viewers never hear of it", q.ID, q.Status)
			}
		}
		if s.Counts() {
			rt.Error("viewers still wait for something")
		}
	})
}
