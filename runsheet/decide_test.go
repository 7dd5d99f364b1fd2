package runsheet

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = Moment{Wall: time.Date(2026, 2, 4, 12, 0, 0, 0, time.UTC), Steady: time.Hour, Boot: "boot-0"}

func threeSlots() Show {
	return Show{Title: "Midi", Slots: []Slot{
		{ID: "a", Title: "Accueil", Length: 10 * time.Minute, Scene: "Plateau"},
		{ID: "b", Title: "Débat", Length: 10 * time.Minute, Scene: "Débat"},
		{ID: "c", Title: "Fin", Length: 10 * time.Minute},
	}}
}

// after folds facts into a state, one second apart.
func after(s State, facts ...Fact) State {
	for _, f := range facts {
		at := noon
		if s.Seq > 0 {
			at = s.Last.At.Add(time.Second)
		}
		s = Apply(s, Entry{Seq: s.Seq + 1, At: at, By: Actor{Role: Operator}, Fact: f})
	}
	return s
}

func TestDecide(t *testing.T) {
	loaded := after(New(), Loaded{Show: threeSlots()})
	onA := after(loaded, Went{To: "a"})
	onB := after(onA, Went{From: "a", To: "b"})
	held := after(onA, WaitingSet{Scene: "Attente"}, Held{Slot: "a"})
	closed := after(onA, Closed{From: "a"})
	shorter := Show{Slots: []Slot{{ID: "b"}}}
	q := func(status Status) State {
		return after(onA, Asked{ID: "q1", Text: "Pourquoi ?", Status: status, Device: "phone"})
	}
	moved := func(to Status) State { return after(q(Incoming), Moved{ID: "q1", From: Incoming, To: to}) }
	two := after(moved(OnAirNow), Asked{ID: "q2", Text: "Et ensuite ?", Status: Approved})
	long := strings.Repeat("é", MaxQuestion+1)

	for _, tc := range []struct {
		name   string
		s      State
		by     Role
		c      Command
		want   []Fact
		reason Reason
	}{
		{"load", New(), Operator, Load{Show: threeSlots(), Source: "x.csv"}, []Fact{Loaded{Show: threeSlots(), Source: "x.csv"}}, ""},
		{"load nothing", New(), Operator, Load{}, nil, BadShow},
		{"load twins", New(), Operator, Load{Show: Show{Slots: []Slot{{ID: "a"}, {ID: "a"}}}}, nil, BadShow},
		{"load without id", New(), Operator, Load{Show: Show{Slots: []Slot{{Title: "x"}}}}, nil, BadShow},
		{"load negative", New(), Operator, Load{Show: Show{Slots: []Slot{{ID: "a", Length: -1}}}}, nil, BadShow},
		{"load without the one on air", onA, Operator, Load{Show: shorter}, nil, OnAirMissing},
		{"load with the one on air", onB, Operator, Load{Show: shorter}, []Fact{Loaded{Show: Show{Title: shorter.Title, Slots: []Slot{onB.Show.Slots[1]}}}}, ""}, // as it stands on air
		{"load by a moderator", New(), Moderator, Load{Show: threeSlots()}, nil, NotAllowed},

		{"standby", loaded, Operator, Standby{"b"}, []Fact{StoodBy{"b"}}, ""},
		{"standby already", loaded, Operator, Standby{"a"}, nil, ""},
		{"standby on air", onA, Operator, Standby{"a"}, nil, AlreadyOnAir},
		{"standby nowhere", loaded, Operator, Standby{"x"}, nil, UnknownSlot},
		{"standby nothing", loaded, Operator, Standby{}, nil, UnknownSlot},

		{"go", loaded, Operator, Go{"", "a"}, []Fact{Went{From: "", To: "a"}}, ""},
		{"go without a sheet", New(), Operator, Go{"", "a"}, nil, NoShow},
		{"go at the end", after(onB, Went{From: "b", To: "c"}, Told{}), Operator, Go{"c", ""}, nil, NothingStandby},
		{"go nowhere", loaded, Operator, Go{"", "x"}, nil, UnknownSlot},
		{"go to nothing", loaded, Operator, Go{"", ""}, nil, UnknownSlot},
		{"go late", after(onB, Told{}), Operator, Go{"x", "c"}, nil, MovedOn},
		{"go elsewhere", after(onA, Told{}), Operator, Go{"a", "c"}, nil, MovedOn},
		{"go again", onA, Operator, Go{"", "a"}, nil, ""},
		{"go by the audience", loaded, Audience, Go{"", "a"}, nil, NotAllowed},
		{"go after the end", closed, Operator, Go{"", "b"}, []Fact{Went{From: "", To: "b"}}, ""},

		{"back", onB, Operator, Back{"b"}, []Fact{WentBack{"b", "a"}}, ""},
		{"back from the first", onA, Operator, Back{"a"}, nil, NothingBefore},
		{"back late", onB, Operator, Back{"a"}, nil, MovedOn},
		{"back from nothing", loaded, Operator, Back{""}, nil, NothingOnAir},
		{"back to a slot that is gone", after(onB, Loaded{Show: shorter}), Operator, Back{"b"}, nil, NothingBefore},

		{"hold", onA, Operator, Hold{"a"}, []Fact{Held{"a"}}, ""},
		{"hold again", held, Operator, Hold{"a"}, nil, ""},
		{"hold another", onA, Operator, Hold{"b"}, nil, MovedOn},
		{"hold nothing", loaded, Operator, Hold{""}, nil, NothingOnAir},
		{"resume", held, Operator, Resume{"a"}, []Fact{Released{"a"}}, ""},
		{"resume again", onA, Operator, Resume{"a"}, nil, ""},
		{"resume another", held, Operator, Resume{"b"}, nil, MovedOn},

		{"add", onA, Operator, AddTime{"a", time.Minute}, []Fact{Extended{"a", time.Minute}}, ""},
		{"add nothing", onA, Operator, AddTime{"a", 0}, nil, ""},
		{"add too much", onA, Operator, AddTime{"a", mostAdded + 1}, nil, TooMuchTime},
		{"take too much", onA, Operator, AddTime{"a", -10*time.Minute - 1}, nil, TooMuchTime},
		{"take far too much", onA, Operator, AddTime{"a", -mostAdded - 1}, nil, TooMuchTime},
		{"take it all", onA, Operator, AddTime{"a", -10 * time.Minute}, []Fact{Extended{"a", -10 * time.Minute}}, ""},
		{"add to another", onA, Operator, AddTime{"b", time.Minute}, nil, MovedOn},

		{"end", onA, Operator, End{"a"}, []Fact{Closed{"a"}}, ""},
		{"end again", closed, Operator, End{"a"}, nil, ""},
		{"end another", onA, Operator, End{"b"}, nil, MovedOn},
		{"end before it began", loaded, Operator, End{""}, nil, NothingOnAir},

		{"take again", onA, Operator, TakeAgain{}, []Fact{Retook{}}, ""},
		{"take nothing again", loaded, Operator, TakeAgain{}, nil, NothingOnAir},

		{"message", onA, Operator, SendMessage{Text: " Plus\nfort  "}, []Fact{Told{"Plus fort"}}, ""},
		{"same message", after(onA, Told{"Plus fort"}), Operator, SendMessage{Text: "Plus fort"}, nil, ""},
		{"no message", after(onA, Told{"Plus fort"}), Operator, SendMessage{}, []Fact{Told{}}, ""},
		{"long message", onA, Operator, SendMessage{Text: strings.Repeat("é", MaxMessage+1)}, nil, TooLong},
		{"endless message", onA, Operator, SendMessage{Text: strings.Repeat(" ", 16*MaxMessage+1)}, nil, TooLong},
		{"message by a moderator", onA, Moderator, SendMessage{Text: "x"}, nil, NotAllowed},

		{"waiting", onA, Operator, SetWaiting{" Attente "}, []Fact{WaitingSet{"Attente"}}, ""},
		{"same waiting", held, Operator, SetWaiting{"Attente"}, nil, ""},

		{"link", onA, DeskRole, ReportLink{LinkReady, ""}, []Fact{LinkChanged{LinkReady, ""}}, ""},
		{"same link", onA, DeskRole, ReportLink{LinkOff, ""}, nil, ""},
		{"link by a moderator", onA, Moderator, ReportLink{LinkReady, ""}, nil, NotAllowed},
		{"scene", onA, DeskRole, ReportScene{"Plateau", true, false}, []Fact{SceneSeen{"Plateau", true, false}}, ""},
		{"same scene", after(onA, SceneSeen{"Plateau", true, false}), DeskRole, ReportScene{"Plateau", true, false}, nil, ""},
		{"same scene by another hand", after(onA, SceneSeen{"Plateau", true, false}), DeskRole, ReportScene{"Plateau", false, false}, []Fact{SceneSeen{"Plateau", false, false}}, ""},
		{"same scene after all", after(onA, SceneSeen{"Plateau", true, false}, SceneRefused{"Débat", Denial{Why: "gone"}}), DeskRole, ReportScene{"Plateau", true, false}, []Fact{SceneSeen{"Plateau", true, false}}, ""},
		{"scene refused", onA, DeskRole, ReportRefused{"Débat", Denial{Why: "no such scene"}}, []Fact{SceneRefused{"Débat", Denial{Why: "no such scene"}}}, ""},

		{"ask", onA, Audience, Ask{ID: "q1", Text: " Pourquoi  ? "}, []Fact{Asked{ID: "q1", Text: "Pourquoi ?", Status: Incoming, Slot: "a", Device: "phone"}}, ""},
		{"ask again", q(Incoming), Audience, Ask{ID: "q1", Text: "Pourquoi ?"}, nil, ""},
		{"ask again otherwise", q(Incoming), Audience, Ask{ID: "q1", Text: ""}, nil, ""},
		{"ask without id", onA, Audience, Ask{ID: "", Text: "x"}, nil, NoID},
		{"ask with a long id", onA, Audience, Ask{ID: QuestionID(strings.Repeat("x", MaxID+1)), Text: "x"}, nil, NoID},
		{"ask with a strange id", onA, Audience, Ask{ID: "é", Text: "x"}, nil, NoID},
		{"ask nothing", onA, Audience, Ask{ID: "q1", Text: " \u200b\u200d\n\u0301\ufe0f"}, nil, EmptyText},
		{"ask too long", onA, Audience, Ask{ID: "q1", Text: long}, nil, TooLong},
		{"ask just long enough", onA, Audience, Ask{ID: "q1", Text: long[2:]}, []Fact{Asked{ID: "q1", Text: long[2:], Status: Incoming, Slot: "a", Device: "phone"}}, ""},
		{"ask endlessly", onA, Audience, Ask{ID: "q1", Text: strings.Repeat(" ", 16*MaxQuestion+1)}, nil, TooLong},

		{"approve", q(Incoming), Moderator, Approve{"q1"}, []Fact{Moved{"q1", Incoming, Approved}}, ""},
		{"approve what is held", q(Quarantined), Moderator, Approve{"q1"}, []Fact{Moved{"q1", Quarantined, Approved}}, ""},
		{"approve again", moved(Approved), Moderator, Approve{"q1"}, nil, ""},
		{"approve a copy", q(Merged), Moderator, Approve{"q1"}, nil, WrongStatus},
		{"approve what is on air", moved(OnAirNow), Moderator, Approve{"q1"}, nil, WrongStatus},
		{"approve nothing", onA, Moderator, Approve{"q1"}, nil, UnknownQuestion},
		{"approve by the audience", q(Incoming), Audience, Approve{"q1"}, nil, NotAllowed},
		{"reject", q(Incoming), Moderator, Reject{"q1"}, []Fact{Moved{"q1", Incoming, Rejected}}, ""},
		{"reject what is on air", moved(OnAirNow), Moderator, Reject{"q1"}, nil, WrongStatus},
		{"next", moved(Approved), Moderator, Next{"q1"}, []Fact{Moved{"q1", Approved, NextUp}}, ""},
		{"next unread", q(Incoming), Moderator, Next{"q1"}, nil, WrongStatus},
		{"on air", moved(NextUp), Moderator, PutOnAir{"q1"}, []Fact{Moved{"q1", NextUp, OnAirNow}}, ""},
		{"on air unread", q(Incoming), Moderator, PutOnAir{"q1"}, nil, WrongStatus},
		{"on air replaces", two, Moderator, PutOnAir{"q2"}, []Fact{Moved{"q1", OnAirNow, Answered}, Moved{"q2", Approved, OnAirNow}}, ""},
		{"answer", moved(OnAirNow), Moderator, Answer{"q1"}, []Fact{Moved{"q1", OnAirNow, Answered}}, ""},
		{"answer what is not on air", moved(Approved), Moderator, Answer{"q1"}, nil, WrongStatus},
		{"restore", moved(Rejected), Moderator, Restore{ID: "q1"}, []Fact{Restored{IDs: []QuestionID{"q1"}}}, ""},
		{"restore untouched", q(Incoming), Moderator, Restore{ID: "q1"}, nil, WrongStatus},
		{"restore nothing", onA, Moderator, Restore{ID: "q1"}, nil, UnknownQuestion},
		{"restore onto the air", after(two, Moved{"q1", OnAirNow, Answered}), Moderator, Restore{ID: "q1"}, []Fact{Restored{IDs: []QuestionID{"q1"}}}, ""},
		{"restore onto another", after(two, Moved{"q1", OnAirNow, Answered}, Moved{"q2", Approved, OnAirNow}), Moderator, Restore{ID: "q1"}, nil, WrongStatus},

		{"moderate", onA, Moderator, Moderate{Passive}, []Fact{Moderated{Passive}}, ""},
		{"moderate as before", onA, Moderator, Moderate{Active}, nil, ""},
		{"moderate somehow", onA, Moderator, Moderate{"never"}, nil, BadCommand},
		{"words", onA, Operator, SetWords{Words: []string{" Zut ! ", "", "ŒUF", "deux  mots"}}, []Fact{WordsSet{Words: []string{"zut", "oeuf", "deux mots"}}}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Decide(tc.s, Act{By: Actor{Role: tc.by, Device: "phone"}, At: tc.s.Last.At.Add(time.Second), Command: tc.c})
			if ReasonOf(err) != tc.reason || (err != nil) != (tc.reason != "") {
				t.Fatalf("refused with %v, want %q", err, tc.reason)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" && len(tc.want)+len(got) > 0 {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}

// Every reason that Decide or ParseCommand may give is met by a test of this package; the others belong to the desk, or
// stand in the catalogues for a later command.
func TestRefusalReadsWell(t *testing.T) {
	err := fmt.Errorf("page: %w", refuse(MovedOn, "%q is on air", "b"))
	if ReasonOf(err) != MovedOn || err.Error() != `page: moved-on: "b" is on air` {
		t.Errorf("%v has reason %q", err, ReasonOf(err))
	}
	if ReasonOf(errors.New("moved-on")) != "" {
		t.Error("any error is a refusal")
	}
	if got := (&Refusal{Reason: NoShow}).Error(); got != "no-show" {
		t.Error(got)
	}
}

func TestMay(t *testing.T) {
	all := []Command{Load{}, LoadEvent{}, ChooseShow{}, Standby{}, Go{}, Back{}, Hold{}, Resume{}, AddTime{}, End{}, TakeAgain{}, SendMessage{}, SetWaiting{},
		Ask{}, Approve{}, Reject{}, Next{}, PutOnAir{}, Answer{}, Restore{}, Moderate{}, SetWords{},
		Vote{}, Unvote{}, Report{}, Prepare{}, MoveAll{}, RejectBurst{}, Reword{}, Join{}, Assign{}, Sort{}, Claiming{}, Restrict{}, SetAudience{}, ShowQuestions{}, ReportDisplay{},
		EditSlot{}, EditShow{}, AddSlots{}, Duplicate{}, Remove{}, Move{}, Drop{}, BringBack{}, Undo{}, Redo{}, Merge{}, ReportLink{}, ReportScene{}, ReportRefused{},
		Vouch{}, ExpectAudience{}, ReportChecks{},
		BeginRun{}, EndRun{}, Flash{}, Blackout{}, SetTimer{}, StartTimer{}, PauseTimer{}, ResetTimer{}, AddToTimer{}, Remind{}, Forget{}, SetDelay{},
		FireCue{}, TakeScene{}, ReportCue{}, ReportMedia{}, SetDestinations{}, MoveStream{}, ReportMove{}, OpenIncident{}, AdvanceIncident{},
		Ignore{}, Expect{}, ReportAlarm{}, ReportOutput{}, ReportSpare{}, SetPrivacy{}, Erase{}, Purge{}, ReportAccess{},
		SpeakerTime{}, ShiftStart{}, Restart{}, Jump{}, Mark{}, Settle{}, Replan{}}
	var every []string // what the operator may
	for _, c := range all {
		every = append(every, CommandName(c))
	}
	may := map[Role]string{
		Operator:   strings.ReplaceAll(strings.Join(every, " "), " report-access", ""),
		DeskRole:   strings.Join(every, " "),
		Moderator:  "ask approve reject next on-air answer restore moderate prepare move-all reject-burst reword join assign sort claim restrict",
		Audience:   "ask vote unvote report",
		Animator:   "",
		StageRole:  "",
		Observer:   "",
		"":         "",
		SourceRole: "ask",
		"hacker":   "",
	}
	may[Moderator] += " incident"
	may[Animator] = "incident"
	for role, want := range may {
		var got []string
		for _, c := range all {
			if May(role, c) {
				got = append(got, CommandName(c))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q may %v", role, got)
		}
	}
	for _, name := range CommandNames() {
		found := false
		for _, c := range all {
			found = found || CommandName(c) == name
		}
		if !found {
			t.Errorf("nobody says who may %s", name)
		}
	}
}

func TestParseCommand(t *testing.T) {
	for _, tc := range []struct {
		name, body string
		want       Command
		reason     Reason
	}{
		{"go", `{"from":"a","to":"b"}`, Go{"a", "b"}, ""},
		{"go", ` {"to":"a"} ` + "\n", Go{"", "a"}, ""},
		{"take-again", ``, TakeAgain{}, ""},
		{"take-again", `{}`, TakeAgain{}, ""},
		{"add-time", `{"slot":"a","by_ms":-90000}`, AddTime{"a", -90 * time.Second}, ""},
		{"message", `{"text":""}`, SendMessage{}, ""},
		{"words", `{"words":["zut"]}`, SetWords{Words: []string{"zut"}}, ""},
		{"ask", `{"id":"q","text":"é"}`, Ask{ID: "q", Text: "é"}, ""},

		{"", ``, nil, UnknownCommand},
		{"fly", `{}`, nil, UnknownCommand},
		{"load", `{"show":{}}`, nil, UnknownCommand},
		{"report-scene", `{"scene":"x"}`, nil, UnknownCommand},
		{"Go", `{}`, nil, UnknownCommand},
		{"go", `{"from":"a","too":"b"}`, nil, BadCommand},
		{"go", `{"to":"a"} {"to":"b"}`, nil, BadCommand},
		{"go", `{"to":"a"}]`, nil, BadCommand},
		{"go", `{"to":"a"`, nil, BadCommand},
		{"go", `{"to":7}`, nil, BadCommand},
		{"go", `null`, nil, BadCommand},
		{"go", `[]`, nil, BadCommand},
		{"go", `"a"`, nil, BadCommand},
		{"add-time", ``, nil, BadCommand},
		{"add-time", `{"slot":"a"}`, nil, BadCommand},
		{"add-time", `{"slot":"a","by_ms":null}`, nil, BadCommand},
		{"add-time", `{"slot":"a","by":60}`, nil, BadCommand},
		{"add-time", `{"slot":"a","by_ms":1.5}`, nil, BadCommand},
		{"add-time", `null`, nil, BadCommand},
		{"add-time", `{"slot":"a","by_ms":1} x`, nil, BadCommand},
	} {
		got, err := ParseCommand(tc.name, []byte(tc.body))
		if ReasonOf(err) != tc.reason || (err != nil) != (tc.reason != "") {
			t.Errorf("%s %s: refused with %v, want %q", tc.name, tc.body, err, tc.reason)
			continue
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tc.name, tc.body, diff)
		}
	}
}

// A number of milliseconds that does not fit stays too much: it must not wrap round into an innocent one.
func TestAddTimeNeverWraps(t *testing.T) {
	s := after(New(), Loaded{Show: threeSlots()}, Went{To: "a"})
	for _, millis := range []string{"18446744073710", "-18446744073710", "9223372036854775807", "-9223372036854775808", "3600001"} {
		c, err := ParseCommand("add-time", []byte(`{"slot":"a","by_ms":`+millis+`}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decide(s, Act{By: Actor{Role: Operator}, At: s.Last.At, Command: c}); ReasonOf(err) != TooMuchTime {
			t.Errorf("%s ms: %v", millis, err)
		}
	}
}

func FuzzParseCommand(f *testing.F) {
	for _, name := range CommandNames() {
		f.Add(name, `{"slot":"a","by_ms":-1}`)
		f.Add(name, `{"id":"q","text":"x"}`)
	}
	s := after(New(), Loaded{Show: threeSlots()}, Went{To: "a"}, Asked{ID: "q", Text: "x", Status: Approved})
	f.Fuzz(func(t *testing.T, name, body string) {
		c, err := ParseCommand(name, []byte(body))
		if (err == nil) == (c == nil) {
			t.Fatalf("%v and %v", c, err)
		}
		if err != nil {
			if r := ReasonOf(err); r != UnknownCommand && r != BadCommand {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if CommandName(c) != name {
			t.Fatalf("%q became %q", name, CommandName(c))
		}
		facts, err := Decide(s, Act{By: Actor{Role: Operator}, At: s.Last.At.Add(time.Second), Command: c})
		if err != nil && ReasonOf(err) == "" {
			t.Fatalf("%v is no refusal", err)
		}
		after(s, facts...).Clock(s.Last.At)
	})
}
