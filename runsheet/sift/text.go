// Package sift makes what strangers type fit to be shown, and comparable: it cleans and folds texts, sees through
// disguises, says how much two of them have in common, and finds words and addresses in them.
//
// It is pure and decides nothing: what a finding means for a question is runsheet's to say. Everything here runs on
// whatever is sent, so every function ends soon on every text. runsheet uses it; any room may.
package sift

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks one letter may carry; living languages need three.
const maxMarks = 3

// Clean makes typed text fit to be shown: one line, no control, invisible or direction-changing characters, no tower of
// accents, no space at the ends. It keeps what a person meant to write, letter for letter.
func Clean(s string) string {
	var b strings.Builder
	marks, space, join := 0, false, false
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "")) {
		switch {
		case unicode.IsSpace(r) || blank(r):
			space = b.Len() > 0
			continue
		case r == joiner:
			join = true
			continue
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			// A mark needs a letter to stand on; joiners between marks do not make it another one.
			if marks++; marks > maxMarks || space || b.Len() == 0 {
				continue
			}
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Co, r):
			continue
		default:
			if join && b.Len() > 0 && !space {
				b.WriteRune(joiner)
			}
			marks, join = 0, false
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// joiner joins the parts of one emoji; every other format character only hides or turns text.
const joiner = '\u200d'

// blank tells the letters and signs that nobody sees, with which a text could look empty and not be.
func blank(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u2800', '\u3164', '\uffa0':
		return true
	}
	return false
}

// ligatures are letters that Unicode does not take apart and that half of all people type as two.
var ligatures = strings.NewReplacer("œ", "oe", "æ", "ae", "ß", "ss", "ø", "o", "ł", "l")

// Fold reduces a text to what two people would call the same words: no case, no accents, no punctuation, no look-alike
// letters. It is only compared, never shown; folding twice changes nothing.
func Fold(s string) string {
	// Two rounds do for every text that was ever tried. The bound is there because this runs on what strangers send: one
	// letter that two rules of Unicode change into each other must not stop the show.
	for range 8 {
		next := foldOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

// foldCase goes by way of the capital, which all the small forms of a letter share (s and ſ, σ and ς). The full folding
// of golang.org/x/text is not stable: it changes Cherokee capitals into small letters and back.
func foldCase(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }

func foldOnce(s string) string {
	s = strings.Map(foldCase, norm.NFKD.String(strings.ToValidUTF8(s, "")))
	s = strings.Map(plain, norm.NFKD.String(ligatures.Replace(s)))
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r):
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		default:
			space = true
		}
	}
	return b.String()
}

// Key is what texts are compared by; a text of signs alone stands for itself.
func Key(text string) string {
	if f := Fold(text); f != "" {
		return f
	}
	return text
}
