package formats

import (
	"time"
)

// ontime says whether the header is that of Ontime's template, in which a cell says what each row is.
func (in *interpreter) ontime() bool {
	_, has := in.headers[RoleTimer]
	return has
}

// ontimeLines reads a row of the template: a slot, a group's edge, a delay, or a row that the template leaves out.
func (in *interpreter) ontimeLines(r *row) []line {
	kind, title, skip := "", "", false
	for _, c := range r.own() {
		switch in.column(c.column).role {
		case RoleTimer:
			kind = c.text
		case RoleTitle:
			title = c.text
		case RoleSkip:
			skip, _ = yes(c.text)
		}
	}
	text := firstOf(title, rowText(r.own()))
	switch kind {
	case "group", "group-start":
		in.group = title
		in.leaveOut(CodeRowGroup, r.number, text, groupField)
		return nil
	case "group-end":
		in.group = ""
		in.leaveOut(CodeRowDecoration, r.number, kind)
		return nil
	case "skip-import":
		in.leaveOut(CodeRowKind, r.number, kind)
		return nil
	case "milestone", "event", "", "count-down", "count-up", "clock", "none":
	default:
		in.leaveOut(CodeRowKind, r.number, kind)
		return nil
	}
	l := in.slotLine(r)
	if skip {
		in.rep.add(CodeRowSkipped, r.number, "", text)
		l.slot.Dropped = true
	}
	if l.follows && in.started {
		l.start, l.end = moment{}, moment{}
	}
	in.started = in.started || l.start.known
	return []line{l}
}

// readOntimeCell reads a cell of a column that only Ontime has.
func (in *interpreter) readOntimeCell(l *line, col column, c cell) {
	answer, ok := yes(c.text)
	switch col.role {
	case RoleLink:
		// A start that is told goes before the template's own wish to link when nothing is said.
		l.follows = answer && ok
	case RoleTimer:
		if t := c.text; t != "event" && t != "count-down" && t != "milestone" {
			l.keep(timerTypeField, t)
		}
	}
}

// minutesOfDay is what the template means by a bare number in a column of times.
func minutesOfDay(n float64) (time.Duration, bool) {
	d := numberLength(n, unitMinutes).length
	return d, d >= 0 && d < 24*time.Hour
}
