package formats

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// decodeText turns a text file into a string and names the encoding when it is not UTF-8. It reports false for what is no text.
func decodeText(data []byte) (text, encoding string, ok bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return strings.ToValidUTF8(string(data[3:]), "\uFFFD"), "", true
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decodeUTF16(data[2:], false), "UTF-16", true
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeUTF16(data[2:], true), "UTF-16", true
	}
	if even, odd := zeros(data); even+odd > 0 {
		// Western text in UTF-16 has a zero in every second place.
		switch {
		case odd > len(data)/4 && even < odd/8:
			return decodeUTF16(data, false), "UTF-16", true
		case even > len(data)/4 && odd < even/8:
			return decodeUTF16(data, true), "UTF-16", true
		}
		return "", "", false
	}
	if utf8.Valid(data) {
		return string(data), "", true
	}
	windows, mac := decodeBytes(charmap.Windows1252, data), decodeBytes(charmap.Macintosh, data)
	if likely(mac) > likely(windows) {
		return mac, "Mac Roman", true
	}
	return windows, "Windows-1252", true
}

func zeros(data []byte) (even, odd int) {
	for i, b := range data {
		if b != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	return even, odd
}

func decodeUTF16(data []byte, bigEndian bool) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		a, b := uint16(data[2*i]), uint16(data[2*i+1])
		if bigEndian {
			a, b = b, a
		}
		units[i] = a | b<<8
	}
	return string(utf16.Decode(units))
}

func decodeBytes(from *charmap.Charmap, data []byte) string {
	var b strings.Builder
	b.Grow(len(data) + len(data)/8)
	for _, c := range data {
		b.WriteRune(from.DecodeByte(c))
	}
	return b.String()
}

// likely counts the signs that French, German and English sheets are full of.
func likely(s string) (n int) {
	for _, r := range s {
		if r >= 0x80 && strings.ContainsRune("éèàçêùîôûëïâœÉÈÀÇÊ«»’…–—°€äöüßÄÖÜñ\u00a0", r) {
			n++
		}
	}
	return n
}

// mojibake maps each sign of an encoding to the byte it stands for, to undo "UTF-8 read as…".
type mojibake struct {
	name  string
	bytes map[rune]byte
}

var mojibakes = []mojibake{
	newMojibake("Windows-1252", charmap.Windows1252),
	newMojibake("Mac Roman", charmap.Macintosh),
}

func newMojibake(name string, from *charmap.Charmap) mojibake {
	m := mojibake{name: name, bytes: make(map[rune]byte, 128)}
	for b := 0x80; b < 0x100; b++ {
		r := from.DecodeByte(byte(b))
		if r == utf8.RuneError {
			// The five holes of Windows-1252 reach us as the control characters of the same number.
			r = rune(b)
		}
		m.bytes[r] = byte(b)
	}
	return m
}

// repair puts right the signs that came from reading UTF-8 in the wrong encoding and leaves everything else as it is.
func (m mojibake) repair(s string) (string, bool) {
	if !strings.ContainsFunc(s, m.leads) {
		return s, false
	}
	runes := []rune(s)
	var out strings.Builder
	changed := false
	before := ' '
	for i := 0; i < len(runes); {
		r, used := m.decode(before, runes[i:])
		if used == 0 {
			r, used = runes[i], 1
		} else {
			changed = true
		}
		out.WriteRune(r)
		before = r
		i += used
	}
	return out.String(), changed
}

// leads says whether a sign stands for the first byte of a sign that our sheets may hold: Latin-1, œ and its like,
// typographic punctuation. Others are not tried, since two rare letters side by side may be meant.
func (m mojibake) leads(r rune) bool {
	switch m.bytes[r] {
	case 0xc2, 0xc3, 0xc5, 0xe2:
		return true
	}
	return false
}

func (m mojibake) decode(before rune, runes []rune) (rune, int) {
	if !m.leads(runes[0]) {
		return 0, 0
	}
	lead := m.bytes[runes[0]]
	length := 2
	if lead >= 0xe0 {
		length = 3
	}
	raw := []byte{lead}
	for _, r := range runes[1:min(length, len(runes))] {
		b := m.bytes[r]
		if r == ' ' && lead == 0xc3 && !unicode.IsUpper(before) {
			// « à » ends in a no-break space, which many programs turn into a plain one; « MANHÃ » is a word.
			b = 0xa0
		}
		if b&0xc0 != 0x80 {
			return 0, 0
		}
		raw = append(raw, b)
	}
	r, size := utf8.DecodeRune(raw)
	if size != length || !plausible(r) {
		return 0, 0
	}
	return r, length
}

func plausible(r rune) bool {
	return r >= 0xa0 && r <= 0xff || strings.ContainsRune("œŒŸŠšŽž€™", r) || r >= 0x2010 && r <= 0x203a
}

// repairGrid undoes mojibake in every text of a sheet and reports once for each encoding it was read in.
func repairGrid(g *grid, rep *reporter) {
	type found struct {
		count, row int
		read       string
	}
	seen := make([]found, len(mojibakes))
	for i := range g.rows {
		cells := g.rows[i].cells
		for j := range cells {
			if cells[j].typ != textCell {
				continue
			}
			for k, m := range mojibakes {
				fixed, changed := m.repair(cells[j].text)
				if !changed {
					continue
				}
				if seen[k].count == 0 {
					seen[k].row, seen[k].read = g.rows[i].number, cells[j].text
				}
				seen[k].count++
				cells[j].text = fixed
			}
		}
	}
	for k, f := range seen {
		if f.count > 0 {
			rep.add(CodeMojibake, f.row, "", f.read, decimal(f.count), mojibakes[k].name)
		}
	}
}

// clean makes text as a person would have typed it: composed accents, \n line ends, no control characters, no space around.
func clean(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || r == '\ufeff' || r == '\u200b':
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD")))
}

// fold makes words comparable: lower case, no accents, one space for every run of anything but letters, digits and '#'.
func fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '#':
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			for _, l := range strings.ReplaceAll(strings.ReplaceAll(string(unicode.ToLower(r)), "œ", "oe"), "ß", "ss") {
				b.WriteRune(l)
			}
		default:
			gap = true
		}
	}
	return b.String()
}
