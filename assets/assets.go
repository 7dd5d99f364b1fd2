// Package assets holds what Régie shows and does not compute: words, fonts, icons, word lists and sample shows, all
// embedded. It imports nothing of ours and decides nothing; every room may import it.
package assets

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed lang words
var files embed.FS

// Lang is a language that Régie speaks, by its two letters.
type Lang string

// The languages, the first being the one for people whose own is not among them.
const (
	English Lang = "en"
	French  Lang = "fr"
)

// Langs lists them in the order in which screens offer them.
var Langs = []Lang{French, English}

// LangOf picks the language for a locale or an Accept-Language header: "fr_FR.UTF-8", "fr-CH, en;q=0.8".
func LangOf(locale string) Lang {
	for want := range strings.SplitSeq(locale, ",") {
		want = strings.ToLower(strings.TrimSpace(want))
		if len(want) >= 2 && slices.Contains(Langs, Lang(want[:2])) {
			return Lang(want[:2])
		}
	}
	return English
}

// Words are the sentences of one language by their keys, gathered from every lang/*.LANG.json.
type Words map[string]string

var catalogues = sync.OnceValue(func() map[Lang]Words {
	all := map[Lang]Words{}
	for _, l := range Langs {
		words := Words{}
		names, _ := fs.Glob(files, "lang/*."+string(l)+".json")
		for _, name := range names {
			b, err := files.ReadFile(name)
			if err == nil {
				err = json.Unmarshal(b, &words)
			}
			if err != nil {
				panic(fmt.Sprintf("read %s: %v", path.Base(name), err)) // embedded: a programmer's mistake
			}
		}
		all[l] = words
	}
	return all
})

// In gives the words of a language. They are shared: read them only.
func In(l Lang) Words {
	if w, ok := catalogues()[l]; ok {
		return w
	}
	return catalogues()[English]
}

// Say is the sentence of a key, with each {name} replaced by the value that follows its name in pairs. Where the key
// has the forms key.one and key.other, the pair named "n" chooses. A missing key is shown as itself, so
// that it is seen; a test keeps that from happening.
func (w Words) Say(key string, pairs ...any) string {
	sentence, found := w[key+"."+plural(pairs)]
	if !found {
		sentence, found = w[key]
	}
	if !found {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		sentence = strings.ReplaceAll(sentence, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return sentence
}

// plural is "one" for 0 and 1 in French and 1 in English; the difference at 0 never shows, for lists say "none" then.
func plural(pairs []any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == "n" && fmt.Sprint(pairs[i+1]) == "1" {
			return "one"
		}
	}
	return "other"
}

// HeldWords are the words that hold a question back, in every language: people ask in any.
func HeldWords() []string {
	var words []string
	for _, l := range Langs {
		words = append(words, lines("words/"+string(l)+".txt")...)
	}
	return words
}

// SampleQuestions are what the invented audience of the demonstration asks.
func SampleQuestions(l Lang) []string { return lines("words/questions-" + string(l) + ".txt") }

// lines are the lines of an embedded text, without the empty ones and the comments.
func lines(name string) []string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err) // embedded: a programmer's mistake
	}
	var out []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}
