package runsheet

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The scripts in testdata/evenings read like an evening. One line is one of
//
//	zone Europe/Paris · day 2026-02-04 · waiting Attente
//	slot ID LENGTH [start=18:30] [hard] [scene=Plateau] [kind=break] [group=G] [to-end] [warn=2m] [danger=never] [end=take]
//	                                before the first time; the sheet is loaded then, with what these say of the show:
//	room Studio                     the slots behind it are another show of the event; the first is the one that is run
//	warn 2m · danger 30s · end-by 21:00 · target GROUP 40m
//	19:30:05 operator go            the clock goes on to 19:30:05, then the operator presses what she sees
//	+0:02:00 operator go a b        two minutes later; from and to as an earlier screen had them, - for nothing
//	+0:00:10 wall +1h               somebody sets the clock of the machine
//	+0:00:10 kill                   the program dies and comes back on the same machine, from its entries
//	+0:05:00 reboot                 so does the machine: five minutes during which only the wall clock runs
//	+0:00:10 look                   nothing but a moment to look at
//	> left -0:00:05                 what is true now; see (*evening).claim
//
// Between two lines time itself acts, as it does on the desk.
func TestEvenings(t *testing.T) {
	scripts, err := filepath.Glob("testdata/evenings/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			newEvening().play(t, string(text))
		})
	}
}

type evening struct {
	show     Show
	rooms    []RoomShow
	day      string
	now      Moment
	s        State
	entries  []Entry
	happened []string
	orders   []Order // given since the last line that did something
	err      error
	boots    int
}

func newEvening() *evening {
	return &evening{s: New(), show: Show{Title: "Soirée"}, now: Moment{Steady: 7 * time.Hour, Boot: "boot-0"}}
}

func (e *evening) play(t *testing.T, script string) {
	t.Helper()
	for n, line := range strings.Split(script, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if err := e.line(words); err != nil {
			t.Fatalf("line %d: %s: %v", n+1, strings.TrimSpace(line), err)
		}
	}
	if again := e.replayed(); cmp.Diff(e.s, again, deep) != "" {
		t.Errorf("replaying the entries gives another state (-lived +replayed):\n%s", cmp.Diff(e.s, again, deep))
	}
}

func (e *evening) line(words []string) error {
	switch words[0] {
	case "zone":
		e.show.Zone = words[1]
		return nil
	case "day":
		e.day = words[1]
		return nil
	case "target":
		d, err := time.ParseDuration(words[2])
		if e.show.Targets == nil {
			e.show.Targets = map[string]time.Duration{}
		}
		e.show.Targets[words[1]] = d
		return err
	case "room":
		e.room(words[1])
		return nil
	case "warn", "danger":
		d, err := time.ParseDuration(words[1])
		*map[string]*time.Duration{"warn": &e.show.Warn, "danger": &e.show.Danger}[words[0]] = d
		return err
	case "end-by":
		at, err := e.instant(words[1])
		e.show.EndBy = at
		return err
	case "waiting":
		e.enter(Actor{Role: Operator}, WaitingSet{Scene: words[1]})
		return nil
	case "slot":
		return e.slot(words[1:])
	case ">":
		return e.claim(words[1:])
	}
	if e.now.Wall.IsZero() {
		at, err := e.instant(words[0])
		if err != nil {
			return err
		}
		e.now.Wall = at
		e.enter(Actor{Role: Operator}, e.loaded())
	}
	e.happened, e.orders, e.err = nil, e.orders[:0:0], nil
	if words[1] == "reboot" {
		return e.reboot(words[0])
	}
	if err := e.pass(words[0]); err != nil {
		return err
	}
	return e.act(words[1:])
}

func (e *evening) slot(words []string) error {
	length, err := time.ParseDuration(words[1])
	if err != nil {
		return err
	}
	slot := Slot{ID: SlotID(words[0]), Title: words[0], Kind: Live, Length: length}
	for _, w := range words[2:] {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "start":
			if slot.Start, err = e.instant(value); err != nil {
				return err
			}
		case "hard":
			slot.Hard = true
		case "scene":
			slot.Scene = value
		case "kind":
			slot.Kind = Kind(value)
		case "cues": // "+" stands for a space
			slot.Cues, _ = ParseCues(strings.ReplaceAll(value, "+", " "))
		case "group":
			slot.Group = value
		case "to-end":
			slot.ToEnd = true
		case "end":
			slot.AtEnd = Ending(value)
		case "warn", "danger":
			d := Never
			if value != "never" {
				if d, err = time.ParseDuration(value); err != nil {
					return err
				}
			}
			*map[string]*time.Duration{"warn": &slot.Warn, "danger": &slot.Danger}[key] = d
		default:
			return fmt.Errorf("unknown word %q", w)
		}
	}
	e.show.Slots = append(e.show.Slots, slot)
	if n := len(e.rooms); n > 0 {
		e.rooms[n-1].Show = e.show
	}
	return nil
}

// instant reads 18:30, 18:30:05 or 2026-02-04T18:30 in the show's zone.
func (e *evening) instant(text string) (time.Time, error) {
	if !strings.Contains(text, "T") {
		text = e.day + "T" + text
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04:05.000"} {
		if at, err := time.ParseInLocation(layout, text, e.show.Location()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("no time in %q", text)
}

// pass lets time go on, and act, up to a moment given as a time of day or as +duration.
func (e *evening) pass(when string) error {
	d, err := e.wait(when)
	if err != nil {
		return err
	}
	until := e.now.Add(d)
	for rounds := 0; ; rounds++ {
		facts, wait := e.s.Due(e.now)
		if len(facts) > 0 {
			e.enter(Actor{Role: DeskRole}, facts...)
		}
		if rounds > 1000 {
			return errors.New("time fires without end")
		}
		left := until.Since(e.now)
		if left == 0 {
			return nil
		}
		e.now = e.now.Add(min(max(wait, time.Millisecond), left))
	}
}

func (e *evening) wait(when string) (time.Duration, error) {
	if rest, relative := strings.CutPrefix(when, "+"); relative {
		return span(rest)
	}
	at, err := e.instant(when)
	if err != nil {
		return 0, err
	}
	for at.Before(e.now.Wall) { // past midnight
		at = at.AddDate(0, 0, 1)
	}
	return at.Sub(e.now.Wall), nil
}

func span(text string) (time.Duration, error) {
	rest, negative := strings.CutPrefix(text, "-")
	var h, m int
	var s float64
	if _, err := fmt.Sscanf(rest, "%d:%d:%g", &h, &m, &s); err != nil {
		return 0, fmt.Errorf("no duration in %q", text)
	}
	d := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s*float64(time.Second))
	if negative {
		d = -d
	}
	return d, nil
}

func (e *evening) reboot(after string) error {
	gap, err := e.wait(after)
	if err != nil {
		return err
	}
	e.boots++
	e.now = Moment{Wall: e.now.Wall.Add(gap), Steady: 40 * time.Second, Boot: fmt.Sprintf("boot-%d", e.boots)}
	return e.start(true)
}

// start is what the program does on a show file: replay, then say so.
func (e *evening) start(estimated bool) error {
	s := e.replayed()
	if diff := cmp.Diff(e.s, s, deep); diff != "" {
		return fmt.Errorf("the replay differs: %s", diff)
	}
	e.s = s
	e.enter(Actor{Role: DeskRole}, Resumed{Gap: e.now.Wall.Sub(s.AsOf().Wall), Estimated: estimated})
	return nil
}

func (e *evening) replayed() State {
	s := New()
	for _, entry := range e.entries {
		s = Apply(s, throughFile(entry))
	}
	return s
}

func (e *evening) enter(by Actor, facts ...Fact) {
	for _, f := range facts {
		entry := Entry{Seq: e.s.Seq + 1, At: e.now, By: by, Fact: f}
		before := e.s
		e.s = Apply(e.s, entry)
		e.orders = append(e.orders, Orders(before, e.s)...)
		e.entries = append(e.entries, entry)
		e.happened = append(e.happened, FactKind(f))
		e.now = e.s.AsOf() // a run may have a clock of its own
	}
}

func (e *evening) act(words []string) error {
	switch words[0] {
	case "look":
		return nil
	case "kill":
		return e.start(false)
	case "wall":
		d, err := time.ParseDuration(words[1])
		e.now.Wall = e.now.Wall.Add(d)
		return err
	}
	c, err := e.command(words[1], words[2:])
	if err != nil {
		return err
	}
	var facts []Fact
	role, phone, named := strings.Cut(words[0], ":") // "audience:lucie" has a phone of her own
	if !named {
		phone = role
	}
	facts, e.err = Decide(e.s, Act{By: Actor{Role: Role(role), Device: DeviceID(phone)}, At: e.now, Command: c})
	e.enter(Actor{Role: Role(role)}, facts...)
	return nil
}

func (e *evening) command(name string, args []string) (Command, error) {
	arg := func(i int, otherwise SlotID) SlotID {
		switch {
		case i >= len(args):
			return otherwise
		case args[i] == "-":
			return ""
		}
		return SlotID(args[i])
	}
	on := e.s.OnAirSlot()
	switch name {
	case "go":
		return Go{From: arg(0, on), To: arg(1, e.s.Standby)}, nil
	case "back":
		return Back{From: arg(0, on)}, nil
	case "hold":
		return Hold{Slot: arg(0, on)}, nil
	case "resume":
		return Resume{Slot: arg(0, on)}, nil
	case "end":
		return End{From: arg(0, on)}, nil
	case "standby":
		return Standby{Slot: arg(0, "")}, nil
	case "add":
		d, err := time.ParseDuration(args[0])
		return AddTime{Slot: on, By: d}, err
	case "speaker", "began": // began -40s: it began forty seconds earlier
		d, err := time.ParseDuration(args[0])
		if name == "speaker" {
			return SpeakerTime{Slot: on, By: d}, err
		}
		return ShiftStart{Slot: on, By: d}, err
	case "restart":
		return Restart{Slot: arg(0, on)}, nil
	case "jump":
		return Jump{From: arg(1, on), To: arg(0, "")}, nil
	case "mark":
		return Mark{Text: strings.Join(args, " ")}, nil
	case "settle":
		return Settle{How: Settling(args[0])}, nil
	case "undo":
		entry, _ := e.s.Undoable()
		return Undo{Entry: entry.Seq}, nil
	case "redo":
		entry, _ := e.s.Redoable()
		return Redo{Entry: entry.Seq}, nil
	case "length":
		d, err := time.ParseDuration(args[1])
		return EditSlot{Slot: SlotID(args[0]), Sheet: e.s.SheetVersion(), Set: Setting{Length: &d}}, err
	case "media-ended":
		return ReportMedia{Input: args[0], Event: MediaEnded}, nil
	case "again":
		return TakeAgain{}, nil
	case "saw": // what OBS shows
		return ReportScene{Scene: args[0], Asked: len(args) > 1}, nil
	case "ready":
		return ReportLink{Link: LinkReady}, nil
	}
	if c, known := e.eventCommand(name, args); known {
		return c, nil
	}
	if c, known := e.studioCommand(name, args); known {
		return c, nil
	}
	if c, known := questionCommand(name, args); known {
		return c, nil
	}
	return e.timeCommand(name, args)
}

// claim checks one line that begins with ">".
func (e *evening) claim(words []string) error {
	c := e.s.Clock(e.now)
	rows := e.s.Rows(e.now, nil)
	loc := e.show.Location()
	row := func() Row { return rows[e.s.Show.Index(SlotID(words[1]))] }
	ofDay := func(at time.Time) string {
		if at.IsZero() {
			return "none"
		}
		return at.In(loc).Format("15:04:05")
	}
	facts := map[string]func() string{
		"on":      func() string { return "on " + name(e.s.OnAirSlot()) },
		"standby": func() string { return "standby " + name(e.s.Standby) },
		"left":    func() string { return "left " + text(c.Left) },
		"elapsed": func() string { return "elapsed " + text(c.Elapsed) },
		"length":  func() string { return "length " + text(c.Length) },
		"late":    func() string { return "late " + text(c.Late) },
		"phase":   func() string { return "phase " + string(c.Phase) },
		"speaker": func() string { return "speaker " + text(c.SpeakerLeft) + " " + string(c.SpeakerPhase) },
		"since":   func() string { return "since the start " + text(c.LateSinceStart) },
		"group":   func() string { return "group ends " + ofDay(c.GroupEnd) },
		"aims":    func() string { return "aims " + ofDay(c.GroupBy) },
		"past":    func() string { return "past end-by " + text(c.PastEndBy) },
		"undoes": func() string {
			entry, ok := e.s.Undoable()
			if !ok {
				return "undoes nothing"
			}
			return "undoes " + FactKind(entry.Fact)
		},
		"old": func() string {
			if e.s.Old.IsZero() {
				return "old no"
			}
			return "old since " + ofDay(e.s.Old.Wall)
		},
		"held":     func() string { return "held " + text(c.HeldFor) },
		"running":  func() string { return map[bool]string{true: "held", false: "running"}[c.Held] },
		"over":     func() string { return map[bool]string{true: "over", false: "in time"}[c.Over] },
		"in":       func() string { return map[bool]string{true: "over", false: "in time"}[c.Over] },
		"ends":     func() string { return "ends " + ofDay(c.ExpectedEnd) },
		"starts":   func() string { return "starts " + words[1] + " " + ofDay(row().Start) },
		"ended":    func() string { return "ended " + words[1] + " " + ofDay(row().End) },
		"planned":  func() string { return "planned " + words[1] + " " + ofDay(row().PlannedStart) },
		"stage":    func() string { return "stage " + words[1] + " " + string(row().Stage) },
		"refused":  func() string { return strings.TrimSpace("refused " + string(ReasonOf(e.err))) },
		"happened": func() string { return strings.TrimSpace("happened " + strings.Join(e.happened, " ")) },
		"wants":    func() string { return fmt.Sprintf("wants %s %d", name(SlotID(e.s.Look().Scene)), e.s.Look().Turn) },
		"drifted":  func() string { return map[bool]string{true: "drifted", false: "as wanted"}[e.s.Drifted()] },
		"as":       func() string { return map[bool]string{true: "drifted", false: "as wanted"}[e.s.Drifted()] },
		"mode":     func() string { return "mode " + string(e.s.Mode) },
		"estimated": func() string {
			p, _ := e.s.OnAir()
			return fmt.Sprintf("estimated %v", p.Estimated)
		},
	}
	maps.Copy(facts, e.timeClaims(words))
	maps.Copy(facts, e.eventClaims())
	facts["question"] = func() string { return e.question(words[1:]) }
	if got, known := e.studioClaim(words); known {
		if got != strings.Join(words, " ") {
			return fmt.Errorf("got %q", got)
		}
		return nil
	}
	got, known := facts[words[0]]
	if !known {
		return fmt.Errorf("unknown claim; there are %v", slices.Sorted(maps.Keys(facts)))
	}
	if want := strings.Join(words, " "); got() != want {
		return fmt.Errorf("got %q", got())
	}
	return nil
}

func name(id SlotID) string {
	if id == "" {
		return "-"
	}
	return string(id)
}

func text(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	d = d.Round(time.Second)
	return fmt.Sprintf("%s%d:%02d:%02d", sign, int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60)
}

// deep compares everything in a State, the fields that nobody sees included.
var deep = cmp.AllowUnexported(State{}, liveStep{}, Pass{}, Questions{}, Question{}, plannedSlot{}, pile[sheetEdit]{}, pile[step]{}, sheetEdit{}, step{}, Event{}, sight{}, tiding{}, pile[past]{}, past{})

// throughFile is an entry as it comes back from a show file.
func throughFile(e Entry) Entry {
	kind, version, body, err := EncodeFact(e.Fact)
	if err != nil {
		panic(err)
	}
	if e.Fact, err = DecodeFact(kind, version, body); err != nil {
		panic(err)
	}
	e.At.Wall = e.At.Wall.UTC()
	return e
}
