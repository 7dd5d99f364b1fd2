package runsheet

import (
	"slices"
	"strings"
	"unicode"
)

// The short form of cues, as people write it into a spreadsheet's cell: one cue a line, or several with ";" between them.
//
//	media.restart Générique
//	wait 30s
//	text Titre, text="Bonsoir ; à tous"
//	show Logo, scene=Plateau
//	end: mute Micro
//	after Générique: scene Plateau
//
// The deed comes first, by its name or in French; then its target; then its arguments, which need no name where the deed has
// only one. What holds a comma, a semicolon, an equals sign, a colon or quotation marks stands in quotation marks, a mark in
// it twice.

// cueWords are what people call the deeds beside their names, folded.
var cueWords = map[Deed][]string{
	CueScene:         {"scène", "prendre la scène"},
	CuePreview:       {"aperçu", "préparer"},
	CueTake:          {"prendre", "prendre l'aperçu"},
	CueMediaPlay:     {"jouer", "lire", "play"},
	CueMediaPause:    {"pause", "suspendre"},
	CueMediaRestart:  {"lancer", "relancer", "restart"},
	CueMediaStop:     {"arrêter", "stop"},
	CueText:          {"texte"},
	CueShow:          {"montrer", "afficher"},
	CueHide:          {"masquer", "cacher"},
	CueFilterOn:      {"filtre", "activer le filtre"},
	CueFilterOff:     {"sans filtre", "couper le filtre"},
	CueMute:          {"couper", "muet"},
	CueUnmute:        {"rétablir", "ouvrir"},
	CueStreamStart:   {"démarrer le direct", "start stream"},
	CueStreamStop:    {"arrêter le direct", "stop stream"},
	CueRecordStart:   {"démarrer l'enregistrement", "enregistrer", "start recording"},
	CueRecordStop:    {"arrêter l'enregistrement", "stop recording"},
	CueRecordPause:   {"suspendre l'enregistrement", "pause recording"},
	CueRecordResume:  {"reprendre l'enregistrement", "resume recording"},
	CueRecordSplit:   {"nouveau fichier", "split recording"},
	CueRecordChapter: {"chapitre", "chapter"},
	CueCameraStart:   {"démarrer la caméra virtuelle", "start virtual camera"},
	CueCameraStop:    {"arrêter la caméra virtuelle", "stop virtual camera"},
	CueReplayStart:   {"démarrer le ralenti", "start replay buffer"},
	CueReplayStop:    {"arrêter le ralenti", "stop replay buffer"},
	CueReplaySave:    {"garder le ralenti", "save replay"},
	CueHotkey:        {"raccourci"},
	CueWait:          {"attendre", "attente"},
	CueRequest:       {"requête"},
}

// deedsByWords finds a deed by its folded words, mostWords is how many the longest name has.
var deedsByWords, mostWords = func() (map[string]Deed, int) {
	m, most := map[string]Deed{}, 1
	add := func(name string, d Deed) {
		folded := Fold(name)
		m[folded] = d
		most = max(most, len(strings.Fields(folded)))
	}
	for _, u := range vocabulary {
		add(string(u.Do), u.Do)
		for _, name := range cueWords[u.Do] {
			add(name, u.Do)
		}
	}
	return m, most
}()

// afterWords and endWords come before a cue's deed and a colon.
var (
	afterWords = []string{"after", "après", "apres"}
	endWords   = []string{"end", "fin"}
)

// ParseCues reads the short form. What cannot be read is left out and named: bad[i].Text is what stood there.
func ParseCues(text string) (cues []Cue, bad []BadCueText) {
	for _, line := range splitOutside(text, "\n;") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		c, err := parseCue(line)
		if err == nil {
			c = c.tidy()
			err = c.Check()
		}
		if err != nil {
			bad = append(bad, BadCueText{line, err})
			continue
		}
		cues = append(cues, c)
	}
	return cues, bad
}

// BadCueText is a piece of the short form that is no cue, and why.
type BadCueText struct {
	Text string
	Why  error
}

func parseCue(line string) (Cue, error) {
	var c Cue
	if head, rest, found := cutOutside(line, ':'); found {
		word, media, _ := strings.Cut(strings.TrimSpace(head), " ")
		switch {
		case oneOf(word, endWords) && strings.TrimSpace(media) == "":
			c.When, line = AtEnd, rest
		case oneOf(word, afterWords):
			c.When, c.Media, line = AtMediaEnd, unquote(media), rest
		}
	}
	pieces := splitOutside(line, ",")
	deed, target := deedOf(strings.TrimSpace(pieces[0]))
	if c.Do = deed; deed == "" {
		return c, &Fault{FaultDeed, strings.TrimSpace(pieces[0])}
	}
	if deed == CueWait {
		pieces[0] = string(ArgLength) + "=" + target
	} else {
		c.Target = unquote(target)
		pieces = pieces[1:]
	}
	for _, p := range pieces {
		name, value, named := cutOutside(p, '=')
		name = argumentOf(name)
		if !named {
			name, value = onlyArgument(deed), p
		}
		if _, twice := c.With[name]; name == "" || twice {
			return c, &Fault{FaultUseless, strings.TrimSpace(p)}
		}
		if c.With == nil {
			c.With = map[string]string{}
		}
		c.With[name] = unquote(value)
	}
	return c, nil
}

func oneOf(word string, words []string) bool {
	for _, w := range words {
		if strings.EqualFold(word, w) {
			return true
		}
	}
	return false
}

// deedOf takes the longest name of a deed from the front of a text; what follows is its target.
func deedOf(text string) (Deed, string) {
	end := len(text)
	if quote := strings.IndexAny(text, `"«`); quote >= 0 {
		end = quote
	}
	words := strings.Fields(text[:end])
	for n := min(len(words), mostWords); n > 0; n-- {
		d, known := deedsByWords[Fold(strings.Join(words[:n], " "))]
		if !known || Fold(words[n-1]) == "" { // a sign alone belongs to the target
			continue
		}
		rest := text
		for _, w := range words[:n] {
			rest = strings.TrimPrefix(strings.TrimLeftFunc(rest, unicode.IsSpace), w)
		}
		return d, strings.TrimSpace(rest)
	}
	return "", ""
}

// onlyArgument is the argument of a deed that has one alone, which then needs no name: "text Titre, Bonsoir".
func onlyArgument(d Deed) string {
	use, _ := UseOf(d)
	if all := slices.Concat(use.Needs, use.Allows); len(all) == 1 {
		return string(all[0])
	}
	return ""
}

func argumentOf(name string) string {
	switch folded := Fold(name); folded {
	case "texte":
		return string(ArgText)
	case "duree", "longueur":
		return string(ArgLength)
	case "filtre":
		return string(ArgFilter)
	case "volume":
		return string(ArgVolume)
	case "donnees":
		return string(ArgData)
	case "garder":
		return string(ArgKeep)
	default:
		return folded
	}
}

// splitOutside cuts a text at each of some signs that stands outside quotation marks.
func splitOutside(text, signs string) []string {
	var parts []string
	start, quoted := 0, false
	for i := range len(text) {
		switch {
		case text[i] == '"':
			quoted = !quoted
		case !quoted && strings.IndexByte(signs, text[i]) >= 0:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

func cutOutside(text string, sign byte) (before, after string, found bool) {
	parts := splitOutside(text, string(sign))
	if len(parts) == 1 {
		return text, "", false
	}
	return parts[0], text[len(parts[0])+1:], true
}

// unquote takes the quotation marks off, French ones too.
func unquote(text string) string {
	text = strings.TrimSpace(text)
	switch {
	case len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"':
		return strings.ReplaceAll(text[1:len(text)-1], `""`, `"`)
	case strings.HasPrefix(text, "«") && strings.HasSuffix(text, "»") && len(text) >= 4:
		return strings.TrimSpace(text[len("«") : len(text)-len("»")])
	}
	return text
}

// WriteCues writes cues in the short form, one a line; ParseCues reads them back as they were.
func WriteCues(cues []Cue) string {
	lines := make([]string, len(cues))
	for i, c := range cues {
		lines[i] = c.String()
	}
	return strings.Join(lines, "\n")
}

// String is the short form.
func (c Cue) String() string {
	var b strings.Builder
	switch c.When {
	case AtEnd:
		b.WriteString("end: ")
	case AtMediaEnd:
		b.WriteString("after " + quote(c.Media) + ": ")
	}
	b.WriteString(string(c.Do))
	if c.Target != "" {
		b.WriteString(" " + quote(c.Target))
	}
	if c.Do == CueWait {
		b.WriteString(" " + c.Arg(ArgLength))
	}
	for _, a := range []Argument{ArgScene, ArgFilter, ArgLength, ArgVolume, ArgKeep, ArgText, ArgData} {
		if value := c.Arg(a); value != "" && !(c.Do == CueWait && a == ArgLength) {
			b.WriteString(", " + string(a) + "=" + quote(value))
		}
	}
	return b.String()
}

// quote puts quotation marks around what could be read as something else.
func quote(text string) string {
	if text != "" && !strings.ContainsAny(text, "\",;=:«»") && strings.Join(strings.Fields(text), " ") == text {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}
