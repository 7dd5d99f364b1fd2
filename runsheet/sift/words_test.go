package sift

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// What strangers write, and what each sign makes of it.
func TestSigns(t *testing.T) {
	words := []string{"flute", "gros mot"}
	for _, c := range []struct {
		text                                      string
		found                                     string
		masked                                    string
		link, shouted, asks, gibberish, disguised bool
	}{
		{text: "Qui écrit la recette ?", asks: true},
		{text: "Zut alors, flûte !", found: "flute", masked: "Zut alors, f•••• !"},
		{text: "C'est une flûtiste"},
		{text: "f l u t e alors", found: "flute", masked: "f • • • •"},
		{text: "fluuuuute", found: "flute", masked: "f••••••••", shouted: true},
		{text: "ⓕⓛⓤⓣⓔ", found: "flute", masked: "ⓕ••••", disguised: true},
		{text: "un gros mot ici", found: "gros mot", masked: "un g••• m•• ici"},
		{text: "Voyez www.exemple.fr", link: true},
		{text: "Écrivez à awa@exemple.org", link: true},
		{text: "Voyez exemple point com", link: true},
		{text: "Voyez exemple[.]com", link: true},
		{text: "La séance de 10.30 est pleine"},
		{text: "Fin.Merci à tous"},
		{text: "ARRÊTEZ CE MENSONGE TOUT DE SUITE", shouted: true},
		{text: "Nooooon", shouted: true},
		{text: "En 20000 ans", shouted: false},
		{text: "La NASA et le CNRS y vont"},
		{text: "how does it learn", asks: true},
		{text: "zkrtqx 8f3a9b wxvbnq", gibberish: true},
		{text: "Rhythms of Brno", gibberish: false},
		{text: "V\u0435n\u0435z vite", disguised: true}, // Cyrillic е
		{text: "g\u200br\u200ba\u200bt\u200buit", disguised: true},
		{text: "Владимир Путин", disguised: false}, // a whole script is no disguise
	} {
		if got := Found(c.text, words); got != c.found {
			t.Errorf("%q holds %q, want %q", c.text, got, c.found)
		}
		if got := Mask(c.text, words); c.masked != "" && !strings.HasPrefix(got, c.masked) || c.found == "" && got != c.text {
			t.Errorf("%q is shown as %q, want %q", c.text, got, c.masked)
		}
		for name, is := range map[string][2]bool{
			"a link": {HasLink(c.text), c.link}, "shouted": {Shouted(c.text), c.shouted}, "a question": {Asks(c.text), c.asks},
			"gibberish": {Gibberish(c.text), c.gibberish}, "disguised": {Disguised(c.text), c.disguised},
		} {
			if is[0] != is[1] {
				t.Errorf("%q is %s: %v", c.text, name, is[0])
			}
		}
	}
}

// Whatever is sent, nothing panics; what is masked is as long as before, holds none of the words in plain letters, and is
// never made worse by looking again.
func FuzzWords(f *testing.F) {
	for _, text := range []string{"flûte", "f l u t e", "c'est un gros mot", "exemple point com", "ⓕⓛⓤⓣⓔ", "a\u200bb", "", strings.Repeat("é", 600)} {
		f.Add(text)
	}
	words := []string{"flute", "gros mot"}
	f.Fuzz(func(t *testing.T, raw string) {
		if len(raw) > 4000 {
			return
		}
		text := Clean(raw)
		masked := Mask(text, words)
		if utf8.RuneCountInString(masked) != utf8.RuneCountInString(text) {
			t.Fatalf("%q became %q", text, masked)
		}
		for field := range strings.FieldsSeq(masked) {
			if Fold(field) == "flute" {
				t.Fatalf("%q is shown as %q", text, masked)
			}
		}
		if Found(text, words) == "" && masked != text {
			t.Fatalf("%q holds nothing and became %q", text, masked)
		}
		HasLink(text)
		Shouted(text)
		Asks(text)
		Gibberish(text)
		Disguised(raw)
		if a, b := Of(Key(text)), Of(Key(masked)); a != nil && b != nil && a.Alike(a) < 1 {
			t.Fatalf("%q is not like itself", text)
		}
		for _, stem := range Stems(text) {
			if n := utf8.RuneCountInString(stem); n < 5 || n > 7 {
				t.Fatalf("%q is no stem", stem)
			}
		}
	})
}

// The longest list and the worst text that may come, on the desk's one loop.
func BenchmarkMask(b *testing.B) {
	words := make([]string, 2000)
	for i := range words {
		words[i] = "mot" + strings.Repeat("x", i%9) + string(rune('a'+i%26))
	}
	words[1999] = "flute"
	text := strings.Repeat("a ", 245) + "flûte"
	for b.Loop() {
		Mask(text, words)
	}
}
