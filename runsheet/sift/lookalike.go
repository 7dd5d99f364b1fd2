package sift

import (
	"strings"
	"unicode"
)

// lookalikes are letters of other scripts, and strange forms of Latin ones, beside the letter that a reader takes them
// for: pairs of runes. A letter stands here with what either of its cases looks like, so that folding stays the same for
// both. A text that is really written in such a script is folded too, always alike, and is only ever compared.
var lookalikes = []string{
	// Cyrillic
	"аa вb еe ѕs іi ӏl јj кk мm нh оo рp сc тt уy хx һh ԁd ԛq ԝw ѵv ёe ґr гr",
	// Greek
	"αa βb εe ζz ηh ιi κk μm νn οo ρp τt υy χx ϲc ϳj ωw",
	// Armenian, Cherokee, Coptic
	"օo սu ոn հh ցg եt զq ꭺa ꭻj ꭼe ꮃw ꮇm ꮋh ꮐg ꮓz ꮪs ꮯc ꮲp ꮶk ꮞ4 ꮩv ꮤw ꭱr ꭲt ꭰd ꮢr ⲟo ⲣp ⲥc",
	// Latin small capitals, letters with a stroke, a hook or another shape
	"ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz",
	"ɑa ƀb ɓb ƈc đd ɖd ɗd ǝe ɛe ƒf ɡg ɠg ħh ɦh ɨi ƙk ƚl ɫl ɱm ŋn ɲn ɵo ƥp ƭt ŧt ʈt ʋv ƶz ʐz ȼc ɇe ɍr ɏy ʂs",
}

var plainOf = func() map[rune]rune {
	m := map[rune]rune{}
	for _, row := range lookalikes {
		for pair := range strings.FieldsSeq(row) {
			r := []rune(pair)
			m[foldCase(r[0])] = r[1]
		}
	}
	return m
}()

// plain is the Latin letter that a folded letter would be read as, or the letter itself.
func plain(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r >= 0x1F150 && r <= 0x1F169: // white letters in black circles, which Unicode does not take apart
		return 'a' + r - 0x1F150
	case r >= 0x1F170 && r <= 0x1F189: // and in black squares
		return 'a' + r - 0x1F170
	}
	if p, ok := plainOf[r]; ok {
		return p
	}
	return r
}

// Disguised says that a text, as it was sent, hides what it says from a reader of letters: words whose letters come from
// several scripts, signs that nobody sees between letters, towers of accents, or letters in costume.
func Disguised(raw string) bool {
	mixed, unseen, costume, marks, tower := 0, 0, 0, 0, false
	latin, other, letters := false, false, 0
	end := func() {
		if latin && other {
			mixed++
		}
		latin, other = false, false
	}
	for _, r := range raw {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks++; marks > maxMarks {
				tower = true
			}
			continue
		case r >= 0x1D400 && r <= 0x1D7FF, r >= 0x1F150 && r <= 0x1F189, r >= 0xFF21 && r <= 0xFF5A, r >= 0x24B6 && r <= 0x24E9:
			costume++
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.IsLetter(r) && plain(foldCase(r)) != foldCase(r):
			other = true
		case unicode.IsLetter(r) || unicode.IsNumber(r):
		case unicode.Is(unicode.Cf, r) && r != joiner && r != '\u00ad' && r != '\ufeff' || blank(r):
			// A soft hyphen or a byte order mark comes along with much that is pasted; emoji need joiners.
			if latin || other {
				unseen++
			}
			continue
		default:
			end()
		}
		marks = 0
		letters++
	}
	end()
	return mixed > 0 || tower || unseen > 1 || costume > 3
}
