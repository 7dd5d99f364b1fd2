package desk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"regie/runsheet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// paper is a journal in memory that can be as slow and as broken as a disk.
type paper struct {
	mu      sync.Mutex
	delay   time.Duration
	fault   error
	tried   int
	groups  []int
	entries []runsheet.Entry
}

func (p *paper) Append(entries []runsheet.Entry) error {
	p.mu.Lock()
	delay := p.delay
	p.mu.Unlock()
	if delay > 0 {
		time.Sleep(delay)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tried++
	if p.fault != nil {
		return p.fault
	}
	for _, e := range entries {
		if want := runsheet.Seq(len(p.entries) + 1); e.Seq != want {
			panic(fmt.Sprintf("entry %d written where %d belongs", e.Seq, want))
		}
		p.entries = append(p.entries, e)
	}
	p.groups = append(p.groups, len(entries))
	return nil
}

func (p *paper) set(delay time.Duration, fault error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay, p.fault = delay, fault
}

func (p *paper) kinds() (kinds []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.entries {
		kinds = append(kinds, runsheet.FactKind(e.Fact))
	}
	return kinds
}

func (p *paper) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.entries)
}

// room is a desk that runs, with all that it is given.
type room struct {
	*testing.T
	*Desk
	paper *paper
	mu    sync.Mutex
	wants []runsheet.Look
	// slept is how long the machine was suspended: its steady clock counts that, Go's timers do not.
	slept time.Duration
	// set is by how much somebody set the machine's wall clock.
	set  time.Duration
	stop func() error
}

var operator = runsheet.Actor{Role: runsheet.Operator}

func sheet() runsheet.Show {
	return runsheet.Show{Slots: []runsheet.Slot{
		{ID: "a", Length: 5 * time.Minute, Scene: "A"}, {ID: "b", Length: 5 * time.Minute, Scene: "B"}, {ID: "c", Length: 5 * time.Minute, Scene: "C"},
	}}
}

func open(t *testing.T, s runsheet.State) *room {
	r := &room{T: t, paper: &paper{}}
	start := time.Now()
	r.Desk = New(s, Config{
		Journal: r.paper,
		Now: func() runsheet.Moment {
			r.mu.Lock()
			defer r.mu.Unlock()
			now := time.Now()
			return runsheet.Moment{Wall: now.Add(r.slept + r.set), Steady: now.Sub(start) + r.slept, Boot: "boot"}
		},
		Want: func(l runsheet.Look) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.wants = append(r.wants, l)
		},
		Cause: func(err error) runsheet.DiskCause {
			if strings.Contains(err.Error(), "full") {
				return runsheet.DiskFull
			}
			return ""
		},
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Desk.Run(ctx) }()
	r.stop = func() error { cancel(); return <-ended }
	return r
}

// loaded is a desk with a sheet on it, and nothing else.
func loaded(t *testing.T) *room {
	r := open(t, runsheet.New())
	r.must(runsheet.Load{Show: sheet()})
	return r
}

func (r *room) must(c runsheet.Command) {
	r.Helper()
	if err := r.Do(r.Context(), operator, c); err != nil {
		r.Fatalf("%s: %v", runsheet.CommandName(c), err)
	}
}

func (r *room) wanted() (scenes []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range r.wants {
		scenes = append(scenes, l.Scene)
	}
	return scenes
}

func (r *room) ask(i int) error {
	by := runsheet.Actor{Role: runsheet.Audience, Device: runsheet.DeviceID(fmt.Sprint("phone", i))}
	return r.Do(r.Context(), by, runsheet.Ask{ID: runsheet.QuestionID(fmt.Sprint("q", i)), Text: fmt.Sprintf("Question numéro %d", i)})
}

// start does something in a goroutine of its own and gives the answer later.
func start(do func() error) <-chan error {
	answer := make(chan error, 1)
	go func() { answer <- do() }()
	return answer
}

func answered(c <-chan error) bool { return len(c) > 0 }

func TestNothingIsToldBeforeItIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.paper.set(30*time.Millisecond, nil)
		seen := r.Watch(t.Context())
		<-seen
		was := r.paper.count()
		done := start(func() error { return r.Do(t.Context(), operator, runsheet.Go{To: "a"}) })
		time.Sleep(29 * time.Millisecond)
		synctest.Wait()
		if len(seen) > 0 || answered(done) || r.State().OnAirSlot() != "" {
			t.Errorf("told before it is written: %v %v %q", len(seen), answered(done), r.State().OnAirSlot())
		}
		if !slices.Equal(r.wanted(), []string{"A"}) { // the picture waits for no disk
			t.Error(r.wanted())
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		// Whoever got an answer finds what he did.
		if s := r.State(); s.OnAirSlot() != "a" || s.Signals.Unwritten != 0 || int(s.Signals.Written) != was+1 || s.Signals.Late != "" {
			t.Errorf("answered with %q on air, %+v", s.OnAirSlot(), s.Signals)
		}
		if s := <-seen; s.OnAirSlot() != "a" {
			t.Errorf("watchers saw %q", s.OnAirSlot())
		}
		if !slices.Equal(r.wanted(), []string{"A"}) {
			t.Error(r.wanted())
		}
	})
}

func TestGroupCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.paper.set(20*time.Millisecond, nil)
		before := len(r.paper.groups)
		var answers []<-chan error
		for i := range 300 {
			answers = append(answers, start(func() error { return r.ask(i) }))
		}
		for _, a := range answers {
			if err := <-a; err != nil {
				t.Fatal(err)
			}
		}
		groups := r.paper.groups[before:]
		if len(groups) > 4 {
			t.Errorf("300 questions took %d writes: %v", len(groups), groups)
		}
		if n := r.State().Questions.Len(); n != 300 {
			t.Errorf("%d questions", n)
		}
	})
}

func TestRepeatedQuestionWaitsForTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.paper.set(40*time.Millisecond, nil)
		first := start(func() error { return r.ask(1) })
		synctest.Wait()
		second := start(func() error { return r.ask(1) })
		time.Sleep(39 * time.Millisecond)
		synctest.Wait()
		if answered(first) || answered(second) {
			t.Errorf("thanked before it is written: %v %v", answered(first), answered(second))
		}
		if err := errors.Join(<-first, <-second); err != nil {
			t.Error(err)
		}
		if n := r.State().Questions.Len(); n != 1 {
			t.Errorf("%d questions", n)
		}
	})
}

// A disk that hesitates must not hold a cut: OBS waits 50 ms from the press, whenever in a write it comes.
func TestSlowDisk(t *testing.T) {
	for _, into := range []time.Duration{0, 5 * time.Millisecond, 60 * time.Millisecond, 500 * time.Millisecond} {
		t.Run(into.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := loaded(t)
				defer r.stop()
				r.paper.set(900*time.Millisecond, nil)
				question := start(func() error { return r.ask(1) }) // what the disk is busy with
				time.Sleep(into)
				synctest.Wait()
				done := start(func() error { return r.Do(t.Context(), operator, runsheet.Go{To: "a"}) })
				time.Sleep(patience + time.Millisecond)
				synctest.Wait()
				if !slices.Equal(r.wanted(), []string{"A"}) || r.State().OnAirSlot() != "a" || !answered(done) {
					t.Errorf("50 ms after the press OBS was told %v, people %q, the presser %v", r.wanted(), r.State().OnAirSlot(), answered(done))
				}
				if answered(question) {
					t.Error("a question was thanked before it was written")
				}
				if s := r.State().Signals; s.Unwritten == 0 || s.Late != "" {
					t.Errorf("signals %+v", s)
				}
				time.Sleep(3 * time.Second)
				synctest.Wait()
				if s := r.State().Signals; s.Unwritten != 0 || s.Late != "" || !answered(question) {
					t.Errorf("afterwards %+v, question %v", s, answered(question))
				}
				if len(r.wanted()) != 1 {
					t.Errorf("OBS was told %v", r.wanted())
				}
			})
		})
	}
}

func TestHangingDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.paper.set(20*time.Second, nil)
		r.must(runsheet.Go{To: "a"})
		if late := r.State().Signals.Late; late != "" {
			t.Errorf("late after 50 ms: %s", late)
		}
		question := start(func() error { return r.ask(1) })
		time.Sleep(slow)
		synctest.Wait()
		if s := r.State().Signals; s.Late == "" || s.LateFor != runsheet.DiskSlow || s.Unwritten == 0 {
			t.Errorf("a second later: %+v", s)
		}
		if err := r.ask(2); runsheet.ReasonOf(err) != runsheet.NotSaved {
			t.Errorf("a new question: %v", err)
		}
		r.must(runsheet.Go{From: "a", To: "b"})
		if !slices.Equal(r.wanted(), []string{"A", "B"}) {
			t.Error(r.wanted())
		}
		if answered(question) {
			t.Errorf("the question that waits was answered with %v", <-question)
		}
		// What time makes happen is seen too, though nothing is written.
		time.Sleep(5 * time.Second)
		r.must(runsheet.AddTime{Slot: "b", By: -5*time.Minute + 10*time.Second})
		time.Sleep(6 * time.Second)
		if p, _ := r.State().OnAir(); !p.RanOver {
			t.Error("nobody was told that the slot ran over")
		}
		r.paper.set(0, nil)
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if err := <-question; err != nil {
			t.Error(err)
		}
		if s := r.State().Signals; s.Late != "" || s.Unwritten != 0 || s.Written != r.State().Seq {
			t.Errorf("afterwards %+v", s)
		}
		if want := []string{"loaded", "went", "asked", "went", "extended", "ran-over"}; !slices.Equal(r.paper.kinds(), want) {
			t.Error(r.paper.kinds())
		}
	})
}

func TestFailingDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		full := errors.New("disk full")
		r.paper.set(0, full)
		if err := r.ask(1); runsheet.ReasonOf(err) != runsheet.NotSaved {
			t.Errorf("a question: %v", err)
		}
		r.must(runsheet.Go{To: "a"})
		if s := r.State(); s.OnAirSlot() != "a" || s.Signals.Late != "disk full" || s.Signals.LateFor != runsheet.DiskFull || s.Signals.Unwritten != 2 || !slices.Equal(r.wanted(), []string{"A"}) {
			t.Errorf("on air %q, %+v, OBS %v", s.OnAirSlot(), s.Signals, r.wanted())
		}
		time.Sleep(time.Minute)
		r.must(runsheet.Hold{Slot: "a"})
		if err := r.ask(1); runsheet.ReasonOf(err) != runsheet.NotSaved {
			t.Errorf("the question again: %v", err)
		}
		tried := r.paper.tried
		if tried > 20 {
			t.Errorf("a full disk was tried %d times in a minute", tried)
		}
		r.paper.set(0, nil)
		time.Sleep(retryLast + time.Second)
		synctest.Wait()
		if s := r.State().Signals; s.Late != "" || s.LateFor != "" || s.Unwritten != 0 {
			t.Errorf("afterwards %+v", s)
		}
		if err := r.ask(1); err != nil {
			t.Errorf("and the question once more: %v", err)
		}
		if want := []string{"loaded", "asked", "went", "held"}; !slices.Equal(r.paper.kinds(), want) {
			t.Errorf("written: %v", r.paper.kinds())
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		r.must(runsheet.Go{To: "a"})
		r.paper.set(0, errors.New("disk full"))
		var refused error
		for i := range mostUnwritten + 100 {
			if err := r.Do(t.Context(), operator, runsheet.SendMessage{Text: fmt.Sprint(i)}); err != nil {
				refused = err
			}
		}
		if runsheet.ReasonOf(refused) != runsheet.NotSaved {
			t.Errorf("nothing was refused: %v", refused)
		}
		if n := r.State().Signals.Unwritten; n != mostUnwritten {
			t.Errorf("%d wait in memory", n)
		}
		time.Sleep(time.Second)
		r.must(runsheet.Go{From: "a", To: "b"})
		if w := r.wanted(); w[len(w)-1] != "B" {
			t.Errorf("GO was not done: %v", w)
		}
		if err := r.stop(); err == nil {
			t.Error("entries were lost and nobody says so")
		}
	})
}

func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		ctx, leave := context.WithCancel(t.Context())
		seen, asleep := r.Watch(ctx), r.Watch(t.Context())
		if s := <-seen; len(s.Show.Slots) != 3 {
			t.Error("the present does not come first")
		}
		r.must(runsheet.Go{To: "a"})
		if s := <-seen; s.OnAirSlot() != "a" {
			t.Error(s.OnAirSlot())
		}
		for i := range 10 {
			r.must(runsheet.SendMessage{Text: fmt.Sprint("m", i)})
		}
		if s := <-asleep; s.Message != "m9" {
			t.Errorf("a slow reader gets %q, not the latest", s.Message)
		}
		if s := <-seen; s.Message != "m9" {
			t.Error(s.Message)
		}
		leave()
		synctest.Wait()
		if _, open := <-seen; open {
			t.Error("still open after its context ended")
		}
		r.must(runsheet.SendMessage{Text: "to whoever is left"})
		if s := <-asleep; s.Message != "to whoever is left" {
			t.Error(s.Message)
		}
		r.stop()
		if _, open := <-asleep; open {
			t.Error("still open after the desk ended")
		}
		after := r.Watch(t.Context())
		if s, open := <-after; !open || s.Message != "to whoever is left" {
			t.Error("a closed desk has no last state")
		}
		if _, open := <-after; open {
			t.Error("a closed desk goes on")
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		<-r.Watch(gone)
	})
}

func TestTimeFiresOnceAndOnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.must(runsheet.Go{To: "a"})
		begun := r.Now()
		time.Sleep(30 * time.Minute)
		synctest.Wait()
		var got []string
		for _, e := range r.paper.entries[2:] {
			got = append(got, fmt.Sprint(runsheet.FactKind(e.Fact), " ", e.At.Since(begun).Round(100*time.Millisecond)))
		}
		if want := []string{"warned 4m0s", "danger 4m45s", "ran-over 5m0s"}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}

// In suspend Go's timers stand still. What fell due meanwhile is due when the machine wakes, not minutes later.
func TestSuspend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.must(runsheet.Go{To: "a"})
		time.Sleep(10 * time.Second)
		r.mu.Lock()
		r.slept = 20 * time.Minute
		r.mu.Unlock()
		time.Sleep(tick + 10*time.Millisecond)
		synctest.Wait()
		if p, _ := r.State().OnAir(); !p.RanOver {
			t.Error("nobody noticed that time went by")
		}
	})
}

func TestWantOncePerIntention(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		r.must(runsheet.Go{To: "a"})
		r.must(runsheet.Go{From: "", To: "a"}) // pressed twice
		r.must(runsheet.SendMessage{Text: "x"})
		r.must(runsheet.SetWaiting{Scene: "W"})
		time.Sleep(time.Second)
		r.must(runsheet.Hold{Slot: "a"})
		r.must(runsheet.Resume{Slot: "a"})
		r.must(runsheet.TakeAgain{})
		r.must(runsheet.ReportScene{Scene: "elsewhere"})
		r.must(runsheet.AddTime{Slot: "a", By: time.Minute})
		if want := []string{"A", "W", "A", "A"}; !slices.Equal(r.wanted(), want) {
			t.Errorf("OBS was told %v, want %v", r.wanted(), want)
		}
		s := r.State()
		r.stop()
		again := New(s, Config{Journal: &paper{entries: r.paper.entries}, Now: r.Now, Want: func(l runsheet.Look) { t.Errorf("an old intention is told again: %v", l) }})
		ctx, cancel := context.WithCancel(t.Context())
		ended := start(func() error { return again.Run(ctx) })
		if err := again.Do(t.Context(), operator, runsheet.SendMessage{Text: "y"}); err != nil {
			t.Error(err)
		}
		if got := again.State().Signals; got.Written != s.Seq+1 || got.Unwritten != 0 {
			t.Errorf("%+v", got)
		}
		cancel()
		<-ended
	})
}

func TestHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		seen := r.Watch(t.Context())
		<-seen
		at := r.Now().Add(-3 * time.Second)
		r.Heard(3 * time.Second)
		synctest.Wait()
		if len(seen) > 0 || r.State().Signals.OBSHeard != at {
			t.Errorf("woken %d times, heard %v", len(seen), r.State().Signals.OBSHeard)
		}
		r.must(runsheet.Go{To: "a"})
		if s := <-seen; s.Signals.OBSHeard != at {
			t.Error("forgotten")
		}
	})
}

// How OBS fares wakes nobody, unless a media begins, moves or stops that a slot counts with: those who count by themselves
// would count to a wrong end.
func TestOnlyAnotherEndOfAMediaWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		ending := runsheet.TakeAfterMedia
		r.must(runsheet.EditSlot{Slot: "a", Sheet: r.State().SheetVersion(), Set: runsheet.Setting{AtEnd: &ending}})
		r.must(runsheet.Go{To: "a"})
		time.Sleep(10 * time.Second)
		seen := r.Watch(t.Context())
		<-seen
		for _, tc := range []struct {
			what   string
			after  time.Duration
			plays  bool
			left   time.Duration
			awakes int
		}{
			{"nothing plays", time.Second, false, 0, 0},
			{"a media begins", time.Second, true, time.Minute, 1},
			{"it goes on", time.Second, true, 59 * time.Second, 0},
			{"it goes on, measured a little late", 1100 * time.Millisecond, true, 58 * time.Second, 0},
			{"somebody moves it", time.Second, true, 30 * time.Second, 1},
			{"it stops", time.Second, false, 0, 1},
		} {
			time.Sleep(tc.after)
			r.Fares(&runsheet.Health{At: r.Now(), Measured: true, Media: []runsheet.Media{{Source: "Sujet", Playing: tc.plays, Length: time.Minute, Left: tc.left}}})
			synctest.Wait()
			if len(seen) != tc.awakes {
				t.Errorf("%s: woken %d times, want %d", tc.what, len(seen), tc.awakes)
			}
			if len(seen) > 0 {
				if c := (<-seen).Clock(r.Now()); tc.plays != (c.Media == "Sujet") || tc.plays && c.Left != tc.left {
					t.Errorf("%s: counts with %q, left %v", tc.what, c.Media, c.Left)
				}
			}
		}
	})
}

func TestEndWritesWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		r.paper.set(300*time.Millisecond, nil)
		first := start(func() error { return r.ask(1) })
		synctest.Wait()
		second := start(func() error { return r.ask(2) })
		synctest.Wait()
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		if err := errors.Join(<-first, <-second); err != nil {
			t.Error(err)
		}
		if r.paper.count() != 3 || r.State().Questions.Len() != 2 || r.State().Signals.Unwritten != 0 {
			t.Errorf("%d entries, %d questions, %+v", r.paper.count(), r.State().Questions.Len(), r.State().Signals)
		}
		if err := r.ask(3); !errors.Is(err, ErrClosed) {
			t.Errorf("a closed desk answers %v", err)
		}
	})
}

func TestEndWithAFailingDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		r.paper.set(300*time.Millisecond, errors.New("disk full"))
		first := start(func() error { return r.ask(1) })
		synctest.Wait()
		if err := r.stop(); err == nil {
			t.Error("lost entries are not reported")
		}
		if err := <-first; err == nil {
			t.Error("a lost question was thanked for")
		}
	})
}

func TestWhoLeavesEarlyBlocksNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.paper.set(10*time.Millisecond, nil)
		ctx, leave := context.WithTimeout(t.Context(), 5*time.Millisecond)
		defer leave()
		if err := r.Do(ctx, operator, runsheet.Go{To: "a"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		r.must(runsheet.SendMessage{Text: "x"})
		if r.State().OnAirSlot() != "a" {
			t.Error("what was heard is not done")
		}
	})
}

// A page's server goes on after a panic of its own; the desk must not, with half a decision in its state.
func TestHalfADecisionEndsTheProgram(t *testing.T) {
	if os.Getenv("REGIE_HALF_A_DECISION") != "" {
		d := New(runsheet.New(), Config{Journal: &paper{}, Now: SystemClock(), Want: func(runsheet.Look) { panic("half a decision") },
			Broken: func(stack []byte) { fmt.Printf("began with %s", stack) }})
		go d.Run(t.Context())
		defer func() { recover() }() // as net/http does
		for _, c := range []runsheet.Command{runsheet.Load{Show: sheet()}, runsheet.Go{To: "a"}} {
			if err := d.Do(t.Context(), operator, c); err != nil {
				t.Error(err)
			}
		}
		return
	}
	again := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	again.Env = append(os.Environ(), "REGIE_HALF_A_DECISION=1")
	out, err := again.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "panic: half a decision") {
		t.Errorf("the program went on: %v\n%s", err, out)
	}
	if _, began, told := strings.Cut(string(out), "began with "); !told || !strings.Contains(began, "(*loop).decide") || strings.Index(began, "(*loop).decide") > strings.Index(began, "half a decision") {
		t.Errorf("where it began was not told before:\n%s", out)
	}
}

func TestOBSHasAHeadStartOfTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		for _, c := range []struct {
			do    runsheet.Command
			waits time.Duration
		}{
			{runsheet.SendMessage{Text: "x"}, 0},
			{runsheet.Go{To: "a"}, headStart},
			{runsheet.AddTime{Slot: "a", By: time.Minute}, 0},
		} {
			began, wanted := time.Now(), len(r.wanted())
			done := start(func() error { return r.Do(t.Context(), operator, c.do) })
			synctest.Wait()
			if told := len(r.wanted()) > wanted; told != (c.waits > 0) {
				t.Errorf("%s: OBS was told at once: %t", runsheet.CommandName(c.do), told)
			}
			if err := <-done; err != nil {
				t.Error(err)
			}
			if waited := time.Since(began); waited != c.waits {
				t.Errorf("%s: written %v later, want %v", runsheet.CommandName(c.do), waited, c.waits)
			}
		}
	})
}

// Real goroutines, real time: many hands at once, readers that come and go, a disk that fails now and then.
func TestManyHands(t *testing.T) {
	r := loaded(t)
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			for n := range 10 {
				c := []runsheet.Command{
					runsheet.Ask{ID: runsheet.QuestionID(fmt.Sprintf("q%d-%d", i, n)), Text: fmt.Sprint("Question ", i, n)},
					runsheet.Go{From: r.State().OnAirSlot(), To: r.State().Standby},
					runsheet.SendMessage{Text: fmt.Sprint(i, n)},
					runsheet.Back{From: r.State().OnAirSlot()},
				}[(i+n)%4]
				if err := r.Do(t.Context(), operator, c); err != nil && runsheet.ReasonOf(err) == "" {
					t.Errorf("%s: %v", runsheet.CommandName(c), err)
				}
				if i%10 == 0 {
					ctx, leave := context.WithCancel(t.Context())
					seen := r.Watch(ctx)
					<-seen
					leave()
					for range seen {
					}
				}
				if i == 0 {
					r.paper.set(0, map[bool]error{true: errors.New("now and then")}[n%3 == 1])
				}
			}
		})
	}
	wg.Wait()
	r.paper.set(0, nil)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	s := runsheet.New()
	for _, e := range r.paper.entries {
		s = runsheet.Apply(s, e)
	}
	if s.Seq != r.State().Seq || s.OnAirSlot() != r.State().OnAirSlot() || s.Questions.Len() != r.State().Questions.Len() {
		t.Error("the paper tells another evening than the desk")
	}
}
