package sift

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Found gives the first word of a folded list that a text contains, "" when there is none. Words are found whole, and
// also where they are s p e l l e d, sp3lled, or draaaawn out.
func Found(text string, words []string) string {
	for w := range found(text, words) {
		return w
	}
	return ""
}

// found goes through the words that a text contains; one may come more than once.
func found(text string, words []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if len(words) == 0 {
			return
		}
		tried := map[string]bool{}
		for _, form := range forms(text) {
			if tried[form] {
				continue
			}
			tried[form] = true
			form = " " + form + " "
			for _, w := range words {
				if w != "" && strings.Contains(form, " "+w+" ") && !yield(w) {
					return
				}
			}
		}
	}
}

// forms are the ways in which a text may be meant to be read, each folded.
func forms(text string) []string {
	straight := Fold(text)
	unmasked := spelled(Fold(strings.Map(digitLetter, signLetters(text))))
	return []string{straight, spelled(straight), unmasked, drawn(unmasked, 2), drawn(unmasked, 1)}
}

// signLetters turns the signs that stand for a letter between two letters into it: c@nn@rd, m!erde, $alaud.
func signLetters(text string) string {
	r := []rune(text)
	for i := range r {
		l := signs[r[i]]
		if l != 0 &&
			(i > 0 && unicode.IsLetter(r[i-1]) || r[i] == '$') && i+1 < len(r) && unicode.IsLetter(r[i+1]) {
			r[i] = l
		}
	}
	return string(r)
}

var signs = map[rune]rune{'@': 'a', '$': 's', '!': 'i', '€': 'e', '|': 'l'}

func digitLetter(r rune) rune {
	if i := strings.IndexRune("013457", r); i >= 0 {
		return rune("oieast"[i])
	}
	return r
}

// spelled joins three or more single letters in a row into a word.
func spelled(folded string) string {
	fields := strings.Fields(folded)
	out := fields[:0]
	for i := 0; i < len(fields); {
		n := i
		for n < len(fields) && len([]rune(fields[n])) == 1 {
			n++
		}
		if n-i >= 3 {
			out = append(out, strings.Join(fields[i:n], ""))
			i = n
			continue
		}
		out = append(out, fields[i])
		i++
	}
	return strings.Join(out, " ")
}

// drawn shortens letters that are repeated more than twice to so many.
func drawn(folded string, to int) string {
	r := []rune(folded)
	out := make([]rune, 0, len(r))
	for i := 0; i < len(r); {
		n := i
		for n < len(r) && r[n] == r[i] {
			n++
		}
		run := n - i
		if run > 2 {
			run = to
		}
		out = append(out, r[i:i+run]...)
		i = n
	}
	return string(out)
}

// Mask hides the words of a folded list in a clean text behind dots, all but their first letter. A text without any is
// given back as it is.
func Mask(text string, words []string) string {
	// Stretch by stretch, only the words that are there at all are looked for: lists are long.
	if words = slices.Collect(found(text, words)); len(words) == 0 {
		return text
	}
	parts := strings.Split(text, " ")
	for i := range parts {
		for n := min(len(parts)-i, longestPhrase); n > 0; n-- {
			if Found(strings.Join(parts[i:i+n], " "), words) == "" {
				continue
			}
			if n > 1 && (Found(strings.Join(parts[i+1:i+n], " "), words) != "" || Found(strings.Join(parts[i:i+n-1], " "), words) != "") {
				continue // a shorter stretch holds it
			}
			for k := i; k < i+n; k++ {
				parts[k] = dotted(parts[k], k > i && utf8.RuneCountInString(parts[k]) == 1) // a word that is spelled out has one first letter
			}
			break
		}
	}
	return strings.Join(parts, " ")
}

// longestPhrase bounds the words of a list's entry, and the letters of a word that is spelled out.
const longestPhrase = 12

// dotted keeps a word's first letter, unless all is to go, its length, and the punctuation around it. Some letters are
// signs: ⓕ.
func dotted(word string, all bool) string {
	r := []rune(word)
	for i := range r {
		if !unicode.IsLetter(r[i]) && !unicode.IsNumber(r[i]) && !unicode.IsSymbol(r[i]) {
			continue
		}
		if all {
			r[i] = '•'
		}
		all = true
	}
	return string(r)
}

// Addresses that lead out of the room: with a scheme, with www, mail, or a name that ends like one. "dot" and "[.]" are
// how they are written to get past such rules.
var (
	scheme  = regexp.MustCompile(`(?i)\b(?:https?|ftp)\s?:\s?/|\bwww\s?\.|\bt\.me/|\b[\w.+-]+@[\w-]+\.[a-z]{2,}`)
	written = regexp.MustCompile(`(?i)\b[a-z0-9-]{2,}\s?(?:\[\.\]|\(\.\)|\[dot\]|\(dot\)|\(point\)|\[point\]| dot | point )\s?(?:com|net|org|info|biz|fr|ru|xyz|top|site|online|shop|club|io)\b`)
	named   = regexp.MustCompile(`\b[A-Za-z0-9-]{2,}\.(?:com|net|org|info|biz|io|co|fr|be|ch|ca|eu|de|uk|ru|cn|xyz|top|site|online|shop|store|club|live|link|click|app|dev|me|tv|gg|ly|gl|cc|tk|ml|ga|cf|gq|win|bet|vip|icu)\b`)
)

// HasLink says whether a text holds the address of a site or a mailbox, also one that is written to be overlooked.
func HasLink(text string) bool {
	if scheme.MatchString(text) || named.MatchString(text) || written.MatchString(text) {
		return true
	}
	if Disguised(text) || strings.ContainsFunc(text, func(r rune) bool { return r > 0x2000 }) {
		seen := strings.Map(func(r rune) rune {
			if r == '․' || r == '。' || r == '．' || r == '•' || r == '·' {
				return '.'
			}
			return plain(foldCase(r))
		}, text)
		return named.MatchString(seen) || scheme.MatchString(seen)
	}
	return false
}

// Shouted says whether a text is written to be heard over the others: nearly all capitals, or a letter or sign drawn out.
func Shouted(text string) bool {
	upper, lower, run := 0, 0, 0
	var before rune
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
		if r == before && !unicode.IsDigit(r) {
			if run++; run >= 4 {
				return true
			}
		} else {
			run = 0
		}
		before = r
	}
	return upper > 12 && upper > 4*lower
}

// Asks says whether a text has the form of a question, in French or English.
func Asks(text string) bool {
	if strings.ContainsAny(text, "?？") {
		return true
	}
	first, _, _ := strings.Cut(Fold(text), " ")
	return askers[first]
}

var askers = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("comment pourquoi quand qui que quoi quel quelle quels quelles ou combien est peut pouvez pourriez " +
		"faut existe avez y how why when who what which where is are can could do does did will would should") {
		m[w] = true
	}
	return m
}()

// Stems are the words of a text by which its subject is known: long enough to mean something, cut to what their forms
// share, without those that every question has.
func Stems(text string) []string {
	var stems []string
	for w := range strings.FieldsSeq(Fold(text)) {
		r := []rune(w)
		if len(r) < 5 || everyday[w] {
			continue
		}
		stems = append(stems, string(r[:min(len(r), 7)]))
	}
	return stems
}

var everyday = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("comment pourquoi quelle quelles quels question questions aussi alors apres avant avoir " +
		"cette celui celle comme contre depuis encore entre elles etait etre faire faites jamais leurs meme moins notre nous parce " +
		"pendant peuvent plusieurs pouvez pouvoir quand sans selon serait seront sommes souvent toujours toute toutes tous tres " +
		"votre vraiment voila quoi chose choses gens monde merci bonjour bonsoir about after again being could every first " +
		"from have having might never other people please really should something their there these thing things think those through " +
		"today under where which while without would maintenant aujourd") {
		m[w] = true
	}
	return m
}()

// Gibberish says whether a text is mostly made of what nobody would pronounce: random letters and numbers.
func Gibberish(text string) bool {
	odd, all := 0, 0
	for w := range strings.FieldsSeq(Fold(text)) {
		r := []rune(w)
		if len(r) < 4 || !latinOnly(r) {
			continue
		}
		all++
		if oddWord(r) {
			odd++
		}
	}
	return odd > 0 && odd*3 >= all
}

func latinOnly(r []rune) bool {
	for _, c := range r {
		if c > 'z' {
			return false
		}
	}
	return true
}

// oddWord: digits within letters, or five consonants in a row, or no vowel at all.
func oddWord(r []rune) bool {
	vowels, run, switches := 0, 0, 0
	for i, c := range r {
		digit := c >= '0' && c <= '9'
		if i > 0 && digit != (r[i-1] >= '0' && r[i-1] <= '9') {
			switches++
		}
		switch {
		case strings.ContainsRune("aeiouy", c):
			vowels++
			run = 0
		case !digit:
			if run++; run >= 6 {
				return true
			}
		}
	}
	return switches >= 2 || vowels == 0 && switches == 0 && len(r) >= 6 && !allDigits(r)
}

func allDigits(r []rune) bool {
	for _, c := range r {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
