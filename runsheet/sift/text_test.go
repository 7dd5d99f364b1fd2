package sift

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"  Qu'est-ce\tqu'un\r\n algorithme\u00a0? ", "Qu'est-ce qu'un algorithme ?"},
		{"e\u0301", "é"},
		{"\u202eabc\u202c\u200b\ufeff", "abc"},
		{"a\x00b\x1b[31m", "ab[31m"},
		{"\xff\xfe", ""},
		{"x\u0323\u0323\u0323\u0323\u0323\u0323", "x\u0323\u0323\u0323"},
		{"x" + strings.Repeat("\u200d\u0323\u0323\u0323", 40), "x\u0323\u0323\u0323"}, // a tower with joiners between its floors
		{"👩🏽\u200d💻 et ❤\ufe0f\u200d🔥", "👩🏽\u200d💻 et ❤\ufe0f\u200d🔥"},
		{"\u200d\u200da\u200d\u200d \u200db\u200d", "a b"},
		{"\u3164\u2800\u115f\ufe0f\u0301", ""}, // nobody would see any of it
		{"a\u3164b", "a b"},
		{"\U000e0041\U000f0000", ""},
		{"<b>&amp;</b>", "<b>&amp;</b>"}, // what is shown as text need not be cleaned of markup
	} {
		if got := Clean(tc.in); got != tc.want {
			t.Errorf("Clean(%q) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestFold(t *testing.T) {
	same := [][]string{
		{"Qu'est-ce qu'un algorithme ?", "QU’EST-CE QU’UN ALGORITHME???", "qu est ce qu un algorithme", "  qu'est—ce qu'un algorithme"},
		{"À cœur ouvert", "a COEUR ouvert", "à cœur ouvert"},
		{"ﬁn de partie", "fin de partie", "ＦＩＮ de partie"},
		{"Straße", "STRASSE"},
		{"École", "e\u0301cole", "ecole"},
	}
	for _, texts := range same {
		for _, s := range texts {
			if Fold(s) != Fold(texts[0]) {
				t.Errorf("%q folds to %q, %q to %q", s, Fold(s), texts[0], Fold(texts[0]))
			}
		}
	}
	for _, pair := range [][2]string{{"5 €", "5 $"}, {"👍", "👎"}, {"C", "C++"}, {"oui", "ouie"}} {
		if Fold(pair[0]) == Fold(pair[1]) {
			t.Errorf("%q and %q fold alike", pair[0], pair[1])
		}
	}
}

// One letter was once enough to stop the desk for ever: its folding went round in a circle.
func TestFoldEveryLetter(t *testing.T) {
	tried := 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if !unicode.IsGraphic(r) || unicode.In(r, unicode.Han, unicode.Hangul) { // those have no case, and are too many
			continue
		}
		tried++
		s := "a" + string(r)
		if twice := foldOnce(foldOnce(s)); foldOnce(twice) != twice {
			t.Errorf("%+q is not stable: %+q", s, twice)
		}
	}
	if tried < 10_000 {
		t.Errorf("only %d letters tried", tried)
	}
}

// nasty draws texts out of what makes normalisation hard.
func nasty() *rapid.Generator[string] {
	pieces := []string{"e", "é", "\u0301", "\u0323", "\u0345", "\u200d", "\u200c", " ", "\u00a0", "\u2028", "œ", "ﬁ", "ß", "İ", "ı", "ς", "Ĺ",
		"\xf7", "👩", "🏽", "\ufe0f", "❤", "한", "\u1100", "\u1161", "\u11a8", "\u3164", "\u0f71\u0f72", "\u0344", "\u1fb3", "ᾳ", "ſ", "ẛ\u0323", "K", "½", "①", "-", "'"}
	return rapid.Map(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String()), 0, 12), func(s []string) string { return strings.Join(s, "") })
}

func checkText(t interface{ Fatalf(string, ...any) }, s string) {
	c := Clean(s)
	if again := Clean(c); again != c {
		t.Fatalf("Clean(%q) = %q and then %q", s, c, again)
	}
	if !utf8.ValidString(c) || strings.TrimSpace(c) != c || strings.ContainsAny(c, "\n\r\t\x00\u202e\u200b") {
		t.Fatalf("Clean(%q) = %q", s, c)
	}
	f := Fold(s)
	if again := Fold(f); again != f {
		t.Fatalf("Fold(%q) = %q and then %q", s, f, again)
	}
}

func TestCleanAndFoldTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkText(t, nasty().Draw(t, "text")) })
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"Qu'est-ce ?", "\xf7Ĺ", "e\u0301\u0323", "👩🏽\u200d💻", "\u0345\u0301", "ǰ\u0323"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkText(t, s) })
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Straße", "\xf7Ĺ", "œ", "ŉ", "ΐ", "ﬃ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k := Fold(s)
		if Fold(k) != k {
			t.Fatalf("Fold(%q) = %q and then %q", s, k, Fold(k))
		}
		Of(k)
	})
}

// nearCopy is the likeness that runsheet takes for a near copy.
const nearCopy = 0.5

// questions are twenty that nobody could take for each other.
//
//go:embed testdata/questions.txt
var questionLines string

var questions = strings.Split(strings.TrimSpace(questionLines), "\n")

// Two words changed in a sentence is the same question said again; another question is another question.
func TestNearCopies(t *testing.T) {
	swap := []string{"vraiment", "souvent", "peut-être", "justement", "aujourd'hui", "encore"}
	for i, q := range questions {
		base := Of(Key(q))
		for j, other := range questions {
			if i != j && base.Alike(Of(Key(other))) >= nearCopy {
				t.Errorf("%q is taken for %q", other, q)
			}
		}
		words := strings.Fields(q)
		if len(words) < 10 {
			continue
		}
		missed, tries := 0, 0
		for changed := range words {
			for _, w := range swap {
				one := append([]string(nil), words...)
				one[changed] = w
				tries++
				if base.Alike(Of(Key(strings.Join(one, " ")))) < nearCopy {
					missed++
				}
			}
		}
		if missed*10 > tries {
			t.Errorf("%q with one word changed: %d of %d missed", q, missed, tries)
		}
	}
}

// The share of equal numbers in two sketches must be an honest estimate of what the texts share, or the limit means
// something else for each pair of texts.
func TestSketchEstimatesWell(t *testing.T) {
	var sum, squares float64
	n := 0
	for _, q := range questions {
		words := strings.Fields(q)
		for i := range words {
			one := append([]string(nil), words...)
			one[i] = "autrement"
			a, b := Key(q), Key(strings.Join(one, " "))
			d := Of(a).Alike(Of(b)) - shared(a, b)
			sum += d
			squares += d * d
			n++
		}
	}
	bias, spread := sum/float64(n), squares/float64(n)
	t.Logf("%d pairs: mean error %.4f, mean square error %.5f (64 independent hashes at 0.6: 0.00375)", n, bias, spread)
	if bias > 0.02 || bias < -0.02 || spread > 0.0056 {
		t.Errorf("mean error %.4f, mean square error %.5f", bias, spread)
	}
}

func shared(a, b string) float64 {
	pieces := func(s string) map[string]bool {
		m := map[string]bool{}
		r := []rune(s)
		for i := 0; i == 0 || i+shingle <= len(r); i++ {
			m[string(r[i:min(i+shingle, len(r))])] = true
		}
		return m
	}
	x, y := pieces(a), pieces(b)
	both := 0
	for p := range x {
		if y[p] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

func BenchmarkFold(b *testing.B) {
	for _, n := range []int{1, 5} {
		s := strings.Repeat(questions[0], n)
		b.Run(fmt.Sprintf("runes=%d", utf8.RuneCountInString(s)), func(b *testing.B) {
			for b.Loop() {
				Fold(s)
			}
		})
	}
}

func BenchmarkSketch(b *testing.B) {
	for _, n := range []int{1, 5} {
		s := Fold(strings.Repeat(questions[0], n))
		b.Run(fmt.Sprintf("runes=%d", utf8.RuneCountInString(s)), func(b *testing.B) {
			for b.Loop() {
				Of(s)
			}
		})
	}
}
