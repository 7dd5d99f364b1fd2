package runsheet

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func plateau() Show {
	return Show{Title: "Midi", Zone: "Europe/Paris", Slots: []Slot{
		{ID: "a", Number: "1", Title: "Accueil", People: []string{"Maud"}, Fields: map[string]string{"Matériel": "micro main, clicker", "Lieu": "salle B"}},
		{ID: "b", Number: "2", Title: "Débat", People: []string{"Inès", "Maud"}},
		{ID: "c", Title: "Trappée", People: []string{"Zoé"}, Dropped: true, Fields: map[string]string{"Micros": "3"}},
	}}
}

func codes(found []Finding) string {
	var all []string
	for _, f := range found {
		all = append(all, string(f.Weight)+" "+f.Code)
	}
	return strings.Join(all, "\n")
}

func TestDecidePreflight(t *testing.T) {
	s := after(New(), Loaded{Show: plateau()})
	good := Vouch{SpeakerTest, "Inès", "son bureau", Good, "fibre"}
	tried := after(s, Vouched(good))
	long := strings.Repeat("é", MaxMessage+1)
	crowd := ExpectAudience{Registered: 300, NoShows: 20}
	for _, tc := range []struct {
		name   string
		s      State
		by     Role
		c      Command
		want   []Fact
		reason Reason
	}{
		{"a speaker", s, Operator, good, []Fact{Vouched(good)}, ""},
		{"cleaned", s, Operator, Vouch{SpeakerTest, "  Inès\n", " son  bureau", Good, "fibre\u202e"}, []Fact{Vouched(good)}, ""},
		{"heard twice", tried, Operator, good, nil, ""},
		{"tried anew", tried, Operator, Vouch{SpeakerTest, "Inès", "le train", Failed, ""}, []Fact{Vouched{SpeakerTest, "Inès", "le train", Failed, ""}}, ""},
		{"equipment", s, Operator, Vouch{Matter: Equipment, Subject: "a", Outcome: Good}, []Fact{Vouched{Matter: Equipment, Subject: "a", Outcome: Good}}, ""},
		{"equipment of nothing", s, Operator, Vouch{Matter: Equipment, Subject: "z", Outcome: Good}, nil, UnknownSlot},
		{"nobody", s, Operator, Vouch{Matter: SignOff, Subject: " \t", Outcome: Good}, nil, EmptyText},
		{"no outcome", s, Operator, Vouch{Matter: SignOff, Subject: "Maud"}, nil, BadValue},
		{"no matter", s, Operator, Vouch{Subject: "Maud", Outcome: Good}, nil, BadValue},
		{"long", s, Operator, Vouch{SignOff, "Maud", "", Good, long}, nil, TooLong},
		{"by a moderator", s, Moderator, good, nil, NotAllowed},
		{"by the hall", s, Audience, crowd, nil, NotAllowed},
		{"a crowd", s, Operator, crowd, []Fact{AudienceExpected(crowd)}, ""},
		{"the same crowd", after(s, AudienceExpected(crowd)), Operator, crowd, nil, ""},
		{"fewer than none", s, Operator, ExpectAudience{Registered: -1}, nil, BadValue},
		{"all and one stay away", s, Operator, ExpectAudience{NoShows: 101}, nil, BadValue},
		{"checks", s, DeskRole, ReportChecks{[]Finding{{Weight: Blocking, Code: "x"}}}, []Fact{CheckDone{[]Finding{{Weight: Blocking, Code: "x"}}}}, ""},
		{"checks by a page", s, Animator, ReportChecks{}, nil, NotAllowed},
	} {
		got, err := Decide(tc.s, Act{By: Actor{Role: tc.by}, At: tc.s.Last.At.Add(time.Second), Command: tc.c})
		if diff := cmp.Diff(tc.want, got); diff != "" || ReasonOf(err) != tc.reason {
			t.Errorf("%s: %v\n%s", tc.name, err, diff)
		}
	}
	full := s
	for i := range maxVouched {
		full.Preflight.Words = append(full.Preflight.Words, Word{Vouch: Vouch{Matter: SignOff, Subject: "p" + string(rune('a'+i%26)) + strings.Repeat("x", i/26)}})
	}
	if _, err := Decide(full, Act{By: operator, At: noon, Command: good}); ReasonOf(err) != TooMany {
		t.Errorf("a thousand and one: %v", err)
	}
}

func TestReady(t *testing.T) {
	if found := New().Ready(); found != nil {
		t.Errorf("without a sheet: %v", found)
	}
	s := after(New(), Loaded{Show: plateau()})
	want := `warning preflight.speaker.untested
warning preflight.speaker.untested
notice preflight.equipment.unseen
notice preflight.audience.unknown
notice preflight.sign-off.nobody`
	if got := codes(s.Ready()); got != want {
		t.Errorf("before anything:\n%s", got)
	}
	s = after(s,
		CheckDone{[]Finding{{Weight: Fine, Code: "inspect.version"}, {Weight: Blocking, Code: "lack.scene", Slots: []SlotID{"b"}}}},
		Vouched{SpeakerTest, "ines", "chez elle", Poor, "écho"},
		Vouched{SpeakerTest, "Maud", "", Good, ""}, Vouched{SpeakerTest, "Tomasz", "Gdańsk", Failed, ""},
		Vouched{Equipment, "a", "", Good, ""}, Vouched{SignOff, "Son", "", Good, ""},
		AudienceExpected{Registered: 500, NoShows: 20, Moderators: 9})
	want = `blocker lack.scene
blocker preflight.speaker.failed
warning preflight.speaker.poor
warning preflight.moderators.few
fine inspect.version
fine preflight.speaker.good
fine preflight.equipment.good
fine preflight.sign-off.good`
	found := s.Ready()
	if got := codes(found); got != want || Worst(found) != Blocking {
		t.Errorf("afterwards (worst %s):\n%s", Worst(found), got)
	}
	few := found[slices.IndexFunc(found, func(f Finding) bool { return f.Code == "preflight.moderators.few" })]
	if few.Args["expected"] != "400" || few.Args["needed"] != "10" || few.Args["there"] != "9" {
		t.Errorf("moderators %v", few.Args)
	}
	poor := found[slices.IndexFunc(found, func(f Finding) bool { return f.Code == "preflight.speaker.poor" })]
	if poor.Args["at"] != "2026-02-04 13:00" || poor.Args["from"] != "chez elle" || !slices.Equal(poor.Slots, []SlotID{"b"}) {
		t.Errorf("a poor test: %+v", poor)
	}
}

func TestNeeded(t *testing.T) {
	for _, tc := range []struct {
		a                ExpectAudience
		expected, needed int
	}{
		{ExpectAudience{}, 0, 0},
		{ExpectAudience{Registered: 1}, 1, 1},
		{ExpectAudience{Registered: 40}, 40, 1},
		{ExpectAudience{Registered: 41}, 41, 2},
		{ExpectAudience{Registered: 100, NoShows: 20}, 80, 2},
		{ExpectAudience{Registered: 100, NoShows: 100}, 0, 0},
		{ExpectAudience{Registered: 99, NoShows: 50, PerModerator: 25}, 50, 2}, // half a person comes
	} {
		if tc.a.Expected() != tc.expected || tc.a.Needed() != tc.needed {
			t.Errorf("%+v: %d expected, %d needed", tc.a, tc.a.Expected(), tc.a.Needed())
		}
	}
}

// Whatever people say and take back, undoing everything gives what was there at first, and redoing all what was there last.
func TestPreflightUndo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := after(New(), Loaded{Show: plateau()})
		first := s.Preflight
		n := rapid.IntRange(1, 12).Draw(t, "n")
		done := 0
		for range n {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				s = after(s, CheckDone{[]Finding{{Weight: Fine, Code: "x"}}})
				first.Findings, first.Checked = s.Preflight.Findings, s.Preflight.Checked
				continue
			case 1:
				s = after(s, AudienceExpected{Registered: rapid.IntRange(1, 900).Draw(t, "crowd")})
			default:
				s = after(s, Vouched{SpeakerTest, rapid.SampledFrom([]string{"Maud", "Inès", "maud"}).Draw(t, "who"), "",
					rapid.SampledFrom([]Outcome{Good, Poor, Failed}).Draw(t, "outcome"), ""})
			}
			done++
		}
		last := s.Preflight
		turn := func(undo bool) {
			e, ok := s.Undoable()
			if !undo {
				e, ok = s.Redoable()
			}
			var c Command = Undo{e.Seq}
			if !undo {
				c = Redo{e.Seq}
			}
			got, err := Decide(s, Act{By: operator, At: s.Last.At, Command: c})
			if !ok || err != nil {
				t.Fatalf("undo %v: %v %v", undo, ok, err)
			}
			s = after(s, got...)
		}
		for range done {
			turn(true)
		}
		if diff := cmp.Diff(first, s.Preflight); diff != "" {
			t.Fatalf("all taken back:\n%s", diff)
		}
		for range done {
			turn(false)
		}
		if diff := cmp.Diff(last, s.Preflight); diff != "" {
			t.Fatalf("all done again:\n%s", diff)
		}
	})
}
