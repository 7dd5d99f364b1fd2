package formats

import (
	"regexp"
	"strings"
)

// Role says what a column is for. Its words are stable: callers keep them with a Mapping.
type Role string

// What a column may be for. A column with RoleNone goes to the slots' Fields.
const (
	RoleNone   Role = ""
	RoleID     Role = "id"
	RoleNumber Role = "number"
	RoleDate   Role = "date"
	RoleStart  Role = "start"
	RoleEnd    Role = "end"
	RoleLength Role = "length"
	RoleTitle  Role = "title"
	RoleKind   Role = "kind"
	RoleHard   Role = "hard"
	RolePeople Role = "people"
	RoleScene  Role = "scene"
	RolePoints Role = "points"
	RoleNotes  Role = "notes"
	// RoleRoom is kept among the fields; it tells parallel rooms from one room's overlaps.
	RoleRoom Role = "room"
	// RoleTimer, RoleLink and RoleSkip are Ontime's: the sort of row, whether it follows the row above, whether it is left out.
	RoleTimer Role = "timer"
	RoleLink  Role = "link"
	RoleSkip  Role = "skip"
)

// Roles lists every Role, in the order in which screens offer them.
var Roles = []Role{
	RoleNone, RoleNumber, RoleTitle, RoleKind, RoleDate, RoleStart, RoleEnd, RoleLength, RoleHard, RolePeople, RoleScene, RolePoints,
	RoleNotes, RoleRoom, RoleID, RoleTimer, RoleLink, RoleSkip,
}

// synonyms is the one table of header words, in French, English and German. Words are compared folded, without articles,
// plurals, units and what stands in brackets.
var synonyms = []struct {
	role  Role
	words []string
}{
	{RoleID, []string{"id", "identifiant", "identifier", "slug", "uid", "guid", "key", "clé"}},
	{RoleNumber, []string{"n", "n°", "no", "nb", "nr", "num", "numéro", "number", "nummer", "#", "cue", "cue no", "ordre", "order", "rang", "pos", "position", "lfd nr", "item", "repère"}},
	{RoleDate, []string{"date", "datum", "date séquence"}},
	{RoleStart, []string{"heure", "heure début", "heure de début", "heure départ", "début", "début prévu", "heure prévue", "horaire", "horaire début", "heure antenne", "à", "start", "start time", "time start", "time", "begin", "begins", "beginning", "from", "planned start", "uhrzeit", "beginn", "startzeit", "anfang", "von", "zeit"}},
	{RoleEnd, []string{"fin", "heure de fin", "heure fin", "horaire fin", "fin prévue", "end", "end time", "time end", "finish", "until", "to", "planned end", "ende", "endzeit", "bis"}},
	{RoleLength, []string{"durée", "durée prévue", "durée estimée", "minutage", "temps", "timing", "tps", "length", "duration", "planned duration", "run time", "running time", "dauer", "länge"}},
	{RoleTitle, []string{"titre", "titre de la séquence", "nom de la séquence", "intitulé", "intitulé de la séquence", "séquence", "sujet", "thème", "title", "subject", "topic", "session", "session title", "segment", "slot", "slot title", "titel", "thema", "programmpunkt", "vortrag", "bezeichnung"}},
	{RoleKind, []string{"type", "type de séquence", "kind", "nature", "genre", "catégorie", "category", "format", "art", "typ", "kategorie", "session type"}},
	{RoleHard, []string{"fixe", "heure fixe", "horaire fixe", "impératif", "dur", "hard", "hard start", "fixed", "fixed start", "fest", "fixiert"}},
	{RolePeople, []string{"intervenant", "intervenante", "intervenant e", "nom de l'intervenant", "nom des intervenants", "participant", "invité", "orateur", "oratrice", "personne", "qui", "people", "person", "who", "speaker", "speaker name", "presenter", "presenters", "guest", "host", "talent", "animateur", "animatrice", "animation", "présentateur", "conférencier", "vortragende", "vortragender", "referent", "referentin", "referenten", "sprecher", "personen", "wer", "gast", "gäste"}},
	{RoleScene, []string{"scène", "scene", "obs", "scène obs", "obs scene", "szene", "obs szene", "scène d'obs", "image", "plan"}},
	{RolePoints, []string{"éléments de langage", "élément de langage", "edl", "talking points", "talking point", "points clés", "texte animateur", "lancement", "key messages", "script", "stichpunkte", "sprechpunkte", "moderationstext"}},
	{RoleNotes, []string{"notes", "note", "remarque", "remarques", "observation", "observations", "commentaire", "commentaires", "comment", "remark", "notiz", "notizen", "anmerkung", "bemerkung", "bemerkungen", "kommentar"}},
	{RoleTimer, []string{"timer type"}},
	{RoleLink, []string{"link start"}},
	{RoleSkip, []string{"skip"}},
	{RoleRoom, []string{"room", "salle", "ort", "raum", "saal", "lieu", "stage", "track"}},
	// Words that are a title where the sheet has no other, and notes where it has no notes.
	{RoleTitle, vague},
	{RoleNotes, vague},
	{RoleDate, []string{"jour", "day", "tag"}},
	{RoleNumber, []string{"code"}},
}

var vague = []string{"description", "contenu", "content", "action", "objet", "activité", "programme", "déroulé", "déroulement", "quoi", "what", "was", "inhalt", "beschreibung", "abstract", "résumé", "nom", "name", "libellé", "conducteur"}

// match is one thing that a header may be for.
type match struct {
	role Role
	rank int // the line in synonyms; where two columns want one role, the earlier line wins
}

var headerWords = func() map[string][]match {
	words := map[string][]match{}
	for rank, line := range synonyms {
		for _, w := range line.words {
			key, _ := headerKey(w)
			if n := len(words[key]); n > 0 && words[key][n-1].role == line.role {
				continue
			}
			words[key] = append(words[key], match{line.role, rank})
		}
	}
	return words
}()

var (
	inBrackets  = regexp.MustCompile(`\([^)]*\)|\[[^\]]*\]`)
	headerUnits = map[string]unit{
		"h": unitHours, "heures": unitHours, "hours": unitHours, "stunden": unitHours, "std": unitHours,
		"min": unitMinutes, "mn": unitMinutes, "mins": unitMinutes, "minutes": unitMinutes, "minuten": unitMinutes,
		"s": unitSeconds, "sec": unitSeconds, "secs": unitSeconds, "secondes": unitSeconds, "seconds": unitSeconds, "sekunden": unitSeconds,
		"hh mm": unitHoursMinutes, "h mm": unitHoursMinutes, "hhmm": unitHoursMinutes,
		"mm ss": unitMinutesSeconds, "m ss": unitMinutesSeconds, "mmss": unitMinutesSeconds, "mn s": unitMinutesSeconds, "min s": unitMinutesSeconds, "min sec": unitMinutesSeconds,
	}
	// articles also stand for the endings of "intervenant·e·s".
	articles = map[string]bool{"de": true, "du": true, "des": true, "d": true, "l": true, "la": true, "le": true, "les": true, "the": true, "of": true, "e": true, "es": true, "s": true, "der": true, "die": true, "das": true}
)

// headerKey reduces a header to what is compared, and tells the unit that it names: "Durée (min)" is "duree" in minutes.
func headerKey(header string) (string, unit) {
	u := unitUnknown
	for _, in := range inBrackets.FindAllString(header, 3) {
		if found, ok := headerUnits[fold(in)]; ok {
			u = found
		}
	}
	words := strings.Fields(fold(inBrackets.ReplaceAllString(header, "")))
	for n := min(2, len(words)-1); n > 0 && u == unitUnknown; n-- {
		if found, ok := headerUnits[strings.Join(words[len(words)-n:], " ")]; ok {
			u, words = found, words[:len(words)-n]
		}
	}
	kept := words[:0]
	for _, w := range words {
		if articles[w] && len(words) > 1 {
			continue
		}
		if len(w) > 3 {
			w = strings.TrimSuffix(w, "s")
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " "), u
}

// headerMatches lists what a header may be for, the likeliest first. "Intervenant 2" is one more column of people.
func headerMatches(header string) ([]match, unit) {
	if len(header) > 80 {
		return nil, unitUnknown
	}
	key, u := headerKey(header)
	if m := headerWords[key]; m != nil {
		return m, u
	}
	base := strings.TrimSpace(strings.TrimRight(key, "0123456789"))
	if m := headerWords[base]; base != key && len(m) > 0 && m[0].role == RolePeople {
		return m, u
	}
	return nil, u
}

// column is what the header says about one column.
type column struct {
	index  int
	header string // as written; the letter where there is none
	role   Role
	unit   unit
}

// header is the row that names the columns.
type header struct {
	row     int // index among the grid's rows
	top     int // the row above it when that one names groups of columns, else row
	columns []column
	score   int
	shape   string // Mapping.Shape
}

// findHeader looks for the row that names the most columns; nil when none names a title or a time.
func findHeader(g *grid) *header {
	var best *header
	for i := range g.rows {
		if g.rows[i].number > headerRows {
			break
		}
		if h := readHeader(g, i); h != nil && (best == nil || h.score > best.score) {
			best = h
		}
	}
	return best
}

// readHeader reads a row as a header; nil when it names too little to be one.
func readHeader(g *grid, index int) *header {
	h := newHeader(g, index)
	title, time := false, false
	for _, c := range h.columns {
		title = title || c.role == RoleTitle
		time = time || c.role == RoleStart || c.role == RoleLength
	}
	if !title && !time || h.score < 2 && !(title && len(g.rows[index].cells) == 1) {
		return nil
	}
	return h
}

// newHeader reads a row as a header, whatever it says.
func newHeader(g *grid, index int) *header {
	h := &header{row: index, top: index}
	taken := map[Role]int{} // the column that has a role
	type wish struct {
		column  int
		matches []match
	}
	var wishes []wish
	for _, c := range g.rows[index].cells {
		col := column{index: c.column, header: oneLine(c.text)}
		matches, u := headerMatches(c.text)
		if matches == nil && index > 0 {
			if matches, u = groupMatches(g, index, c); matches != nil {
				h.top = index - 1
			}
		}
		col.unit = u
		h.columns = append(h.columns, col)
		if matches != nil && !c.spread {
			wishes = append(wishes, wish{len(h.columns) - 1, matches})
		}
	}
	for rank := range synonyms {
		for _, w := range wishes {
			col := &h.columns[w.column]
			for _, m := range w.matches {
				if m.rank != rank || col.role != RoleNone {
					continue
				}
				if _, has := taken[m.role]; has && m.role != RolePeople {
					continue
				}
				taken[m.role] = w.column
				col.role = m.role
			}
		}
	}
	h.score, h.shape = len(taken), h.fingerprint()
	return h
}

// groupMatches reads a heading over several columns, "Speakers" above 1, 2, 3.
func groupMatches(g *grid, index int, c cell) ([]match, unit) {
	above, ok := g.rows[index-1].at(c.column)
	if !ok || g.rows[index-1].number != g.rows[index].number-1 || strings.Trim(c.text, "0123456789 ") != "" {
		return nil, unitUnknown
	}
	m, u := headerMatches(above.text)
	if len(m) == 0 || m[0].role != RolePeople {
		return nil, unitUnknown
	}
	return m, u
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
