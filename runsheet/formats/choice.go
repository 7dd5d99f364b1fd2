package formats

import (
	"slices"
	"strings"
)

// chosen keeps the lines of the day and the room that were asked for. A sheet without a wish is read whole; a conference is
// not, since nobody runs all its rooms from one desk.
func (in *interpreter) chosen(lines []line) []line {
	var days, rooms []string
	for _, l := range lines {
		if l.noSlot {
			continue
		}
		if d := l.onDay.String(); !l.onDay.zero() && !slices.Contains(days, d) {
			days = append(days, d)
		}
		if l.room != "" && !slices.Contains(rooms, l.room) {
			rooms = append(rooms, l.room)
		}
	}
	slices.Sort(days)
	in.result.Days, in.result.Rooms = days, rooms
	day := in.pick(in.opt.Day, days, CodeDayTaken)
	if day != "" && in.conference {
		// A room without anything on that day is no choice.
		rooms = slices.DeleteFunc(slices.Clone(rooms), func(room string) bool {
			return room != in.opt.Room && !slices.ContainsFunc(lines, func(l line) bool { return l.room == room && l.onDay.String() == day })
		})
	}
	room := in.pick(in.opt.Room, rooms, CodeRoomTaken)
	if day == "" && room == "" {
		return lines
	}
	left := map[int]bool{}
	lines = slices.DeleteFunc(lines, func(l line) bool {
		other := day != "" && l.onDay.String() != day || room != "" && l.room != room && l.room != "" && !l.everybody
		if i, ok := slices.BinarySearchFunc(in.result.Rows, l.row, func(u RowUse, row int) int { return u.Row - row }); ok && other && !l.noSlot {
			in.result.Rows[i].Use = UseOther
		}
		left[l.row] = left[l.row] || other
		return other
	})
	in.rep.problems = slices.DeleteFunc(in.rep.problems, func(p Problem) bool { return left[p.Row] })
	return lines
}

// pick is the choice that counts; empty is no choice at all.
func (in *interpreter) pick(wanted string, from []string, code Code) string {
	switch {
	case wanted == Every, len(from) == 0, wanted == "" && (!in.conference || len(from) == 1):
		return ""
	case slices.Contains(from, wanted):
		return wanted
	case wanted != "":
		in.rep.add(CodeChoiceUnknown, 0, "", wanted, from[0])
	default:
		in.rep.add(code, 0, "", "", from[0], shorten(strings.Join(from, ", ")))
	}
	return from[0]
}

// sortByStart puts lines in the order of the clock where a file holds them by room.
func sortByStart(lines []line) {
	slices.SortStableFunc(lines, func(a, b line) int { return a.at.Compare(b.at) })
}
