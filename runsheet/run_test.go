package runsheet

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A state has two parts: what belongs to a run, which a rehearsal puts aside and gives back, and what belongs to the show
// whatever is being run. A new field belongs to one of them: say so here and, for a run's, in ofRun.
func TestStateHasTwoParts(t *testing.T) {
	run := []string{
		"Mode", "Run", "Standby", "Passes", "Message", "MessageAt", "FlashAt", "Blackout", "Timers", "Reminded", "Questions", "Burst", "burst", "topic",
		"Claims", "Reports",
		"onAir", "opened", "lastGo", "planned", "days", "dated", "beside", "viewed", "unseen", "untold",
		"picked", "pickedInHold", "CueTroubles", "Incidents", "Stream", "Old",
	}
	show := []string{
		"Seq", "Show", "Event", "Waiting", "Reminders", "Delay", "Moderation", "Words", "Masked", "Blocked", "Listed", "Restriction", "Audience", "Display", "OBS", "Last", "Signals", "Preflight", "Privacy", "ErasedAt",
		"turn", "places", "edits", "done", "undone", "runs", "asOf",
		"Stepped", "live", "endBy",
		"Spare", "Streamed", "Expected", "Alarms", "Ignored",
	}
	all := reflect.TypeFor[State]()
	for i := range all.NumField() {
		name := all.Field(i).Name
		if slices.Contains(run, name) == slices.Contains(show, name) {
			t.Errorf("State.%s: does a rehearsal put it aside (then ofRun copies it), or is it the show's? List it here", name)
		}
	}
	// What ofRun copies is what stands in the list.
	var full State
	for i := range all.NumField() {
		fill(reflect.ValueOf(&full).Elem().Field(i))
	}
	full.Show = Show{}
	plain := New()
	got := plain.ofRun(full)
	for i := range all.NumField() {
		name := all.Field(i).Name
		if name == "planned" || name == "endBy" { // worked out from the sheet
			continue
		}
		copied := !reflect.DeepEqual(inside(&got, i), inside(&plain, i))
		if want := slices.Contains(run, name); copied != want {
			t.Errorf("ofRun copies %s: %v, want %v", name, copied, want)
		}
	}
}

// reach lets a test reach a field that is not exported.
func reach(v reflect.Value) reflect.Value {
	return reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
}

func inside(s *State, i int) any { return reach(reflect.ValueOf(s).Elem().Field(i)).Interface() }

// fill makes a value something other than New's.
func fill(v reflect.Value) {
	v = reach(v)
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint64:
		v.SetUint(7)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i))
		}
	}
}

// The clock of a run and the machine's say the same instants, each in its own terms.
func TestRunClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Run{N: 3, Kind: RehearsalRun, Began: noon, Speed: rapid.IntRange(0, MostSpeed).Draw(t, "speed")}
		if rapid.Bool().Draw(t, "as") {
			r.As = noon.Wall.AddDate(0, 0, rapid.IntRange(-400, 400).Draw(t, "days"))
		}
		d := time.Duration(rapid.Int64Range(-int64(time.Hour), int64(72*time.Hour)).Draw(t, "after"))
		gap := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "gap"))
		a, b := noon.Add(d), noon.Add(d+gap)
		if got := r.Moment(b).Since(r.Moment(a)); got != gap*time.Duration(r.Rate()) {
			t.Fatalf("%v of the machine are %v of a run at %d", gap, got, r.Rate())
		}
		if got := r.Moment(b).Wall.Sub(r.Moment(a).Wall); got != gap*time.Duration(r.Rate()) {
			t.Fatalf("%v of the machine are %v on the run's wall", gap, got)
		}
		if got := r.Real(r.Moment(a)); got != a {
			t.Fatalf("%v and back is %v", a, got)
		}
		if got := r.Moment(r.Moment(a)); got != r.Moment(a) {
			t.Fatalf("said twice, %v becomes %v", r.Moment(a), got)
		}
		if !r.As.IsZero() && !r.Moment(noon).Wall.Equal(r.As) {
			t.Fatalf("begins at %v, not at %v", r.Moment(noon).Wall, r.As)
		}
		if r.Moment(Moment{}) != (Moment{}) || r.Real(Moment{}) != (Moment{}) {
			t.Fatal("what never happened, happened")
		}
	})
}

// A simulated rehearsal outlives the program and, by the wall clock, the machine.
func TestRunClockAcrossReboot(t *testing.T) {
	r := Run{N: 1, Kind: RehearsalRun, Began: noon, Speed: 10}
	before := r.Moment(noon.Add(time.Minute))
	rebooted := Moment{Wall: noon.Wall.Add(3 * time.Minute), Steady: time.Second, Boot: "boot-1"}
	after := r.Moment(rebooted)
	if got := after.Since(before); got != 20*time.Minute {
		t.Errorf("two minutes without power are %v at 10, not 20m", got)
	}
	if got := r.Moment(rebooted.Add(time.Second)).Since(after); got != 10*time.Second {
		t.Errorf("a second after it is %v at 10", got)
	}
}

func TestDecideRuns(t *testing.T) {
	loaded := after(New(), Loaded{Show: threeSlots()})
	as := noon.Wall.Add(6 * time.Hour)
	rehearsing := after(loaded, RunBegan{Kind: RehearsalRun, As: as, Speed: 60})
	live := after(loaded, RunBegan{Kind: LiveRun, Speed: 1})
	onAir := after(live, Went{To: "a"})
	closed := after(onAir, Closed{From: "a"})
	silent := after(loaded, Went{To: "a"})
	ended := after(rehearsing, RunEnded{})
	for _, tc := range []struct {
		name   string
		s      State
		c      Command
		want   []Fact
		reason Reason
	}{
		{"rehearse", loaded, BeginRun{Kind: RehearsalRun, Name: " Filage\n"}, []Fact{RunBegan{Kind: RehearsalRun, Name: "Filage", Speed: 1}}, ""},
		{"rehearse fast", loaded, BeginRun{Kind: RehearsalRun, As: as, Speed: 60, OBS: true}, []Fact{RunBegan{RehearsalRun, "", as, 60, true}}, ""},
		{"rehearse too fast", loaded, BeginRun{Kind: RehearsalRun, Speed: 61}, nil, BadValue},
		{"rehearse backwards", loaded, BeginRun{Kind: RehearsalRun, Speed: -1}, nil, BadValue},
		{"rehearse nothing", New(), BeginRun{Kind: RehearsalRun}, nil, NoShow},
		{"rehearse what", loaded, BeginRun{}, nil, BadCommand},
		{"heard twice", rehearsing, BeginRun{Kind: RehearsalRun, As: as.In(time.FixedZone("x", 3600)), Speed: 60}, nil, ""},
		{"another in it", rehearsing, BeginRun{Kind: RehearsalRun, Seen: 1}, nil, Rehearsing},
		{"live in it", rehearsing, BeginRun{Kind: LiveRun, Seen: 1}, nil, Rehearsing},
		{"live", loaded, BeginRun{Kind: LiveRun, OBS: true}, []Fact{RunBegan{Kind: LiveRun, Speed: 1}}, ""},
		{"live fast", loaded, BeginRun{Kind: LiveRun, Speed: 2}, nil, BadValue},
		{"live at another hour", loaded, BeginRun{Kind: LiveRun, As: as}, nil, BadValue},
		{"live by an old screen", ended, BeginRun{Kind: LiveRun}, nil, ChangedMeanwhile},
		{"live after a rehearsal", ended, BeginRun{Kind: LiveRun, Seen: 1}, []Fact{RunBegan{Kind: LiveRun, Speed: 1}}, ""},
		{"live twice", live, BeginRun{Kind: LiveRun, Seen: 1}, nil, AlreadyLive},
		{"live after the first GO", silent, BeginRun{Kind: LiveRun, Seen: 1}, nil, AlreadyLive},
		{"rehearse the live", onAir, BeginRun{Kind: RehearsalRun, Seen: 1}, nil, AlreadyLive},
		{"another live", closed, BeginRun{Kind: LiveRun, Seen: 1}, []Fact{RunBegan{Kind: LiveRun, Speed: 1}}, ""},
		{"end a rehearsal", rehearsing, EndRun{1}, []Fact{RunEnded{}}, ""},
		{"end it twice", ended, EndRun{1}, nil, ""},
		{"end another", rehearsing, EndRun{2}, nil, ChangedMeanwhile},
		{"end nothing", loaded, EndRun{0}, nil, ChangedMeanwhile},
		{"end a live that nobody saw", live, EndRun{1}, []Fact{RunEnded{}}, ""},
		{"end the live", onAir, EndRun{1}, nil, AlreadyLive},
		{"end the closed", closed, EndRun{1}, nil, AlreadyLive},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Decide(tc.s, Act{By: Actor{Role: Operator}, At: tc.s.AsOf().Add(time.Second), Command: tc.c})
			if ReasonOf(err) != tc.reason {
				t.Fatalf("refused %v, want %q", err, tc.reason)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

// The live of a show that was closed begins anew, and what was asked stays.
func TestAnotherLive(t *testing.T) {
	s := after(New(), Loaded{Show: threeSlots()}, Asked{ID: "q", Text: "x"}, RunBegan{Kind: LiveRun, Speed: 1}, Went{To: "a"}, Went{From: "a", To: "b"}, Closed{From: "b"})
	s = after(s, RunBegan{Kind: LiveRun, Speed: 1})
	if len(s.Passes) != 0 || s.Standby != "a" || s.Questions.Len() != 1 || s.Run.N != 2 || s.Done("a") {
		t.Errorf("%+v", s)
	}
}

// What stands ready stays so when the live is opened; a rehearsal begins at the top.
func TestRunsAndStandby(t *testing.T) {
	s := after(New(), Loaded{Show: threeSlots()}, StoodBy{Slot: "c"})
	if got := after(s, RunBegan{Kind: LiveRun, Speed: 1}).Standby; got != "c" {
		t.Errorf("the live begins with %q", got)
	}
	r := after(s, RunBegan{Kind: RehearsalRun, Speed: 1})
	if r.Standby != "a" || after(r, RunEnded{}).Standby != "c" {
		t.Errorf("a rehearsal begins with %q and leaves %q", r.Standby, after(r, RunEnded{}).Standby)
	}
}

func TestParseRuns(t *testing.T) {
	for body, want := range map[string]Reason{
		`{"kind":"live","seen":0}`: "", `{"kind":"live"}`: BadCommand, `{}`: BadCommand, `{"kind":"rehearsal","seen":1,"speed":60,"as_if":"2026-02-04T20:00:00+01:00","obs":true,"name":"x"}`: "",
		`{"seen":1,"fast":true}`: BadCommand,
	} {
		c, err := ParseCommand("begin-run", []byte(body))
		if ReasonOf(err) != want {
			t.Errorf("%s: %v, %v", body, c, err)
		}
	}
	c, err := ParseCommand("begin-run", []byte(`{"kind":"live","seen":3}`))
	if diff := cmp.Diff(BeginRun{Kind: LiveRun, Seen: 3}, c); diff != "" || err != nil {
		t.Error(diff, err)
	}
	c, err = ParseCommand("set-timer", []byte(`{"timer":2,"length_ms":90000,"title":"Café"}`))
	if diff := cmp.Diff(SetTimer{Timer: 2, Direction: CountDown, Length: 90 * time.Second, Title: "Café"}, c); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for name, body := range map[string]string{"add-to-timer": `{"timer":1}`, "broadcast-delay": `{}`, "remind": `{"id":"x","after":3}`, "set-timer": `{"timer":"1"}`} {
		if _, err := ParseCommand(name, []byte(body)); ReasonOf(err) != BadCommand {
			t.Errorf("%s %s: %v", name, body, err)
		}
	}
}
