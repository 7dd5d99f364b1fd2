package sources

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestReadPrepared(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []Prepared
	}{
		"a table": {"Nos questions;;\nN°;Question;Pour\n4;Qui écrit la recette ?;Agnès\n;Et demain ?;\n4;qui écrit la recette;Agnès\n", []Prepared{
			{Text: "Qui écrit la recette ?", For: "Agnès", Slot: "4"}, {Text: "Et demain ?"},
		}},
		"English":    {"question,for whom,slot\n\"Who, then?\",Iris,Round table\n", []Prepared{{Text: "Who, then?", For: "Iris", Slot: "Round table"}}},
		"one a line": {"- Qui écrit la recette ?\n\n• Et demain ?\n", []Prepared{{Text: "Qui écrit la recette ?"}, {Text: "Et demain ?"}}},
	} {
		got, err := ReadPrepared([]byte(c.file))
		if d := cmp.Diff(c.want, got, cmpopts.IgnoreFields(Prepared{}, "ID")); d != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, d)
		}
		again, _ := ReadPrepared([]byte(c.file + "\n"))
		if d := cmp.Diff(got, again); d != "" {
			t.Errorf("%s: read again, other ids\n%s", name, d)
		}
	}
	if _, err := ReadPrepared([]byte("Question;Pour\n;\n")); !errors.Is(err, ErrNoQuestions) {
		t.Errorf("an empty table: %v", err)
	}
}

func FuzzReadPrepared(f *testing.F) {
	f.Add([]byte("Question;Pour;Séquence\nEt demain ?;Agnès;4\n"))
	f.Add([]byte("Question\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := ReadPrepared(data)
		if (err == nil) == (len(all) == 0) {
			t.Fatalf("%d questions, %v", len(all), err)
		}
		known := map[string]bool{}
		for _, p := range all {
			if p.Text == "" || known[p.ID] {
				t.Fatalf("%+v twice or empty", p)
			}
			known[p.ID] = true
		}
	})
}
