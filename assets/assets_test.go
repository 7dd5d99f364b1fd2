package assets

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// A sentence that one language lacks would be shown as its key, in the dark, during a show.
func TestEveryLanguageSaysTheSame(t *testing.T) {
	spoken, err := read(files, "lang") // before one language stands in for another
	if err != nil {
		t.Fatal(err)
	}
	first := spoken[Langs[0]]
	if len(first) < 100 {
		t.Fatalf("only %d sentences in %s: the catalogue is not read", len(first), Langs[0])
	}
	for _, l := range Langs[1:] {
		words := spoken[l]
		for key, sentence := range first {
			other, ok := words[key]
			if !ok {
				if l != English && l != French {
					continue
				}
				t.Errorf("%s lacks %s", l, key)
				continue
			}
			if strings.TrimSpace(other) == "" || strings.TrimSpace(sentence) == "" {
				t.Errorf("%s is empty", key)
			}
			a, b := placeholder.FindAllString(sentence, -1), placeholder.FindAllString(other, -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(slices.Compact(a), slices.Compact(b)) {
				t.Errorf("%s: %s has %v, %s has %v", key, Langs[0], a, l, b)
			}
		}
		for key := range words {
			if _, ok := first[key]; !ok && (l == English || l == French) {
				t.Errorf("%s lacks %s", Langs[0], key)
			}
		}
	}
}

func TestSay(t *testing.T) {
	w := Words{itself: "en", "one": "just so", "two": "{a} and {b}", "many.one": "one slot", "many.other": "{n} slots"}
	for _, c := range []struct {
		key   string
		pairs []any
		want  string
	}{
		{"one", nil, "just so"},
		{"two", []any{"a", 1, "b", "x"}, "1 and x"},
		{"many", []any{"n", 1}, "one slot"},
		{"many", []any{"n", 12}, "12 slots"},
		{"absent", nil, "absent"},
	} {
		if got := w.Say(c.key, c.pairs...); got != c.want {
			t.Errorf("Say(%q, %v) = %q, want %q", c.key, c.pairs, got, c.want)
		}
	}
}

func TestLangOf(t *testing.T) {
	for locale, want := range map[string]Lang{
		"fr_FR.UTF-8": French, "fr": French, "en_GB": English, "de_DE": English, "C": English, "": English,
		"fr-CH, fr;q=0.9, en;q=0.8": French, "de, fr;q=0.5": French, "EN": English,
	} {
		if got := LangOf(locale); got != want {
			t.Errorf("LangOf(%q) = %s, want %s", locale, got, want)
		}
	}
}

func TestListsAreThere(t *testing.T) {
	if n := len(HeldWords()); n < 20 {
		t.Errorf("%d held words", n)
	}
	for _, l := range Langs {
		if n := len(SampleQuestions(l)); n < 10 {
			t.Errorf("%d sample questions in %s", n, l)
		}
	}
}
