package assets

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// unchanged puts the languages back as they were when the test began.
func unchanged(t *testing.T) {
	langs, all := slices.Clone(Langs), maps.Clone(catalogues())
	for l, words := range all {
		all[l] = maps.Clone(words)
	}
	t.Cleanup(func() {
		Langs = langs
		clear(catalogues())
		maps.Copy(catalogues(), all)
	})
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestALanguageIsAFile(t *testing.T) {
	unchanged(t)
	err := Add(fstest.MapFS{
		"own.pl.json": file(`{"desktop.language": "Polski", "desktop.questions": "Pytania",
			"try.n.one": "{n} pytanie", "try.n.few": "{n} pytania", "try.n.many": "{n} pytań"}`),
		"rest.pl.json": file(`{"desktop.help": "Pomoc"}`),
		"mine.fr.json": file(`{"desktop.help": "Au secours"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []Lang{French, English, "pl"}; !slices.Equal(Langs, want) {
		t.Errorf("languages %v, want %v", Langs, want)
	}
	for locale, want := range map[string]Lang{"pl_PL.UTF-8": "pl", "de, pl;q=0.5": "pl", "pl": "pl", "plt": English} {
		if got := LangOf(locale); got != want {
			t.Errorf("LangOf(%q) = %s, want %s", locale, got, want)
		}
	}
	polish := In("pl")
	for key, want := range map[string]string{
		"desktop.language": "Polski", "web.common.language": "pl", "desktop.questions": "Pytania", "desktop.help": "Pomoc",
		"desktop.quit": In(English)["desktop.quit"], // nobody has translated it yet
	} {
		if got := polish.Say(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	for n, want := range map[int]string{1: "1 pytanie", 3: "3 pytania", 5: "5 pytań", 22: "22 pytania"} {
		if got := polish.Say("try.n", "n", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if got := In(French).Say("desktop.help"); got != "Au secours" {
		t.Errorf("a sentence of one's own: %q", got)
	}
}

// What somebody wrote wrong costs that file and nothing else.
func TestAFileThatCannotBeReadIsSaid(t *testing.T) {
	unchanged(t)
	err := Add(fstest.MapFS{"bad.pl.json": file(`{"desktop.help": `), "good.eo.json": file(`{"desktop.help": "Helpo"}`), "notes.txt": file("x"), "a.toolong.json": file("{}")})
	if err == nil || !strings.Contains(err.Error(), "bad.pl.json") || !strings.Contains(err.Error(), "a.toolong.json") {
		t.Errorf("the error is %v", err)
	}
	if slices.Contains(Langs, "pl") || !slices.Contains(Langs, "eo") || In("eo").Say("desktop.help") != "Helpo" {
		t.Errorf("languages %v", Langs)
	}
}

func TestEmbeddedLanguagesAreFound(t *testing.T) {
	got := langsOf(fstest.MapFS{"lang/desktop.en.json": file("{}"), "lang/desktop.de.json": file("{}"), "lang/web.de.json": file("{}"), "lang/web.br.json": file("{}")}, "lang")
	if want := []Lang{French, English, "br", "de"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestFrenchCountsByItsOwnRule(t *testing.T) {
	for n, want := range map[int]string{0: "0 one", 1: "1 one", 2: "2 other", 1000000: "1000000 other"} {
		if got := (Words{itself: "fr", "k.one": "{n} one", "k.other": "{n} other"}).Say("k", "n", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// A sentence that two files of a language say in two ways is said as the file that is read last wants it, wherever it stands: a
// show that was ready was once called prepared, as a question is.
func TestNoSentenceIsSaidTwice(t *testing.T) {
	for _, l := range []Lang{French, English} {
		in := map[string]string{}
		names, err := fs.Glob(files, "lang/*."+string(l)+".json")
		if err != nil || len(names) < 5 {
			t.Fatalf("the files of %s: %v %v", l, names, err)
		}
		for _, name := range names {
			for _, key := range keysOf(t, name) {
				if other, said := in[key]; said {
					t.Errorf("%s stands in %s and in %s", key, other, name)
				}
				in[key] = name
			}
		}
	}
}

// keysOf lists the names of a file's sentences as they are written: one that stands there twice is listed twice.
func keysOf(t *testing.T, name string) []string {
	t.Helper()
	text, err := fs.ReadFile(files, name)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	var keys []string
	for i := 0; ; i++ {
		switch token, err := d.Token(); {
		case errors.Is(err, io.EOF):
			return keys
		case err != nil:
			t.Fatalf("%s: %v", name, err)
		case i%2 == 1: // a brace, then names and sentences in turn
			if key, ok := token.(string); ok {
				keys = append(keys, key)
			}
		}
	}
}
