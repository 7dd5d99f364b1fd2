package obs

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// nearest gives the names that a person may have meant by this one, best first, at most three.
func nearest(name string, known []string) []string {
	type candidate struct {
		name string
		far  int
	}
	plain := fold(name)
	var found []candidate
	for _, k := range known {
		other := fold(k)
		far := distance(plain, other)
		if len(plain) > 2 && strings.Contains(string(other), string(plain)) { // half a name
			far = min(far, 1)
		}
		if far <= max(1, len(plain)/3) {
			found = append(found, candidate{k, far})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.far - b.far })
	var names []string
	for _, c := range found[:min(3, len(found))] {
		names = append(names, c.name)
	}
	return names
}

// fold drops what people mistype: case, accents, spaces and signs.
func fold(s string) []rune {
	var plain []rune
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			plain = append(plain, unicode.ToLower(r))
		}
	}
	return plain
}

// distance counts the letters to add, drop or change to get from a to b.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			best := diagonal
			if x != y {
				best = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], best
		}
	}
	return row[len(b)]
}
