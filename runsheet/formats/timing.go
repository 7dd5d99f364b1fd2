package formats

import (
	"strings"
	"time"

	"regie/runsheet"
)

// The columns, by the headers under which we write them, of what a slot says about its time and what happens at its end.
// Ontime's own words are among those that are read.
const (
	warnField   = "Warning time"
	dangerField = "Danger time"
)

// timingWords are the headers that are read as one of those columns, folded.
var timingWords = map[string]string{
	"group": groupField, "groupe": groupField, "partie": groupField, "part": groupField, "teil": groupField,
	"end action": endActionField, "a la fin": endActionField, "at the end": endActionField,
	"count to end": countField, "finit a son heure": countField, "ends at its time": countField,
	"warning time": warnField, "warn at": warnField, "alerte a": warnField, "alerte": warnField,
	"danger time": dangerField, "wrap up at": dangerField, "conclure a": dangerField,
}

// endings are the words for what happens at a slot's end, folded: Ontime's, ours, and people's.
var endings = map[string]runsheet.Ending{
	"none": runsheet.DoNothing, "rien": runsheet.DoNothing, "nothing": runsheet.DoNothing,
	"load next": runsheet.StandbyNext, "load-next": runsheet.StandbyNext, "standby": runsheet.StandbyNext, "preparer la suivante": runsheet.StandbyNext,
	"play next": runsheet.TakeNext, "play-next": runsheet.TakeNext, "take": runsheet.TakeNext, "enchainer": runsheet.TakeNext,
	"take after media": runsheet.TakeAfterMedia, "take-after-media": runsheet.TakeAfterMedia, "enchainer apres le media": runsheet.TakeAfterMedia,
}

// ontimeEndings are what Ontime calls them; it has no word for the end of a media.
var ontimeEndings = map[runsheet.Ending]string{runsheet.StandbyNext: "load-next", runsheet.TakeNext: "play-next"}

// takeTiming moves what columns say of a slot's time out of its Fields. What cannot be read stays there.
func takeTiming(s *runsheet.Slot) {
	for header, text := range s.Fields {
		if timingColumn(s, timingWords[fold(header)], strings.TrimSpace(text)) {
			delete(s.Fields, header) // the map is the reader's own
		}
	}
	if len(s.Fields) == 0 {
		s.Fields = nil
	}
}

func timingColumn(s *runsheet.Slot, column, text string) bool {
	switch column {
	case groupField:
		s.Group = text
		return text != ""
	case endActionField:
		ending, known := endings[fold(text)]
		s.AtEnd = ending
		return known
	case countField:
		on, known := yes(text)
		s.ToEnd = on && known
		return known
	case warnField:
		return threshold(&s.Warn, text)
	case dangerField:
		return threshold(&s.Danger, text)
	}
	return false
}

func threshold(into *time.Duration, text string) bool {
	switch fold(text) {
	case "never", "jamais":
		*into = runsheet.Never
		return true
	}
	left, _, err := ParseLength(text)
	if err != nil || left <= 0 {
		return false
	}
	*into = left
	return true
}

// putTiming writes what a slot says of its time into columns, for files that have nothing but columns.
func putTiming(s *runsheet.Slot) {
	fields := map[string]string{}
	for k, v := range s.Fields {
		fields[k] = v
	}
	put := func(column, text string) {
		if text != "" {
			fields[column] = text
		}
	}
	put(groupField, s.Group)
	put(endActionField, firstOf(ontimeEndings[s.AtEnd], string(s.AtEnd)))
	if s.ToEnd {
		put(countField, "yes")
	}
	put(warnField, thresholdText(s.Warn))
	put(dangerField, thresholdText(s.Danger))
	if len(fields) > 0 {
		s.Fields = fields
	}
}

func thresholdText(left time.Duration) string {
	switch {
	case left < 0:
		return "never"
	case left == 0:
		return ""
	}
	return human(left)
}
