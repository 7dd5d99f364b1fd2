package formats

import (
	"slices"
	"strconv"
	"strings"

	"regie/runsheet"
)

// kindWords are looked for in the kind column, in this order, so that "vidéo de questions" is a video.
var kindWords = []struct {
	kind  runsheet.Kind
	words []string
}{
	{runsheet.Countdown, []string{"compte a rebours", "decompte", "countdown", "pre antenne", "preantenne", "pre show", "preshow"}},
	{runsheet.Out, []string{"out", "fin antenne", "fin d antenne", "fin de l antenne", "fin du direct", "hors antenne", "off air", "sign off", "end of show", "sendeschluss"}},
	{runsheet.Video, []string{"video", "videos", "generique", "generiques", "clip", "film", "vt", "magneto", "jingle", "teaser", "trailer", "bande annonce", "vod", "media", "pre enregistre", "prerecorded", "pre recorded", "einspieler"}},
	{runsheet.QA, []string{"question", "questions", "q r", "q a", "qa", "qr", "q and a", "faq", "echange", "echanges", "fragen", "fragerunde"}},
	{runsheet.Break, []string{"pause", "pauses", "entracte", "break", "intermission", "interlude", "dejeuner", "lunch", "mittagspause"}},
	{runsheet.Workshop, []string{"atelier", "ateliers", "workshop", "workshops"}},
	{runsheet.Live, []string{"live", "direct", "plateau", "presentation", "debat", "table ronde", "talk", "conference", "keynote", "intervention", "interview", "discours", "discussion", "annonce", "annonces", "intro", "introduction", "conclusion", "ouverture", "accueil", "temoignage", "pitch", "demo", "masterclass", "retex", "panel", "lecture", "vortrag", "diskussion", "podium"}},
}

// kindOf reads a word of the kind column.
func kindOf(s string) (runsheet.Kind, bool) {
	words := " " + fold(s) + " "
	for _, line := range kindWords {
		for _, w := range line.words {
			if strings.Contains(words, " "+w+" ") {
				return line.kind, true
			}
		}
	}
	return runsheet.Live, false
}

// obviousTitles are the titles that say by themselves what kind of slot it is. Only the whole title counts: « Générique ou
// princeps ? » is a talk.
var obviousTitles = map[string]runsheet.Kind{}

func init() {
	for kind, list := range map[runsheet.Kind][]string{
		runsheet.Countdown: {"Pré-antenne", "Préantenne", "Compte à rebours", "Countdown", "Pré-antenne (compte à rebours)", "Pré-antenne, compte à rebours"},
		runsheet.Video:     {"Vidéo", "Générique", "Générique de début", "Générique d'ouverture", "Générique de fin", "Jingle", "Teaser", "Bande-annonce", "Opening titles", "Closing titles", "Credits", "Video"},
		runsheet.QA:        {"Questions", "Questions/réponses", "Questions réponses", "Questions et réponses", "Q/R", "Q&A", "Q and A", "Questions and answers", "Échanges", "Échanges avec le public", "Questions du public", "Questions de la salle", "Fragen", "Fragen und Antworten"},
		runsheet.Break:     {"Pause", "Pause café", "Pause déjeuner", "Entracte", "Break", "Coffee break", "Lunch", "Lunch break", "Intermission", "Kaffeepause", "Mittagspause"},
		runsheet.Workshop:  {"Atelier", "Ateliers", "Workshop", "Workshops"},
		runsheet.Out:       {"Out", "Fin d'antenne", "Fin de l'antenne", "Fin du direct", "Fin de l'émission", "Off air"},
	} {
		for _, title := range list {
			obviousTitles[fold(title)] = kind
		}
	}
}

// totals are the words of rows that only add up.
var totals = []string{
	"total", "totaux", "sous total", "total general", "duree totale", "total duree", "temps total", "subtotal", "grand total",
	"total time", "total length", "total duration", "summe", "gesamt", "gesamtdauer", "zwischensumme",
}

func isTotal(s string) bool { return slices.Contains(totals, fold(s)) }

// yes reads a mark in a column that asks something; ok is false for what is no answer.
func yes(s string) (answer, ok bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "x", "✓", "✔", "☑", "1", "oui", "o", "yes", "y", "vrai", "true", "wahr", "ja", "j", "fixe", "fixé", "hard", "fixed", "fest":
		return true, true
	case "", "-", "–", "☐", "0", "non", "n", "no", "faux", "false", "falsch", "nein", "souple", "soft", "libre", "free":
		return false, true
	}
	return false, false
}

// splitPeople splits a cell into people on , ; / | & line ends and "et", "and", "und". What stands in brackets stays with its
// person; a name that holds such a sign itself is written in double quotes.
func splitPeople(s string) []string {
	var people []string
	rest := s
	for rest != "" {
		if name, after, ok := quotedName(rest); ok {
			people = append(people, name)
			rest = after
			continue
		}
		end, skip := nextBreak(rest)
		if name := strings.TrimSpace(rest[:end]); name != "" {
			people = append(people, name)
		}
		rest = rest[end+skip:]
	}
	return people
}

// quotedName takes a name in quotes from the front, when a separator or the end follows it.
func quotedName(s string) (name, after string, ok bool) {
	s = strings.TrimLeft(s, " \t\n")
	if !strings.HasPrefix(s, `"`) {
		return "", "", false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		after = s[i+1:]
		end, skip := nextBreak(after)
		if strings.TrimSpace(after[:end]) != "" {
			return "", "", false
		}
		return b.String(), after[end+skip:], true
	}
	return "", "", false
}

var peopleWords = []string{" et ", " and ", " und ", " & "}

// nextBreak finds the next separator outside brackets: where it begins and how long it is.
func nextBreak(s string) (end, skip int) {
	closed := true
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '[':
			// A bracket that nobody closes is not searched for again.
			if !closed {
				continue
			}
			n := strings.IndexAny(s[i:], ")]")
			if closed = n > 0; closed {
				i += n
			}
		case ',', ';', '/', '|', '\n':
			return i, 1
		case ' ':
			for _, w := range peopleWords {
				if len(s) >= i+len(w) && strings.EqualFold(s[i:i+len(w)], w) {
					return i, len(w) - 1 // the space after it may begin the next separator
				}
			}
		}
	}
	return len(s), 0
}

// joinPeople is the opposite of splitPeople.
func joinPeople(people []string) string {
	quoted := make([]string, len(people))
	for i, name := range people {
		quoted[i] = name
		// Between two others, as it will stand: "& Fils" alone is a name, and behind a comma it would not be.
		if back := splitPeople("x, " + name + ", x"); len(back) != 3 || back[1] != name || strings.HasPrefix(name, `"`) || strings.ContainsAny(name, "([])") {
			quoted[i] = `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		}
	}
	return strings.Join(quoted, ", ")
}

const maxID = 24

// idMaker gives every slot a name of its own.
type idMaker struct {
	taken map[runsheet.SlotID]bool
	next  map[string]int
}

func newIDMaker() idMaker {
	return idMaker{map[runsheet.SlotID]bool{}, map[string]int{}}
}

// make returns the wanted id, or the wanted id with the first free number behind it.
func (m idMaker) make(wanted string) runsheet.SlotID {
	id := runsheet.SlotID(wanted)
	for n := max(2, m.next[wanted]); m.taken[id]; n++ {
		id = runsheet.SlotID(wanted + "-" + strconv.Itoa(n))
		m.next[wanted] = n + 1
	}
	m.taken[id] = true
	return id
}

// slug makes a short id of a text; empty when nothing in it can stand in a URL.
func slug(s string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(fold(s)) {
		word = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, word)
		if word == "" {
			continue
		}
		if b.Len() > 0 {
			if b.Len()+1+len(word) > maxID {
				break
			}
			b.WriteByte('-')
		}
		b.WriteString(word[:min(len(word), maxID)])
	}
	return b.String()
}

// urlSafe says whether an id can stay as it is.
func urlSafe(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.') {
			return false
		}
	}
	return strings.Trim(s, ".") != ""
}
