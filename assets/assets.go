// Package assets holds what Régie shows and does not compute: words, fonts, icons, word lists and sample shows, all
// embedded. It imports nothing of ours and decides nothing; every room may import it.
package assets

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed lang words
var files embed.FS

// Words are the sentences of one language by their keys, gathered from every lang/*.LANG.json.
type Words map[string]string

// In gives the words of a language. They are shared: read them only.
func In(l Lang) Words {
	if w, ok := catalogues()[l]; ok {
		return w
	}
	return catalogues()[English]
}

// Say is the sentence of a key, with each {name} replaced by the value that follows its name in pairs. Where the key
// has forms (key.one, key.other, and what else its language has), the pair named "n" chooses. A missing key is shown as itself, so
// that it is seen; a test keeps that from happening.
func (w Words) Say(key string, pairs ...any) string {
	sentence, found := w[key+"."+w.form(pairs)]
	if !found {
		sentence, found = w[key+".other"]
	}
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

// Tell is the sentence of a key, with each {name} replaced by what args has under it, moments and numbers as the language writes
// them; what is empty leaves no gap, and no dot of its own. Where the catalogue lacks the key it is otherwise: what came from
// elsewhere says itself in English.
func (w Words) Tell(key string, args map[string]string, otherwise string) string {
	if _, known := w[key]; !known {
		return otherwise
	}
	pairs := make([]any, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, name, w.local(value))
	}
	var said []string
	for part := range strings.SplitSeq(w.Say(key, pairs...), " · ") {
		if words := strings.FieldsFunc(part, func(r rune) bool { return r == ' ' }); len(words) > 0 {
			said = append(said, strings.Join(words, " "))
		}
	}
	return strings.TrimRight(strings.Join(said, " · "), " ,:\u00a0")
}

// form is which form of a sentence the number named "n" asks for, by the rules of the language.
func (w Words) form(pairs []any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == "n" {
			n, err := strconv.Atoi(fmt.Sprint(pairs[i+1]))
			if err != nil {
				break
			}
			return forms[plural.Cardinal.MatchPlural(language.Make(w[itself]), n, 0, 0, 0, 0)]
		}
	}
	return "other"
}

// forms are the names of the forms, as translators know them.
var forms = map[plural.Form]string{plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}

// HeldWords are the words that hold a question back, in both languages: people ask in any.
func HeldWords() []string {
	var words []string
	for _, l := range []Lang{French, English} {
		words = append(words, lines("words/"+string(l)+".txt")...)
	}
	return words
}

// SampleQuestions are what the invented audience of the demonstration asks.
func SampleQuestions(l Lang) []string {
	if l != French {
		l = English
	}
	return lines("words/questions-" + string(l) + ".txt")
}

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
