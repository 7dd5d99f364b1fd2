package formats

import (
	"slices"
	"time"

	"regie/runsheet"
)

// Lang is the language of what is printed.
type Lang string

// The languages of printed run sheets. Any other is read as English.
const (
	French  Lang = "fr"
	English Lang = "en"
)

// heads are the headers of printed run sheets; every one of them is a word that Read knows.
var heads = map[Lang]map[Role]string{
	French: {
		RoleNumber: "N°", RoleStart: "Heure", RoleEnd: "Fin", RoleLength: "Durée", RoleTitle: "Titre", RoleKind: "Type",
		RolePeople: "Intervenants", RoleScene: "Scène OBS", RolePoints: "Éléments de langage", RoleNotes: "Notes", RoleHard: "Fixe", ownState: "État", RoleID: "id",
	},
	English: {
		RoleNumber: "No", RoleStart: "Start", RoleEnd: "End", RoleLength: "Length", RoleTitle: "Title", RoleKind: "Kind",
		RolePeople: "People", RoleScene: "OBS scene", RolePoints: "Talking points", RoleNotes: "Notes", RoleHard: "Fixed", ownState: "State", RoleID: "id",
	},
}

var kindNames = map[Lang]map[runsheet.Kind]string{
	French: {
		runsheet.Live: "Direct", runsheet.Video: "Vidéo", runsheet.QA: "Questions", runsheet.Break: "Pause",
		runsheet.Countdown: "Compte à rebours", runsheet.Workshop: "Atelier", runsheet.Out: "Fin d'antenne",
	},
	English: {
		runsheet.Live: "Live", runsheet.Video: "Video", runsheet.QA: "Questions", runsheet.Break: "Break",
		runsheet.Countdown: "Countdown", runsheet.Workshop: "Workshop", runsheet.Out: "Off air",
	},
}

// phrase names a sentence of a printed page.
type phrase uint8

const (
	phraseTotal phrase = iota
	phraseSheet
	phraseRegie
	phraseAnimator
	phraseCapture
	phraseTops
)

var phrases = map[Lang]map[phrase]string{
	French: {
		phraseTotal: "Durée totale", phraseSheet: "Conducteur", phraseRegie: "Conducteur · régie", phraseAnimator: "Conducteur · animation",
		phraseCapture: "Conducteur · captation", phraseTops: "Tops",
	},
	English: {
		phraseTotal: "Total length", phraseSheet: "Run sheet", phraseRegie: "Run sheet · control room", phraseAnimator: "Run sheet · hosts",
		phraseCapture: "Run sheet · capture team", phraseTops: "Cues",
	},
}

var (
	frenchDays   = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	frenchMonths = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
)

func (l Lang) known() Lang {
	if l == French {
		return French
	}
	return English
}

// day writes a day out: "jeudi 4 février 2021".
func (l Lang) day(at time.Time) string {
	if l != French {
		return at.Format("Monday 2 January 2006")
	}
	return frenchDays[at.Weekday()] + " " + at.Format("2") + " " + frenchMonths[at.Month()-1] + " " + at.Format("2006")
}

// firstDay is the day of a show's first start, in its zone.
func firstDay(show runsheet.Show) (time.Time, bool) {
	for _, s := range show.Slots {
		if !s.Start.IsZero() {
			return s.Start.In(show.Location()), true
		}
	}
	return time.Time{}, false
}

// fieldNames lists the names of the columns that Régie has no place for, sorted.
func fieldNames(show runsheet.Show) []string {
	var names []string
	seen := map[string]bool{}
	for _, s := range everySlot(show) {
		for name, v := range s.Fields {
			if v != "" && !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}
