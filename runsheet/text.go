package runsheet

import (
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The limits on what people type, in characters as a reader counts them (runes).
const (
	MaxQuestion = 500
	MaxMessage  = 200
	MaxID       = 64
	// maxMarks is how many combining marks one letter may carry; living languages need three.
	maxMarks = 3
)

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
// widths. It is only compared, never shown; folding twice changes nothing.
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
	s = norm.NFKD.String(ligatures.Replace(s))
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

// sketch stands for the set of a text's short pieces: the share of equal numbers in two sketches is close to the share
// of pieces that the texts have in common (minhash).
type sketch [64]uint32

// shingle is the length of a piece in letters; shorter pieces make everything alike, longer ones miss small changes.
const shingle = 5

func sketchOf(folded string) *sketch {
	var k sketch
	for i := range k {
		k[i] = math.MaxUint32
	}
	r := []rune(folded)
	for i := 0; i == 0 || i+shingle <= len(r); i++ {
		h := piece(string(r[i:min(i+shingle, len(r))]))
		for j := range k {
			// One good hash and odd multipliers stand for 64 different hashes.
			if v := uint32((h * (2*uint64(j) + 1) * 0x9E3779B97F4A7C15) >> 32); v < k[j] {
				k[j] = v
			}
		}
	}
	return &k
}

// piece hashes the same on every machine and every day (FNV-1a, then mixed), so that a replay finds the same copies.
func piece(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	return h
}

// alike is how much two texts have in common, from 0 to 1.
func (k *sketch) alike(other *sketch) float64 {
	same := 0
	for i := range k {
		if k[i] == other[i] {
			same++
		}
	}
	return float64(same) / float64(len(k))
}

// nearCopy is the likeness from which two questions are shown together.
const nearCopy = 0.5

// holdsWord finds the first word of the list in a folded text, whole words only; "" when there is none.
func holdsWord(folded string, words []string) string {
	padded := " " + folded + " "
	for _, w := range words {
		if w != "" && strings.Contains(padded, " "+w+" ") {
			return w
		}
	}
	return ""
}
