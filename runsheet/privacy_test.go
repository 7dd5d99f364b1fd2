package runsheet

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// journalled is a journal in memory: what was entered, and the state that it folds into.
type journalled struct {
	t       *testing.T
	entries []Entry
	state   State
	now     Moment
}

func (h *journalled) do(by Actor, c Command) error {
	h.t.Helper()
	h.now = h.now.Add(time.Second)
	facts, err := Decide(h.state, Act{By: by, At: h.now, Command: c})
	if err != nil {
		return err
	}
	for _, f := range facts {
		e := Entry{Seq: h.state.Seq + 1, At: h.now, By: by, Fact: f}
		h.entries = append(h.entries, e)
		h.state = Apply(h.state, e)
	}
	return nil
}

func (h *journalled) must(by Actor, commands ...Command) {
	h.t.Helper()
	for _, c := range commands {
		if err := h.do(by, c); err != nil {
			h.t.Fatalf("%s: %v", CommandName(c), err)
		}
	}
}

// secrets are what nobody may find after an erasing.
const secret = "introuvable"

func asking(t *testing.T) *journalled {
	h := &journalled{t: t, state: New(), now: Moment{Wall: time.Date(2026, 2, 4, 17, 30, 0, 0, time.UTC), Boot: "b"}}
	phone, other := Actor{Role: Audience, Device: "phone-1"}, Actor{Role: Audience, Device: "phone-2"}
	h.must(phone, Ask{ID: "a", Text: "Ma question " + secret}, Ask{ID: "b", Text: "Une autre, " + secret + " aussi"})
	h.must(other, Ask{ID: "c", Text: "ma QUESTION " + secret}, Ask{ID: "d", Text: "Quels biais ?"})
	h.must(phone, Ask{ID: "a2", Text: "ma question " + secret + " !"})
	h.must(Actor{Role: SourceRole, Device: "twitch:x"}, Ask{ID: "e", Text: "Du chat", Source: Source{"twitch", "m1", secret}})
	h.must(Actor{Role: Audience, Device: "addr:school", Shared: true}, Ask{ID: "f", Text: "De l'école"}, Ask{ID: "g", Text: "D'un autre élève"})
	h.must(Actor{Role: DeskRole}, ReportAccess{"used", "Modération", Moderator, "192.168.1.44"})
	operator := Actor{Role: Operator}
	h.must(operator, SetAudience{Votes: true}, Reword{ID: "a", Was: "Ma question " + secret, Text: "Sa question " + secret}, Approve{"a"}, Approve{"d"})
	h.must(phone, Vote{"d"}, Report{Symptom: SymptomBlack, Network: secret})
	h.must(operator, Next{"a"}, PutOnAir{"a"})
	return h
}

func (h *journalled) replay(entries []Entry) State {
	s := New()
	for _, e := range entries {
		kind, version, body, err := EncodeFact(e.Fact)
		if err != nil {
			h.t.Fatal(err)
		}
		if e.Fact, err = DecodeFact(kind, version, body); err != nil {
			h.t.Fatal(err)
		}
		s = Apply(s, e)
	}
	return s
}

// redacted gives the journal as it stands in the file after its last entry, an erasing.
func (h *journalled) redacted() []Entry {
	h.t.Helper()
	f, is := h.entries[len(h.entries)-1].Fact.(Erased)
	if !is {
		h.t.Fatalf("the last entry is %T", h.entries[len(h.entries)-1].Fact)
	}
	out := append([]Entry{}, h.entries...)
	for _, e := range Redact(h.entries, f) {
		out[e.Seq-1] = e
	}
	if again := Redact(out, f); len(again) != 0 {
		h.t.Errorf("redacting twice changes %v", again)
	}
	return out
}

func all(t *testing.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEraseAPersonsQuestions(t *testing.T) {
	h := asking(t)
	operator := Actor{Role: Operator}
	h.must(operator, Erase{ID: "a", Person: true})
	for id, gone := range map[QuestionID]bool{"a": true, "b": true, "a2": true, "c": false, "d": false, "e": false} {
		q, _ := h.state.Questions.Get(id)
		if q.Erased != gone || (q.Text == "") != gone || gone && strings.Contains(string(q.Device), "phone-1") {
			t.Errorf("%s: %+v", id, q)
		}
	}
	if q, on := h.state.QuestionOnAir(); on {
		t.Errorf("%+v is on air still", q)
	}
	entries := h.redacted()
	if text := all(t, entries[:2]); strings.Contains(text, secret) || strings.Contains(text, "phone-1") {
		t.Errorf("the file holds %s", text)
	}
	if text := all(t, entries); strings.Contains(text, "phone-1") || !strings.Contains(text, "phone-2") {
		t.Errorf("the file holds %s", text)
	}
	sameQuestions(t, h.state, h.replay(entries))
	if err := h.do(operator, Erase{ID: "a", Person: true}); err != nil || len(h.entries) != len(entries) {
		t.Errorf("erased twice: %v", err)
	}
	if err := h.do(operator, Approve{"a"}); err == nil && h.state.Questions.At(0).Text != "" {
		t.Error("approved, and back")
	}
	for { // everything that can be undone is
		seq, can := h.state.Undoable()
		if !can {
			break
		}
		h.must(operator, Undo{seq.Seq})
	}
	if q := h.state.Questions.At(0); q.Text != "" || q.Status == OnAirNow {
		t.Errorf("undo brought it back: %+v", q)
	}
}

func TestEraseOneOfAnAddress(t *testing.T) {
	h := asking(t)
	h.must(Actor{Role: Operator}, Erase{ID: "f", Person: true})
	if q, _ := h.state.Questions.Get("g"); q.Erased {
		t.Error("another person's went with it")
	}
	sameQuestions(t, h.state, h.replay(h.redacted()))
}

func TestPurge(t *testing.T) {
	h := asking(t)
	h.must(Actor{Role: Operator}, Purge{})
	entries := h.redacted()
	text := all(t, entries)
	for _, trace := range []string{secret, "biais", "école", "phone-", "192.168", "m1"} {
		if strings.Contains(text, trace) {
			t.Errorf("the file holds %q: %s", trace, text)
		}
	}
	sameQuestions(t, h.state, h.replay(entries))
	// What comes afterwards is compared with nothing.
	h.must(Actor{Role: Audience, Device: "new"}, Ask{ID: "z", Text: "Quels biais ?"})
	if q, _ := h.state.Questions.Get("z"); q.Status != Incoming || q.Like != "" {
		t.Errorf("%+v", q)
	}
}

func sameQuestions(t *testing.T, want, got State) {
	t.Helper()
	list := func(s State) (all []Question) {
		for q := range s.Questions.All() {
			all = append(all, q)
		}
		return all
	}
	if diff := cmp.Diff(list(want), list(got), cmpopts.IgnoreUnexported(Question{})); diff != "" {
		t.Errorf("the redacted file gives other questions:\n%s", diff)
	}
}

func TestPurgeDue(t *testing.T) {
	operator := Actor{Role: Operator}
	for _, c := range []struct {
		days  int
		later time.Duration
		live  bool
		want  bool
	}{
		{0, 999 * 24 * time.Hour, false, false},
		{30, 29 * 24 * time.Hour, false, false},
		{30, 31 * 24 * time.Hour, false, true},
		{30, 31 * 24 * time.Hour, true, false},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			h := asking(t)
			h.must(operator, SetPrivacy{Days: c.days, Contact: " dpo@exemple.test "},
				Load{Show: Show{Slots: []Slot{{ID: "s", Title: "s"}}}}, Go{To: "s"})
			if !c.live {
				h.must(operator, End{"s"})
			}
			if got := h.state.PurgeDue(h.now.Add(c.later)); got != c.want {
				t.Errorf("got %v", got)
			}
			h.must(operator, Purge{})
			if h.state.PurgeDue(h.now.Add(c.later)) {
				t.Error("due again when nothing is left")
			}
		})
	}
}

func TestPrivacyCommands(t *testing.T) {
	h := asking(t)
	for _, c := range []struct {
		by     Role
		c      Command
		reason Reason
	}{
		{Operator, SetPrivacy{Days: -1}, BadValue},
		{Operator, SetPrivacy{Days: 4000}, BadValue},
		{Operator, SetPrivacy{Contact: strings.Repeat("x", 201)}, TooLong},
		{Operator, Erase{ID: "nowhere"}, UnknownQuestion},
		{Moderator, Erase{ID: "a"}, NotAllowed},
		{Audience, Purge{}, NotAllowed},
		{Operator, ReportAccess{}, NotAllowed},
		{Operator, SetPrivacy{Days: 30}, ""},
	} {
		if _, err := Decide(h.state, Act{By: Actor{Role: c.by}, At: h.now, Command: c.c}); ReasonOf(err) != c.reason {
			t.Errorf("%s by %s: %v", CommandName(c.c), c.by, err)
		}
	}
}

// A fact that names a device, or what somebody wrote in a question, must know how to lose it.
func TestEveryFactCanBeRedacted(t *testing.T) {
	for k, read := range readers {
		fact, err := read([]byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		v := reflect.New(reflect.TypeOf(fact)).Elem()
		device, question := tell(v)
		if !device && !question {
			continue
		}
		fact = v.Interface().(Fact)
		got := all(t, redactFact(fact, map[QuestionID]bool{"the-question": true}, map[DeviceID]DeviceID{"the-device": "gone:1"}, true))
		if strings.Contains(got, "the-device") || question && strings.Contains(got, "the-text") {
			t.Errorf("%s keeps %s", k.kind, got)
		}
	}
}

// tell fills a fact, and says whether it has a place for a device, and for a question's text.
func tell(v reflect.Value) (device, question bool) {
	text := false
	var fill func(v reflect.Value, name string)
	fill = func(v reflect.Value, name string) {
		switch {
		case v.Type() == reflect.TypeFor[DeviceID]():
			device = true
			v.SetString("the-device")
		case v.Type() == reflect.TypeFor[QuestionID]():
			question = true
			v.SetString("the-question")
		case v.Type() == reflect.TypeFor[string]() && (name == "Text" || name == "Was" || name == "Original" || name == "Name"):
			text = true
			v.SetString("the-text")
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					fill(v.Field(i), v.Type().Field(i).Name)
				}
			}
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), name)
		}
	}
	fill(v, "")
	return device, question && text
}
