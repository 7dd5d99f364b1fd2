package formats_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"regie/runsheet"
	"regie/runsheet/formats"
)

// longShow is a sheet as long as the longest that the desk promises to open.
func longShow() runsheet.Show {
	show := runsheet.Show{Title: "Long", Zone: "Europe/Paris"}
	at := time.Date(2021, 2, 4, 9, 0, 0, 0, show.Location())
	for i := range 5_000 {
		s := runsheet.Slot{
			ID: runsheet.SlotID(fmt.Sprintf("s%04d", i)), Number: fmt.Sprint(i + 1), Title: fmt.Sprintf("Séquence %d", i+1), Kind: runsheet.Kinds[i%len(runsheet.Kinds)],
			Length: 90 * time.Second, People: []string{"Inès", "Bastien"}, Scene: "Plateau", Notes: "Une note.", TalkingPoints: "Dire ceci, puis cela.",
			Fields: map[string]string{"Son": "HF 1"},
		}
		if i%10 == 0 {
			s.Start = at.Add(time.Duration(i) * 90 * time.Second)
		}
		show.Slots = append(show.Slots, s)
	}
	return show
}

// peak runs work b.N times and reports the most memory that one run held at once, over what was held before it.
func peak(b *testing.B, work func()) {
	b.Helper()
	b.ReportAllocs()
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	most := uint64(0)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	b.ResetTimer()
	for b.Loop() {
		work()
	}
	b.StopTimer()
	close(stop)
	<-done
	b.ReportMetric(float64(most-min(most, before.HeapInuse))/(1<<20), "peak-MiB")
}

func BenchmarkRead(b *testing.B) {
	show := longShow()
	plainCSV := func(w io.Writer, show runsheet.Show) error {
		out := csv.NewWriter(w)
		_ = out.Write([]string{"N°", "Heure", "Durée", "Titre", "Type", "Intervenants", "Scène", "Éléments de langage", "Notes", "Son"})
		for _, s := range show.Slots {
			start := ""
			if !s.Start.IsZero() {
				start = s.Start.Format("02/01/2006 15:04:05")
			}
			_ = out.Write([]string{s.Number, start, "1'30\"", s.Title, string(s.Kind), "Inès et Bastien", s.Scene, s.TalkingPoints, s.Notes, "HF 1"})
		}
		out.Flush()
		return out.Error()
	}
	for _, test := range []struct {
		name  string
		write func(io.Writer, runsheet.Show) error
		bare  func([]byte) error
	}{
		{"xlsx", func(w io.Writer, s runsheet.Show) error { return formats.WriteXLSX(w, s, formats.French) }, bareZip},
		{"csv", plainCSV, func(data []byte) error {
			_, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
			return err
		}},
		{"ontime", formats.WriteOntime, func(data []byte) error {
			var v any
			return json.Unmarshal(data, &v)
		}},
	} {
		var buf bytes.Buffer
		if err := test.write(&buf, show); err != nil {
			b.Fatal(err)
		}
		data := buf.Bytes()
		b.Run(test.name, func(b *testing.B) {
			peak(b, func() {
				res, err := formats.Read(data, formats.Options{Name: "x." + test.name, Today: today})
				if err != nil || len(res.Show.Slots) != 5_000 {
					b.Fatal(len(res.Show.Slots), err)
				}
			})
		})
		b.Run(test.name+"/bare", func(b *testing.B) {
			peak(b, func() {
				if err := test.bare(data); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// bareZip unpacks a workbook and walks its XML, which is the least that reading it takes.
func bareZip(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			return err
		}
		for d := xml.NewDecoder(r); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return err
			}
		}
		r.Close()
	}
	return nil
}

func BenchmarkWrite(b *testing.B) {
	show := longShow()
	for name, write := range map[string]func(io.Writer, runsheet.Show) error{
		"xlsx":   func(w io.Writer, s runsheet.Show) error { return formats.WriteXLSX(w, s, formats.French) },
		"ontime": formats.WriteOntime,
		"ics":    formats.WriteICS,
	} {
		b.Run(name, func(b *testing.B) {
			peak(b, func() {
				if err := write(io.Discard, show); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}
