package formats

import (
	"errors"
	"slices"
	"time"

	"regie/runsheet"
)

// ReadRooms reads every show of an event: what happens in each room on each day, by day and then in the file's order of
// rooms. What is for everybody stands in each of them; a room without anything on a day is no show. A file that holds one show
// gives that one, without a room.
//
// A conference is always taken apart. A sheet is when its rooms go on at the same time, or when one of them is asked
// for; a workbook when several of its sheets are run sheets: each of them is a room then. A Day or a Room among the options leaves
// out the others; one that the file does not hold leaves nothing. Errors are those of Read.
func ReadRooms(data []byte, opt Options) ([]runsheet.RoomShow, error) {
	opt = opt.withDefaults()
	var shows []runsheet.RoomShow
	opt.apart = func(one runsheet.RoomShow) { shows = append(shows, one) }
	f, err := open(data, opt)
	if err != nil {
		return nil, err
	}
	whole := f.read
	if whole == nil {
		if shows = f.sheetRooms(opt); len(shows) == 0 {
			res, err := fromGrids(f.grids, opt, f.problems)
			if not, ok := errors.AsType[*NotRunSheetError](err); ok && f.seems != "" {
				not.Seems = f.seems
			}
			if err != nil {
				return nil, err
			}
			whole = &res
		}
	}
	if len(shows) == 0 && opt.Day == "" && opt.Room == "" {
		shows = append(shows, runsheet.RoomShow{Day: whole.Date, Show: whole.Show})
	}
	slices.SortStableFunc(shows, func(a, b runsheet.RoomShow) int { return compareDays(a.Day, b.Day) })
	return shows, nil
}

// compareDays puts what has no day behind what has one.
func compareDays(a, b string) int {
	switch {
	case a == b:
		return 0
	case b == "" || a != "" && a < b:
		return -1
	}
	return 1
}

// sheetRooms are the shows of a workbook in which several sheets are run sheets: not hidden, with a header, and with a time in
// them. There are none in any other.
func (f file) sheetRooms(opt Options) []runsheet.RoomShow {
	if opt.Sheet != "" || opt.Mapping != nil {
		return nil
	}
	wanted := opt.Room
	opt.Room = ""
	var all []runsheet.RoomShow
	sheets := 0
	for _, g := range f.grids {
		if g.hidden {
			continue
		}
		var own []runsheet.RoomShow
		opt.apart = func(one runsheet.RoomShow) {
			if one.Room == "" {
				one.Room = g.name
			}
			own = append(own, one)
		}
		res, err := fromGrids([]*grid{g}, opt, nil)
		if err != nil || !slices.ContainsFunc(res.Show.Slots, func(s runsheet.Slot) bool { return !s.Start.IsZero() }) {
			continue
		}
		sheets++
		all = append(all, own...)
	}
	if sheets < 2 {
		return nil
	}
	if wanted != "" && wanted != Every {
		all = slices.DeleteFunc(all, func(one runsheet.RoomShow) bool { return one.Room != wanted })
	}
	return all
}

// apart gives each show among some lines to whoever reads them all; finish makes the slots of one.
func (in *interpreter) apart(lines []line, finish func(*interpreter, []line)) {
	if in.opt.apart == nil {
		return
	}
	for _, c := range in.shows(lines) {
		one, rep := *in, *in.rep
		rep.problems = slices.Clone(rep.problems)
		one.rep = &rep
		one.result = Result{Show: runsheet.Show{Title: in.result.Show.Title, Zone: in.result.Show.Zone}}
		one.opt.Day, one.opt.Room = c.day, c.room
		finish(&one, slices.Clone(lines))
		if len(one.result.Show.Slots) == 0 {
			continue
		}
		day := c.day
		if day == Every {
			day = one.result.Date
		}
		room := c.room
		if room == Every {
			room = ""
		}
		in.opt.apart(runsheet.RoomShow{Day: day, Room: room, Show: one.result.Show})
	}
}

// roomDay chooses the lines of one show; Every is all of the days, or of the rooms.
type roomDay struct{ day, room string }

// shows lists the shows that some lines hold. A line that is for everybody makes no show by itself where there are rooms.
func (in *interpreter) shows(lines []line) []roomDay {
	byRoom := in.conference || atOnce(lines) || in.opt.Room != "" && in.opt.Room != Every
	byDay := in.conference || byRoom || in.opt.Day != "" && in.opt.Day != Every
	var days, rooms []string
	note := func(all *[]string, one string) {
		if one != "" && !slices.Contains(*all, one) {
			*all = append(*all, one)
		}
	}
	held := map[roomDay]bool{}
	for _, l := range lines {
		if l.noSlot {
			continue
		}
		c := roomDay{Every, Every}
		if byDay && !l.onDay.zero() {
			c.day = l.onDay.String()
			note(&days, c.day)
		}
		if byRoom && l.room != "" && !l.everybody {
			c.room = l.room
			note(&rooms, c.room)
		}
		held[c] = true
	}
	slices.Sort(days)
	if days = wish(days, in.opt.Day); len(days) == 0 && (in.opt.Day == "" || in.opt.Day == Every) {
		days = []string{Every}
	}
	if rooms = wish(rooms, in.opt.Room); len(rooms) == 0 && (in.opt.Room == "" || in.opt.Room == Every) {
		rooms = []string{Every}
	}
	var shows []roomDay
	for _, day := range days {
		for _, room := range rooms {
			if c := (roomDay{day, room}); room == Every || held[c] || held[roomDay{Every, room}] {
				shows = append(shows, c)
			}
		}
	}
	return shows
}

// wish keeps the one that is wished for, all of them without a wish.
func wish(all []string, wanted string) []string {
	if wanted == "" || wanted == Every {
		return all
	}
	return slices.DeleteFunc(all, func(one string) bool { return one != wanted })
}

// atOnce says that something goes on in two rooms at the same time; a crew that moves from room to room has one sheet.
func atOnce(lines []line) bool {
	type span struct {
		room     string
		from, to time.Time
	}
	var spans []span
	for _, l := range lines {
		if !l.noSlot && !l.reserve && l.room != "" && !l.at.IsZero() {
			to := l.at.Add(l.length.length)
			if !l.until.IsZero() {
				to = l.until
			}
			spans = append(spans, span{l.room, l.at, to})
		}
	}
	slices.SortStableFunc(spans, func(a, b span) int { return a.from.Compare(b.from) })
	for i, a := range spans {
		for _, b := range spans[i+1:] {
			if b.from.After(a.from) && !b.from.Before(a.to) {
				break
			}
			if a.room != b.room {
				return true
			}
		}
	}
	return false
}
