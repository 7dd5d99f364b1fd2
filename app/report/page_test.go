package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"regie/runsheet"
)

// keys says each sentence by its key, so that the page can be read in no language.
var keys = PageWords{Lang: "fr", Say: func(key string, pairs ...any) string {
	if key == "report.date" {
		return time.DateOnly
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		key += fmt.Sprintf(" %v=%v", pairs[i], pairs[i+1])
	}
	return key
}}

func pageOf(t rapid.TB, r Report, exports ...Export) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WritePage(&b, keys, exports...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPageGolden(t *testing.T) {
	r := Make(evening(t))
	resolved := 4 * time.Minute
	r.Incidents = []Incident{{Symptom: "stream", Text: "plus rien", Detected: r.Links[0].Lost, Resolved: &resolved}}
	golden(t, "evening.html", []byte(pageOf(t, r, Export{"slots.csv", "report.export.slots"})))
}

// ran is a slot that began as planned or later, and lasted as long as planned and a little more.
func ran(id string, planned time.Time, late, length, over time.Duration) Slot {
	start := planned.Add(late)
	return Slot{ID: runsheet.SlotID(id), Title: id, PlannedStart: planned, PlannedEnd: planned.Add(length), PlannedLength: length,
		Start: start, End: start.Add(length + over), Length: length + over, Overrun: over, Passes: 1}
}

func TestPicturesAreOneADay(t *testing.T) {
	at := func(day, h, m int) time.Time { return time.Date(2021, 2, day, h, m, 0, 0, paris(t)) }
	for name, c := range map[string]struct {
		slots []Slot
		want  []string
	}{
		"an evening": {[]Slot{ran("a", at(4, 17, 30), 0, time.Hour, 0), ran("b", at(4, 18, 30), 0, time.Hour, 0)}, []string{"2021-02-04: a b"}},
		"an evening past midnight": {[]Slot{ran("a", at(4, 21, 0), 0, 2*time.Hour, 0), ran("b", at(4, 23, 0), 0, 2*time.Hour, 0), ran("c", at(5, 1, 0), 0, time.Hour, 0)},
			[]string{"2021-02-04: a b c"}},
		"three days":                {[]Slot{ran("a", at(4, 9, 0), 0, 8*time.Hour, 0), ran("b", at(5, 9, 0), 0, 8*time.Hour, 0), ran("c", at(6, 9, 0), 0, time.Hour, 0)}, []string{"2021-02-04: a", "2021-02-05: b", "2021-02-06: c"}},
		"a slot without any time":   {[]Slot{{ID: "a", Title: "a"}}, nil},
		"a slot put before another": {[]Slot{ran("b", at(4, 18, 0), 0, time.Hour, 0), ran("a", at(4, 17, 0), 0, time.Hour, 0)}, []string{"2021-02-04: a b"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := Report{Slots: c.slots}
			var got []string
			for _, day := range r.days() {
				p := r.picture(day, keys.Say)
				line := strings.TrimPrefix(p.Title, "report.day date=") + ":"
				for _, row := range p.Rows {
					line += " " + row.Label
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestQuestionsAreCountedByTheMinute(t *testing.T) {
	at := func(m, s int) time.Time { return time.Date(2021, 2, 4, 17, m, s, 0, paris(t)) }
	r := Report{Slots: []Slot{ran("a", at(0, 0), 0, 30*time.Minute, 0)}}
	for _, asked := range []time.Time{at(3, 1), at(3, 59), at(4, 0), at(29, 0), {}, at(0, 0).Add(-time.Hour)} {
		r.Questions = append(r.Questions, Question{Asked: asked})
	}
	p := r.picture(r.Slots, keys.Say)
	var got []string
	for _, b := range p.Bars {
		got = append(got, fmt.Sprint(b.Text, " ", b.H))
	}
	if diff := cmp.Diff([]string{"17:03 · 2 60", "17:04 · 1 30", "17:29 · 1 30"}, got); diff != "" {
		t.Error(diff)
	}
}

// What people typed is text on the page, and names are nowhere.
func TestPageIsTextOnly(t *testing.T) {
	at := time.Date(2021, 2, 4, 17, 0, 0, 0, time.UTC)
	s := ran("a", at, 0, time.Hour, 0)
	s.Title = "<script>alert(1)</script>"
	page := pageOf(t, Report{Title: `"><img src=x>`, Slots: []Slot{s}, Questions: []Question{
		{Text: "<b>gras ?</b>", Asked: at, OnAir: at.Add(time.Minute), Name: "Camille"}, {Text: "jamais à l'antenne", Asked: at, Name: "Dominique"}}})
	for _, never := range []string{"<script", "<img", "<b>gras", "Camille", "Dominique", "jamais à"} {
		if strings.Contains(page, never) {
			t.Errorf("%q is on the page", never)
		}
	}
	if !strings.Contains(page, "&lt;b&gt;gras ?&lt;/b&gt;") {
		t.Error("the question on air is missing")
	}
}

// Whatever happened, the page is whole and every bar lies on its picture.
func TestAnyPage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := time.Date(2021, 2, 4, 17, 0, 0, 0, time.UTC)
		moment := rapid.Custom(func(t *rapid.T) time.Time {
			if rapid.IntRange(0, 4).Draw(t, "none") == 0 {
				return time.Time{}
			}
			return base.Add(time.Duration(rapid.Int64Range(-int64(3*24*time.Hour), int64(3*24*time.Hour)).Draw(t, "at")))
		})
		length := rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(10*time.Hour)).Draw(t, "length"))
		})
		slot := rapid.Custom(func(t *rapid.T) Slot {
			return Slot{Title: rapid.String().Draw(t, "title"), PlannedStart: moment.Draw(t, "planned"), PlannedLength: length.Draw(t, "length"),
				Start: moment.Draw(t, "start"), End: moment.Draw(t, "end"), Overrun: length.Draw(t, "over"), Passes: rapid.IntRange(0, 2).Draw(t, "passes")}
		})
		question := rapid.Custom(func(t *rapid.T) Question {
			return Question{Text: rapid.String().Draw(t, "text"), Asked: moment.Draw(t, "asked"), OnAir: moment.Draw(t, "on air")}
		})
		r := Report{Slots: rapid.SliceOfN(slot, 0, 8).Draw(t, "slots"), Questions: rapid.SliceOfN(question, 0, 8).Draw(t, "questions"),
			Links: []Outage{{Lost: moment.Draw(t, "lost"), Back: moment.Draw(t, "back")}}, Incidents: []Incident{{Detected: moment.Draw(t, "detected")}}}
		pageOf(t, r)
		for _, day := range r.days() {
			p := r.picture(day, keys.Say)
			all := p.Bars
			for _, row := range p.Rows {
				for _, b := range []*box{row.Planned, row.Actual, row.Over} {
					if b != nil {
						all = append(all, *b)
					}
				}
			}
			for _, b := range append(all, p.Lost...) {
				if b.X < plotLeft || b.X+b.W > plotRight+2 || b.W <= 0 || b.Y+b.H > p.Height {
					t.Fatalf("a bar lies outside of the picture: %+v of %v", b, p.Height)
				}
			}
			if len(p.Ticks) > 13 {
				t.Fatalf("%d marks on the axis", len(p.Ticks))
			}
		}
	})
}

// The picture can be read by programs that draw SVG.
func TestPictureIsWellFormed(t *testing.T) {
	page := pageOf(t, Make(evening(t)))
	_, page, _ = strings.Cut(page, "<svg viewBox=\"0 0 1000")
	svg, _, found := strings.Cut(page, "</svg>")
	if !found {
		t.Fatal("no picture")
	}
	d := xml.NewDecoder(strings.NewReader("<svg viewBox=\"0 0 1000" + svg + "</svg>"))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
