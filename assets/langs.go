package assets

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// Lang is a language that Régie speaks, by its code: "fr".
type Lang string

// The languages that are complete, the first being the one for people whose own is not among them.
const (
	English Lang = "en"
	French  Lang = "fr"
)

// Langs lists the languages in the order in which screens offer them: one for every LANG among the files lang/*.LANG.json, and
// what Add has found.
var Langs = langsOf(files, "lang")

// langsOf are the languages of a folder's files, the complete ones first.
func langsOf(fsys fs.FS, dir string) []Lang {
	langs := []Lang{French, English}
	names, _ := fs.Glob(fsys, path.Join(dir, "*.*.json"))
	var more []Lang
	for _, name := range names {
		if l := langIn(name); l != "" && !slices.Contains(langs, l) {
			more = append(more, l)
		}
	}
	slices.Sort(more)
	return append(langs, slices.Compact(more)...)
}

// langIn is the language of a file NAME.LANG.json.
func langIn(name string) Lang {
	parts := strings.Split(path.Base(name), ".")
	if len(parts) != 3 || len(parts[1]) < 2 || len(parts[1]) > 3 {
		return ""
	}
	return Lang(parts[1])
}

// LangOf picks the language for a locale or an Accept-Language header: "fr_FR.UTF-8", "fr-CH, en;q=0.8".
func LangOf(locale string) Lang {
	for want := range strings.SplitSeq(locale, ",") {
		base, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(want)), ";")
		if i := strings.IndexAny(base, "-_.@"); i >= 0 {
			base = base[:i]
		}
		if slices.Contains(Langs, Lang(base)) {
			return Lang(base)
		}
	}
	return English
}

// catalogues are the words of every language.
var catalogues = sync.OnceValue(func() map[Lang]Words {
	all, err := read(files, "lang")
	if err != nil {
		panic(err) // embedded: a programmer's mistake
	}
	for _, l := range Langs {
		all[l] = whole(l, all[l], all[English])
	}
	return all
})

// itself is the key under which a catalogue keeps the code of its language, for its plurals.
const itself = "language"

// names are the keys under which a language says what it calls itself.
var names = []string{"desktop.language", "web.common.language"}

// read gathers the sentences of a folder's files by language. A file that cannot be read is left out and said.
func read(fsys fs.FS, dir string) (map[Lang]Words, error) {
	all, wrong := map[Lang]Words{}, []error(nil)
	found, err := fs.Glob(fsys, path.Join(dir, "*.*.json"))
	if err != nil {
		return nil, fmt.Errorf("read languages: %w", err)
	}
	for _, name := range found {
		l, words := langIn(name), Words{}
		b, err := fs.ReadFile(fsys, name)
		if err == nil {
			err = json.Unmarshal(b, &words)
		}
		if err == nil && l == "" {
			err = errors.New("no language in its name")
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("read %s: %w", path.Base(name), err))
			continue
		}
		if all[l] == nil {
			all[l] = Words{}
		}
		maps.Copy(all[l], words)
	}
	return all, errors.Join(wrong...)
}

// whole is a language with the sentences of another where it has none. French and English are complete, which a test sees to.
func whole(l Lang, words, other Words) Words {
	out := Words{}
	if l != English && l != French {
		maps.Copy(out, other)
		for _, key := range names {
			out[key] = string(l)
		}
	}
	maps.Copy(out, words)
	out[itself] = string(l)
	return out
}

// Add reads the files NAME.LANG.json of a folder: sentences of one's own for a language that is there, or another language, which
// speaks English where it has no sentence. It must be called before anything is shown. What cannot be read is left out, and the
// error says which files and why.
func Add(folder fs.FS) error {
	all := catalogues()
	added, err := read(folder, ".")
	for l, words := range added {
		if known, ok := all[l]; ok {
			maps.Copy(known, words)
			continue
		}
		all[l] = whole(l, words, all[English])
	}
	for _, l := range langsOf(folder, ".") {
		if _, ok := all[l]; ok && !slices.Contains(Langs, l) {
			Langs = append(Langs, l)
		}
	}
	return err
}
