package web_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"regie/runsheet"
	"regie/ui/web"
)

// memoryDesk is a desk that keeps its entries in memory: the real rules, no file.
type memoryDesk struct {
	born time.Time

	mu       sync.Mutex
	state    runsheet.State
	ahead    time.Duration // how far its clock was put forward
	still    bool          // its clock moves only so
	watchers map[chan runsheet.State]bool
	// unsaved makes every command come back as not saved.
	unsaved bool
	asks    int
}

var evening = time.Date(2026, 2, 4, 17, 30, 0, 0, time.UTC)

func newDesk() *memoryDesk {
	return &memoryDesk{born: time.Now(), state: runsheet.New(), watchers: map[chan runsheet.State]bool{}}
}

func (d *memoryDesk) Now() runsheet.Moment {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now()
}

func (d *memoryDesk) now() runsheet.Moment {
	passed := d.ahead
	if !d.still {
		passed += time.Since(d.born)
	}
	return d.state.Run.Moment(runsheet.Moment{Wall: evening.Add(passed), Steady: passed, Boot: "test"})
}

// pass puts the desk's clock forward; nobody is told.
func (d *memoryDesk) pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ahead += by
}

func (d *memoryDesk) State() runsheet.State {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state
}

func (d *memoryDesk) Do(ctx context.Context, by runsheet.Actor, c runsheet.Command) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ask := c.(runsheet.Ask); ask {
		d.asks++
	}
	if d.unsaved {
		return &runsheet.Refusal{Reason: runsheet.NotSaved}
	}
	facts, err := runsheet.Decide(d.state, runsheet.Act{By: by, At: d.now(), Command: c})
	if err != nil {
		return err
	}
	for _, f := range facts {
		d.state = runsheet.Apply(d.state, runsheet.Entry{Seq: d.state.Seq + 1, At: d.now(), By: by, Fact: f})
	}
	d.state.Signals.Written = d.state.Seq
	if len(facts) > 0 {
		d.tell()
	}
	return nil
}

// due enters what time alone makes happen.
func (d *memoryDesk) due() {
	d.mu.Lock()
	defer d.mu.Unlock()
	facts, _ := d.state.Due(d.now())
	for _, f := range facts {
		d.state = runsheet.Apply(d.state, runsheet.Entry{Seq: d.state.Seq + 1, At: d.now(), Fact: f})
	}
	d.tell()
}

// signal changes what is no entry.
func (d *memoryDesk) signal(change func(*runsheet.Signals)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(&d.state.Signals)
	d.tell()
}

func (d *memoryDesk) tell() {
	for w := range d.watchers {
		select {
		case <-w:
		default:
		}
		w <- d.state
	}
}

func (d *memoryDesk) Watch(ctx context.Context) <-chan runsheet.State {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := make(chan runsheet.State, 1)
	w <- d.state
	d.watchers[w] = true
	context.AfterFunc(ctx, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.watchers, w)
	})
	return w
}

func (d *memoryDesk) setUnsaved(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.unsaved = on
}

// do is a command that must be done.
func (d *memoryDesk) do(t testing.TB, by runsheet.Role, commands ...runsheet.Command) {
	t.Helper()
	for _, c := range commands {
		if err := d.Do(context.Background(), runsheet.Actor{Role: by}, c); err != nil {
			t.Fatalf("%s: %v", runsheet.CommandName(c), err)
		}
	}
}

var _ web.Desk = (*memoryDesk)(nil)

// talk is an evening with everything in it that a page can show.
var talk = runsheet.Show{
	Title: "Les algorithmes dans l'IA", Zone: "Europe/Paris",
	Slots: []runsheet.Slot{
		{ID: "s1", Number: "1", Title: "Générique", Kind: runsheet.Video, Start: evening, Length: 5 * time.Minute, Scene: "Générique"},
		{ID: "s2", Number: "2", Title: "Présentation du sujet", Kind: runsheet.Live, Length: 10 * time.Minute, Scene: "Plateau"},
		{
			ID: "s3", Number: "3", Title: "Qu'est-ce qu'un algorithme ?", Kind: runsheet.Live, Length: 20 * time.Minute,
			Scene: "Plateau", People: []string{"Agnès", "Karim"},
			TalkingPoints: "Une recette de cuisine est un algorithme.\nQui écrit la recette ?\nÀ quoi servent les données ?",
			Notes:         "Micro 2 pour Karim.\nLancer la démonstration à 12 min.",
		},
		{ID: "s4", Number: "4", Title: "Table ronde", Kind: runsheet.Live, Length: 20 * time.Minute, Scene: "Débat", People: []string{"Agnès", "Karim", "Lucie"}},
		{ID: "s5", Number: "5", Title: "Questions", Kind: runsheet.QA, Length: 15 * time.Minute, Scene: "Débat"},
	},
}

// onAirDesk is a desk in the middle of that evening: slot 3 on air for two minutes.
func onAirDesk(t testing.TB) *memoryDesk { return play(t, newDesk()) }

func play(t testing.TB, d *memoryDesk) *memoryDesk {
	t.Helper()
	d.do(t, runsheet.Operator, runsheet.Load{Show: talk, Source: "talk.xlsx"}, runsheet.Go{To: "s1"})
	d.pass(5*time.Minute + 30*time.Second)
	d.do(t, runsheet.Operator, runsheet.Go{From: "s1", To: "s2"})
	d.pass(11 * time.Minute)
	d.do(t, runsheet.Operator, runsheet.Go{From: "s2", To: "s3"})
	d.pass(2 * time.Minute)
	return d
}

var testKeys = web.Keys{
	runsheet.Operator: "key-operator", runsheet.Animator: "key-animator", runsheet.Moderator: "key-moderator",
	runsheet.StageRole: "key-stage", runsheet.Observer: "key-observer", runsheet.Audience: "key-audience",
	runsheet.OverlayRole: "key-overlay",
}
