package runsheet

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"
	"time"
)

// hall is a room that asks: each ask goes through Decide and is entered like on the desk.
type hall struct {
	t   testing.TB
	s   State
	now Moment
}

func newHall(t testing.TB, facts ...Fact) *hall {
	s := after(New(), append([]Fact{Loaded{Show: threeSlots()}, Went{To: "a"}}, facts...)...)
	return &hall{t, s, s.Last.At}
}

func (h *hall) do(by Actor, c Command) error {
	facts, err := Decide(h.s, Act{By: by, At: h.now, Command: c})
	for _, f := range facts {
		h.s = Apply(h.s, Entry{Seq: h.s.Seq + 1, At: h.now, By: by, Fact: f})
	}
	return err
}

func phone(n int) Actor { return Actor{Role: Audience, Device: DeviceID(fmt.Sprintf("phone-%d", n))} }

func (h *hall) ask(by Actor, id, text string) (Question, error) {
	err := h.do(by, Ask{ID: QuestionID(id), Text: text})
	q, _ := h.s.Questions.Get(QuestionID(id))
	return q, err
}

func TestSift(t *testing.T) {
	for _, mode := range []Moderation{Active, Passive} {
		free := map[Moderation]Status{Active: Incoming, Passive: Approved}[mode]
		h := newHall(t, Moderated{mode}, WordsSet{Words: []string{"zut", "gros mot"}})
		for i, tc := range []struct {
			text   string
			status Status
			why    Why
			like   QuestionID
		}{
			{questions[0], free, "", ""},
			{questions[1], free, "", ""},
			{"EST CE QUE les algorithmes de récommandation enferment vraiment les gens dans une bulle", Merged, WhyCopy, "q0"},
			{"Est-ce que les algorithmes de recommandation enferment toujours les gens dans une bulle ?", Incoming, WhyNear, "q0"},
			{"Zut, alors ?", Quarantined, WhyWord, ""},
			{"Zuter ?", free, "", ""},
			{"Quel gros   mot !", Quarantined, WhyWord, ""},
			{"gros et mot", free, "", ""},
			{"Zut, alors ?", Quarantined, WhyWord, ""},
			{"???", free, "", ""},
			{"!!!", free, "", ""},
			{"???", Merged, WhyCopy, "q9"},
		} {
			q, err := h.ask(phone(i), fmt.Sprintf("q%d", i), tc.text)
			if err != nil {
				t.Fatal(err)
			}
			if q.Status != tc.status || q.Why != tc.why || q.Like != tc.like {
				t.Errorf("%s: %q is %s %s %q, want %s %s %q", mode, tc.text, q.Status, q.Why, q.Like, tc.status, tc.why, tc.like)
			}
		}
	}
}

func TestCopiesCountOncePerDevice(t *testing.T) {
	h := newHall(t)
	for i, by := range []int{0, 1, 1, 0, 2} {
		if _, err := h.ask(phone(by), fmt.Sprintf("q%d", i), "Pourquoi ?"); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 2 { // nobody can tell these apart
		if err := h.do(Actor{Role: Operator}, Ask{ID: QuestionID(fmt.Sprintf("anon%d", i)), Text: "Pourquoi ?"}); err != nil {
			t.Fatal(err)
		}
	}
	if q, _ := h.s.Questions.Get("q0"); q.Copies != 4 {
		t.Errorf("%d copies, want those of phones 1 and 2 and the two nameless", q.Copies)
	}
}

func TestPace(t *testing.T) {
	school := Actor{Role: Audience, Device: "school", Shared: true}
	for _, tc := range []struct {
		by   Actor
		most int
	}{{phone(1), perDevice}, {school, perAddress}} {
		h := newHall(t)
		for i := range tc.most {
			h.now = h.now.Add(time.Millisecond)
			if _, err := h.ask(tc.by, fmt.Sprintf("q%d", i), fmt.Sprintf("Et %d ?", i)); err != nil {
				t.Fatalf("question %d of %d: %v", i, tc.most, err)
			}
		}
		h.now = h.now.Add(20 * time.Second)
		_, err := h.ask(tc.by, "more", "Et encore ?")
		var r *Refusal
		if ReasonOf(err) != TooMany {
			t.Fatalf("one more: %v", err)
		}
		r = err.(*Refusal)
		if r.Retry < 40*time.Second || r.Retry > 42*time.Second {
			t.Errorf("retry after %v", r.Retry)
		}
		if _, err := h.ask(tc.by, "q0", "Et 0 ?"); err != nil {
			t.Errorf("a question sent again is refused: %v", err)
		}
		if _, err := h.ask(phone(99), "other", "Et moi ?"); err != nil {
			t.Errorf("another device is refused: %v", err)
		}
		if err := h.do(Actor{Role: Moderator, Device: tc.by.Device}, Ask{ID: "staff", Text: "Pour la salle"}); err != nil {
			t.Errorf("a moderator is paced: %v", err)
		}
		h.now = h.now.Add(r.Retry)
		if _, err := h.ask(tc.by, "more", "Et encore ?"); err != nil {
			t.Errorf("after the wait that was asked for: %v", err)
		}
	}
}

// A machine that comes back with its clock hours early must not take the whole evening's questions for this minute's.
func TestPaceAfterClockWentBack(t *testing.T) {
	h := newHall(t)
	for i := range 80 {
		h.now = h.now.Add(time.Minute)
		if _, err := h.ask(phone(i%5), fmt.Sprintf("q%d", i), fmt.Sprintf("Et %d ?", i)); err != nil {
			t.Fatal(err)
		}
	}
	h.now = Moment{Wall: h.now.Wall.Add(-5 * time.Hour), Steady: time.Minute, Boot: "boot-1"}
	h.s = Apply(h.s, Entry{Seq: h.s.Seq + 1, At: h.now, Fact: Resumed{Estimated: true}})
	if _, err := h.ask(phone(1), "new", "Et maintenant ?"); err != nil {
		t.Errorf("refused: %v", err)
	}
	if h.s.Burst {
		t.Error("old questions make a burst")
	}
}

func TestBurst(t *testing.T) {
	h := newHall(t, Moderated{Passive})
	ends := 0
	tick := func(d time.Duration) {
		h.now = h.now.Add(d)
		facts, _ := h.s.Due(h.now)
		for _, f := range facts {
			if f == (BurstEnded{}) {
				ends++
			}
			h.s = Apply(h.s, Entry{Seq: h.s.Seq + 1, At: h.now, Fact: f})
		}
	}
	// A quiet evening: less than one a minute.
	for i := range 30 {
		tick(90 * time.Second)
		if q, err := h.ask(phone(i), fmt.Sprintf("calm%d", i), fmt.Sprintf("Question calme numéro %d", i)); err != nil || q.Status == Quarantined {
			t.Fatal(q, err)
		}
	}
	if h.s.Burst {
		t.Fatal("a quiet evening is a burst")
	}
	// 700 fraudulent ones in a minute, from 700 devices, all different, and a genuine one in the middle.
	began, held := 0, 0
	for i := range 700 {
		tick(85 * time.Millisecond)
		was := h.s.Burst
		q, err := h.ask(phone(1000+i), fmt.Sprintf("bad%d", i), fmt.Sprintf("%x achetez %x vite", i*7919, i*104729))
		if err != nil {
			t.Fatal(err)
		}
		if h.s.Burst && !was {
			began++
		}
		if q.Status != Approved {
			held++
		}
		if i == 300 {
			q, err := h.ask(phone(1), "genuine", questions[3])
			if err != nil || q.Status != Incoming {
				t.Errorf("the genuine question is %s %s: %v", q.Status, q.Why, err)
			}
		}
	}
	if began != 1 || held < 640 {
		t.Errorf("the burst began %d times and held %d of 700", began, held)
	}
	for range 120 {
		tick(time.Second)
	}
	if h.s.Burst || ends != 1 {
		t.Errorf("burst %v, ended %d times", h.s.Burst, ends)
	}
	if q, _ := h.ask(phone(2), "later", questions[4]); q.Status != Approved {
		t.Errorf("after the burst: %s %s", q.Status, q.Why)
	}
}

func TestOneQuestionOnAir(t *testing.T) {
	h := newHall(t, Moderated{Passive})
	for i := range 3 {
		if _, err := h.ask(phone(i), fmt.Sprintf("q%d", i), questions[i]); err != nil {
			t.Fatal(err)
		}
	}
	moderator := Actor{Role: Moderator}
	for i := range 3 {
		h.now = h.now.Add(time.Minute)
		if err := h.do(moderator, PutOnAir{QuestionID(fmt.Sprintf("q%d", i))}); err != nil {
			t.Fatal(err)
		}
		if q, on := h.s.QuestionOnAir(); !on || q.ID != QuestionID(fmt.Sprintf("q%d", i)) || q.Shown != h.now {
			t.Errorf("on air: %v %v", q, on)
		}
	}
	for i := range 2 {
		if q := h.s.Questions.At(i); q.Status != Answered || q.Done.IsZero() {
			t.Errorf("%s is %s", q.ID, q.Status)
		}
	}
	if err := h.do(moderator, Restore{ID: "q1"}); ReasonOf(err) != WrongStatus {
		t.Errorf("two on air: %v", err)
	}
}

func fullHall(b testing.TB, n int) *hall {
	h := newHall(b, Moderated{Passive})
	for i := range n {
		h.now = h.now.Add(2 * time.Second)
		text := fmt.Sprintf("%s (%x)", questions[i%len(questions)], i*7919)
		h.s = Apply(h.s, Entry{Seq: h.s.Seq + 1, At: h.now, Fact: Asked{ID: QuestionID(fmt.Sprintf("q%d", i)), Text: text, Status: Approved, Device: "d"}})
	}
	return h
}

// What one more question costs must not grow with the square of the evening.
func BenchmarkAsk(b *testing.B) {
	for _, n := range []int{0, 1_000, 10_000} {
		b.Run(fmt.Sprintf("after=%d", n), func(b *testing.B) {
			h := fullHall(b, n)
			at := h.s
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				i++
				h.s = at
				if _, err := h.ask(phone(i), "new", "Peut-on vraiment faire confiance à une machine qui se trompe une fois sur dix ?"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// One op is a burst of 700 from as many devices, decided and applied.
func BenchmarkBurst700(b *testing.B) {
	for _, same := range []bool{true, false} {
		b.Run(fmt.Sprintf("same=%v", same), func(b *testing.B) {
			for b.Loop() {
				h := newHall(b)
				for i := range 700 {
					text := questions[0]
					if !same {
						text = fmt.Sprintf("%s %x", questions[i%len(questions)], i*7919)
					}
					if _, err := h.ask(phone(i), fmt.Sprintf("q%d", i), text); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

func BenchmarkReplay(b *testing.B) {
	h := fullHall(b, 10_000)
	var entries []Entry
	for i := range 10_000 {
		q := h.s.Questions.At(i)
		entries = append(entries, Entry{Seq: Seq(i + 1), At: q.Asked, Fact: Asked{ID: q.ID, Text: q.Text, Status: q.Status, Device: q.Device}})
	}
	for b.Loop() {
		s := New()
		for _, e := range entries {
			s = Apply(s, e)
		}
	}
}

// questions are twenty that nobody could take for each other.
//
//go:embed sift/testdata/questions.txt
var questionLines string

var questions = strings.Split(strings.TrimSpace(questionLines), "\n")
