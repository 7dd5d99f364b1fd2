package formats

import (
	"encoding/json"
	"slices"
	"strings"

	"regie/runsheet"
)

// cueHeaders are those of a column of cues in people's own sheets, folded. "Cue" alone is a number.
var cueHeaders = []string{"top", "tops", "top obs", "tops obs", "obs top", "obs tops", "cues obs", "obs cues", "action obs", "actions obs"}

func isCueHeader(header string) bool { return slices.Contains(cueHeaders, fold(header)) }

// readCues reads a cell of cues: the short form of runsheet.ParseCues, or the JSON list that earlier versions wrote. What is
// no cue is reported and left out.
func (in *interpreter) readCues(l *line, header, text string) {
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		if err := json.Unmarshal([]byte(text), &l.slot.Cues); err != nil {
			l.slot.Cues = nil
			in.rep.add(CodeBadCues, l.row, header, text)
		}
		return
	}
	cues, bad := runsheet.ParseCues(text)
	l.slot.Cues = cues
	for _, b := range bad {
		in.rep.add(CodeBadCues, l.row, header, b.Text)
	}
}

// readTops reads a column that may hold cues, or words for people only: where nothing is a cue the words are kept.
func (in *interpreter) readTops(l *line, header, text string) {
	cues, bad := runsheet.ParseCues(text)
	if len(cues) == 0 {
		l.keep(header, text)
		return
	}
	l.slot.Cues = append(l.slot.Cues, cues...)
	for _, b := range bad {
		in.rep.add(CodeBadCues, l.row, header, b.Text)
	}
}

// soundCues leaves out what no desk could do, whatever sort of file it was in.
func (in *interpreter) soundCues(l *line) {
	l.slot.Cues = slices.DeleteFunc(l.slot.Cues, func(c runsheet.Cue) bool {
		err := c.Check()
		if err != nil {
			in.rep.add(CodeBadCues, l.row, "", c.String())
		}
		return err != nil
	})
	if len(l.slot.Cues) > runsheet.MaxCues {
		in.rep.add(CodeBadCues, l.row, "", l.slot.Cues[runsheet.MaxCues].String())
		l.slot.Cues = l.slot.Cues[:runsheet.MaxCues]
	}
	if len(l.slot.Cues) == 0 {
		l.slot.Cues = nil
	}
}
