package formats_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"regie/assets/samples"
	"regie/runsheet"
	"regie/runsheet/formats"
)

// text draws what people type, and what trips readers: separators, quotes, formulas, words that mean something in a sheet.
func text() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "Total", "Titre", "4 février 2021", "=1+1", "'=x", "-30", "@a", `"`, `a "b" c`, "a;b", "a,b et c", "(x", "ligne 1\nligne 2", "AgnÃ¨s", " bord ", "Régie", "é\u0301", "\ufeff"}),
		rapid.StringMatching(`[a-zé €«»’;,"'&/()|=+@\-\n\t]{0,20}`),
	)
}

func shows() *rapid.Generator[runsheet.Show] {
	return rapid.Custom(func(t *rapid.T) runsheet.Show {
		show := runsheet.Show{Title: text().Draw(t, "title"), Zone: rapid.SampledFrom([]string{"Europe/Paris", "UTC", "America/New_York", "Asia/Kolkata"}).Draw(t, "zone")}
		headers := rapid.SliceOfNDistinct(text(), 0, 3, rapid.ID[string]).Draw(t, "headers")
		for i := range rapid.IntRange(1, 6).Draw(t, "slots") {
			s := runsheet.Slot{
				ID:     runsheet.SlotID(fmt.Sprintf("%s-%d", rapid.StringMatching(`[A-Za-z0-9_.]{1,8}`).Draw(t, "id"), i)),
				Number: text().Draw(t, "number"), Title: text().Draw(t, "title"), Kind: rapid.SampledFrom(runsheet.Kinds).Draw(t, "kind"),
				Group: rapid.SampledFrom([]string{"", "Ouverture", "Table ronde"}).Draw(t, "group"), ToEnd: rapid.Bool().Draw(t, "to end"),
				Warn:   rapid.SampledFrom([]time.Duration{0, runsheet.Never, 2 * time.Minute, 90 * time.Second}).Draw(t, "warn"),
				Danger: rapid.SampledFrom([]time.Duration{0, runsheet.Never, 20 * time.Second}).Draw(t, "danger"),
				AtEnd:  rapid.SampledFrom(runsheet.Endings).Draw(t, "at end"),
				Hard:   rapid.Bool().Draw(t, "hard"), Scene: text().Draw(t, "scene"), Notes: text().Draw(t, "notes"), TalkingPoints: text().Draw(t, "points"),
				Length: time.Duration(rapid.OneOf(rapid.Int64Range(0, 20_000), rapid.Int64Range(0, int64(100*time.Hour/time.Millisecond))).Draw(t, "length")) * time.Millisecond,
			}
			if rapid.Bool().Draw(t, "timed") {
				// Around the nights when clocks change too.
				base := rapid.SampledFrom([]int64{1612456200, 1635638400, 1616893200}).Draw(t, "base")
				s.Start = time.Unix(base+rapid.Int64Range(-90_000, 90_000).Draw(t, "start"), rapid.SampledFrom([]int64{0, 5e8}).Draw(t, "ns")).In(show.Location())
			}
			for _, name := range rapid.SliceOfN(text(), 0, 3).Draw(t, "people") {
				if name != "" {
					s.People = append(s.People, name)
				}
			}
			for _, h := range headers {
				if v := text().Draw(t, "field"); v != "" {
					if s.Fields == nil {
						s.Fields = map[string]string{}
					}
					s.Fields[h] = v
				}
			}
			s.Dropped = rapid.IntRange(0, 4).Draw(t, "dropped") == 0
			if i > 0 && rapid.IntRange(0, 4).Draw(t, "reserve") == 0 {
				show.Reserve = append(show.Reserve, s)
			} else {
				show.Slots = append(show.Slots, s)
			}
		}
		return show
	})
}

func TestCSVRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		show := shows().Draw(t, "show")
		for i := range show.Slots {
			if rapid.Bool().Draw(t, "cued") {
				show.Slots[i].Cues = drawCues(t)
			}
		}
		var b bytes.Buffer
		if err := formats.WriteCSV(&b, show); err != nil {
			t.Fatal(err)
		}
		res, err := formats.Read(b.Bytes(), formats.Options{Name: "x.csv", Today: today})
		if err != nil {
			t.Fatalf("%v in\n%s", err, b.String())
		}
		if diff := cmp.Diff(show, res.Show); diff != "" || len(res.Problems) > 0 {
			t.Fatalf("(-written +read):\n%s\n%v\n%s", diff, res.Problems, b.String())
		}
	})
}

func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		show := shows().Draw(t, "show")
		var b bytes.Buffer
		if err := formats.WriteJSON(&b, formats.Result{Show: show, Date: "2021-02-04"}); err != nil {
			t.Fatal(err)
		}
		res, err := formats.Read(b.Bytes(), formats.Options{Name: "x.json", Today: today})
		if err != nil {
			t.Fatalf("%v in\n%s", err, b.String())
		}
		if diff := cmp.Diff(show, res.Show); diff != "" || len(res.Problems) > 0 {
			t.Fatalf("(-written +read):\n%s\n%v", diff, res.Problems)
		}
	})
}

// cued is a show with everything that a slot can hold.
func cued(t *rapid.T) runsheet.Show {
	show := shows().Draw(t, "show")
	for i := range show.Slots {
		if rapid.Bool().Draw(t, "cued") {
			show.Slots[i].Cues = drawCues(t)
		}
	}
	return show
}

func sameAgain(t *rapid.T, show runsheet.Show, name string, write func(io.Writer, runsheet.Show) error) {
	var b bytes.Buffer
	if err := write(&b, show); err != nil {
		t.Fatal(err)
	}
	res, err := formats.Read(b.Bytes(), formats.Options{Name: name, Today: today})
	if err != nil {
		t.Fatalf("%v in\n%s", err, b.String())
	}
	for i := range res.Problems {
		if p := res.Problems[i]; p.Code != formats.CodeOverlap && p.Code != formats.CodeBackwards {
			t.Fatalf("%+v", p)
		}
	}
	if diff := cmp.Diff(show, res.Show); diff != "" {
		if name == "x.xlsx" {
			b.Reset()
		}
		t.Fatalf("(-written +read):\n%s\n%s", diff, b.String())
	}
}

func TestXLSXRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lang := rapid.SampledFrom([]formats.Lang{formats.French, formats.English}).Draw(t, "lang")
		sameAgain(t, cued(t), "x.xlsx", func(w io.Writer, s runsheet.Show) error { return formats.WriteXLSX(w, s, lang) })
	})
}

func TestOntimeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { sameAgain(t, cued(t), "x.json", formats.WriteOntime) })
}

// TestICSRoundTrip: a calendar counts in whole seconds, so the part of a second in a start is lost, and nothing else.
func TestICSRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		show := cued(t)
		for _, list := range [][]runsheet.Slot{show.Slots, show.Reserve} {
			for i := range list {
				list[i].Start = list[i].Start.Truncate(time.Second)
			}
		}
		sameAgain(t, show, "x.ics", formats.WriteICS)
	})
}

// FuzzRead: whatever the bytes, Read answers with a show that can be run or an error, and what it read can be written and
// read again.
func FuzzRead(f *testing.F) {
	names, err := fs.Glob(samples.FS, "*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(samples.FS, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	golden, err := os.ReadFile("testdata/rencontre.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	f.Add([]byte("Date;Heure;Fin;Durée;Titre;Type;Qui;Fixe\n4/2/2021;17h30;18h;0:05;A;Vidéo;B et C;x\n;\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		res, err := formats.Read(data, formats.Options{Name: "fuzz", Today: today})
		if err != nil {
			if !strings.HasPrefix(err.Error(), "read ") {
				t.Fatalf("an error in another voice: %v", err)
			}
			return
		}
		if err := res.Show.Check(); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := formats.WriteJSON(&b, res); err != nil {
			t.Fatal(err)
		}
		b.Reset()
		if err := formats.WriteCSV(&b, res.Show); err != nil {
			t.Fatal(err)
		}
		again, err := formats.Read(b.Bytes(), formats.Options{Name: "fuzz", Today: today})
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, b.String())
		}
		if diff := cmp.Diff(res.Show, again.Show); diff != "" {
			t.Fatalf("(-written +read):\n%s", diff)
		}
	})
}

// drawCues are what a slot may make happen, with names that try the short form's quotation marks.
func drawCues(t *rapid.T) []runsheet.Cue {
	name := rapid.Map(text(), func(s string) string {
		if s = strings.TrimSpace(s); s == "" {
			return "Plateau, 2"
		}
		return s
	})
	return []runsheet.Cue{
		{Do: runsheet.CueMediaRestart, Target: name.Draw(t, "media"), When: runsheet.AtMediaEnd, Media: name.Draw(t, "after")},
		{Do: runsheet.CueText, Target: name.Draw(t, "source"), With: map[string]string{"text": name.Draw(t, "words")}, When: runsheet.AtEnd},
		{Do: runsheet.CueWait, With: map[string]string{"length": "1m30s"}},
	}
}
