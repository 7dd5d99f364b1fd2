package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"regie/app/desk"
	"regie/app/journal"
	"regie/runsheet"
)

// A show of three days through the real loop and the real journal, over the night in which summer time ends: somebody at the
// desk does what people do, viewers are behind, the machine's clock is set, the machine sleeps, the program is killed and
// comes back. Time is simulated and the disk is not: the seventy-two hours take seconds.
func TestThreeDaysOnAir(t *testing.T) {
	const hours = 72
	path := filepath.Join(t.TempDir(), "trois-jours.regie")
	began := time.Now()
	synctest.Test(t, func(t *testing.T) { newSoak(t, path).run(hours * time.Hour) })
	var mem runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&mem)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d h in %v, file %d kB, heap %d MB", hours, time.Since(began).Round(time.Millisecond), info.Size()>>10, mem.HeapAlloc>>20)
}

type soak struct {
	*testing.T
	path    string
	rng     *rand.Rand
	born    time.Time
	set     atomic.Int64 // by how much the wall clock was set
	slept   atomic.Int64 // how long the machine was suspended: Go's timers stood still
	journal *journal.Journal
	desk    *desk.Desk
	stop    func()

	kills, steps, commands, refused, asked int
}

func newSoak(t *testing.T, path string) *soak {
	return &soak{T: t, path: path, rng: rand.New(rand.NewPCG(20261024, 72)), born: time.Now()}
}

// now is a machine whose true time is the bubble's, on the Saturday before the night of the change.
func (s *soak) now() runsheet.Moment {
	slept := time.Duration(s.slept.Load())
	passed := time.Since(s.born) + slept
	start := time.Date(2026, 10, 24, 9, 0, 0, 0, time.UTC)
	return runsheet.Moment{Wall: start.Add(passed + time.Duration(s.set.Load())), Steady: time.Hour + passed, Boot: "boot"}
}

// open is a start of the program.
func (s *soak) open(resumed bool) {
	var err error
	if s.journal, err = journal.Open(s.path); err != nil {
		s.Fatal(err)
	}
	state, err := s.journal.Replay(context.Background(), nil)
	if err != nil {
		s.Fatal(err)
	}
	s.desk = desk.New(state, desk.Config{Journal: s.journal, Now: s.now, Resumed: resumed})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.desk.Run(ctx) }()
	s.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			s.Error(err)
		}
		s.journal.Close()
	}
}

func (s *soak) do(c runsheet.Command) {
	s.commands++
	err := s.desk.Do(context.Background(), runsheet.Actor{Role: runsheet.Operator}, c)
	if err == nil {
		return
	}
	if s.refused++; runsheet.ReasonOf(err) == "" {
		s.Fatalf("%s: %v", runsheet.CommandName(c), err)
	}
}

func (s *soak) show() runsheet.Show {
	show := runsheet.Show{Title: "Trois jours", Zone: "Europe/Paris"}
	at := time.Date(2026, 10, 24, 9, 0, 0, 0, time.UTC)
	for i := range 150 {
		slot := runsheet.Slot{ID: runsheet.SlotID(fmt.Sprint("s", i)), Title: fmt.Sprint("Séquence ", i), Kind: runsheet.Kinds[i%len(runsheet.Kinds)],
			Length: time.Duration(10+i%40) * time.Minute, Group: fmt.Sprint("Partie ", i/10), AtEnd: runsheet.Endings[i%len(runsheet.Endings)]}
		if i%10 == 0 {
			slot.Start = at
		}
		slot.ToEnd = i%17 == 3
		show.Slots = append(show.Slots, slot)
		at = at.Add(slot.Length)
	}
	return show
}

func (s *soak) run(whole time.Duration) {
	s.open(false)
	s.do(runsheet.Load{Show: s.show(), Source: "trois-jours.xlsx"})
	s.do(runsheet.SetDelay{Delay: 20 * time.Second})
	for _, slot := range []runsheet.SlotID{"s20", "s60", "s100"} {
		s.do(runsheet.Remind{ID: runsheet.ReminderID("micro-" + slot), Slot: slot, Before: 2 * time.Minute, Text: "Micros"})
	}
	s.do(runsheet.Go{To: "s0"})
	for time.Since(s.born) < whole {
		time.Sleep(time.Duration(s.rng.IntN(600_000)) * time.Millisecond)
		s.act()
		s.check()
	}
	time.Sleep(time.Minute) // viewers catch up
	for q := range s.desk.State().Questions.All() {
		if q.ViewersKnow() != q.Status {
			s.Errorf("%s is %s, and viewers know it %s", q.ID, q.Status, q.ViewersKnow())
		}
	}
	s.stop()
	s.verdict()
}

// act is what people, machines and networks do.
func (s *soak) act() {
	state := s.desk.State()
	on := state.OnAirSlot()
	switch s.rng.IntN(22) {
	case 0, 1, 2, 3, 4:
		if state.Standby == "" { // three days are longer than the sheet when people are fast
			s.do(runsheet.Jump{From: on, To: "s1"})
			return
		}
		s.do(runsheet.Go{From: on, To: state.Standby})
	case 5:
		s.do(runsheet.Hold{Slot: on})
		time.Sleep(time.Duration(s.rng.IntN(120)) * time.Second)
		s.do(runsheet.Resume{Slot: on})
	case 6:
		s.do(runsheet.AddTime{Slot: on, By: time.Duration(s.rng.IntN(11)-5) * time.Minute})
	case 7:
		s.do(runsheet.SpeakerTime{Slot: on, By: time.Minute})
	case 8:
		s.do(runsheet.ShiftStart{Slot: on, By: -time.Duration(s.rng.IntN(90)) * time.Second})
	case 9:
		s.do(runsheet.Back{From: on})
	case 10:
		s.do(runsheet.Restart{Slot: on})
	case 11, 12:
		if e, ok := state.Undoable(); ok {
			s.do(runsheet.Undo{Entry: e.Seq})
		}
	case 13:
		s.do(runsheet.Mark{Text: "repère"})
	case 14:
		for _, p := range state.Replans(s.now(), runsheet.ReplanWish{}) {
			s.do(runsheet.Replan{Remedy: p.Remedy, From: on, Sheet: state.SheetVersion(), Changes: p.Changes})
			return
		}
	case 15:
		before := s.desk.State().Clock(s.now())
		s.set.Add(int64(time.Duration(s.rng.IntN(7200)-3600) * time.Second))
		s.steps++
		if after := s.desk.State().Clock(s.now()); before.Elapsed != after.Elapsed {
			s.Errorf("a clock that was set moved the slot by %v", after.Elapsed-before.Elapsed)
		}
		time.Sleep(20 * time.Second)
		s.set.Store(0)
		s.steps++
	case 16:
		s.slept.Add(int64(time.Duration(s.rng.IntN(900)) * time.Second))
	case 17:
		s.kill()
	case 18, 19:
		s.asked++
		id := runsheet.QuestionID(fmt.Sprint("q", s.asked))
		s.do(runsheet.Ask{ID: id, Text: fmt.Sprint("Et la question ", s.asked, " ?")})
		s.do(runsheet.Approve{ID: id})
		s.do(runsheet.PutOnAir{ID: id})
		time.Sleep(time.Duration(s.rng.IntN(30)) * time.Second)
		s.do(runsheet.Answer{ID: id})
	case 20:
		timer := runsheet.TimerID(1 + s.rng.IntN(runsheet.SpareTimers))
		s.do(runsheet.SetTimer{Timer: timer, Direction: runsheet.CountDown, Length: time.Duration(1+s.rng.IntN(20)) * time.Minute})
		s.do(runsheet.StartTimer{Timer: timer})
	}
}

// kill ends the program as a crash would have left it, and starts it again some seconds later.
func (s *soak) kill() {
	s.stop()
	before, at := s.desk.State(), s.now()
	time.Sleep(time.Duration(s.rng.IntN(30)) * time.Second)
	s.open(true)
	time.Sleep(10 * time.Millisecond)
	s.kills++
	after := s.desk.State()
	passed := s.now().Since(at)
	was, is := before.Clock(at), after.Clock(s.now())
	if held := before.Held(); !held && before.OnAirSlot() == after.OnAirSlot() && is.Elapsed != was.Elapsed+passed {
		s.Errorf("after a crash of %v the slot is at %v, it was at %v", passed, is.Elapsed, was.Elapsed)
	}
}

// check is what is true whatever happened.
func (s *soak) check() {
	state, now := s.desk.State(), s.now()
	c := state.Clock(now)
	if c.OnAir && (c.Elapsed < 0 || c.Elapsed > 72*time.Hour || c.Left+c.Elapsed != c.Length) {
		s.Errorf("the clock jumped: %+v", c)
	}
	if state.Signals.Late != "" {
		s.Errorf("the journal is late: %s", state.Signals.Late)
	}
}

// verdict reads the file again: the same state as was lived, no entry lost, nothing fired twice.
func (s *soak) verdict() {
	j, err := journal.Open(s.path)
	if err != nil {
		s.Fatal(err)
	}
	defer j.Close()
	type once struct {
		kind string // and what it is about
		pass int
		put  int
	}
	fired, put, seen := map[once]int{}, 0, 0
	state := runsheet.New()
	again, err := j.Replay(context.Background(), func(e runsheet.Entry) {
		before := state
		state = runsheet.Apply(state, e)
		seen++
		switch f := e.Fact.(type) {
		case runsheet.Warned, runsheet.Endangered, runsheet.RanOver:
			fired[once{runsheet.FactKind(e.Fact), len(state.Passes), put}]++
		case runsheet.Reminded:
			fired[once{fmt.Sprint("reminder of ", f.Slot), 0, 0}]++
		case runsheet.TimerSet, runsheet.TimerStarted:
			put++
		case runsheet.TimerRang:
			fired[once{fmt.Sprint("timer ", f.Timer), 0, put}]++
		case runsheet.QuestionViewed:
			if q, _ := before.Questions.Get(f.ID); q.ViewersKnow() == f.Status {
				s.Errorf("viewers are told twice that %s is %s", f.ID, f.Status)
			}
		case runsheet.Extended, runsheet.StartShifted, runsheet.Undid, runsheet.Redid, runsheet.Edited, runsheet.WentBack, runsheet.ClockStepped:
			put++
		}
	})
	if err != nil {
		s.Fatal(err)
	}
	for what, n := range fired {
		if n > 1 {
			s.Errorf("%s of pass %d fired %d times", what.kind, what.pass, n)
		}
	}
	lived := s.desk.State()
	if int(again.Seq) != seen || again.Seq != lived.Seq || again.OnAirSlot() != lived.OnAirSlot() {
		s.Errorf("%d entries lead to %d, %q; lived were %d, %q", seen, again.Seq, again.OnAirSlot(), lived.Seq, lived.OnAirSlot())
	}
	if diff := cmp.Diff(lived.Passes, again.Passes, cmpopts.IgnoreUnexported(runsheet.Pass{}), cmpopts.EquateEmpty()); diff != "" {
		s.Errorf("what was on air differs (-lived +replayed):\n%s", diff)
	}
	s.Logf("%d entries, %d passes, %d commands of which %d refused, %d kills, %d steps of the clock, %d kinds of moments fired",
		seen, len(again.Passes), s.commands, s.refused, s.kills, s.steps, len(fired))
}
