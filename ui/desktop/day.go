package desktop

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

const actDay action = "day"

func ofEvent(r *Room) bool { return len(r.state.Event.Shows) > 0 }

// dayVerbs are what one can do with the shows of an event.
var dayVerbs = []verb{
	{id: actDay, group: showGroup, keys: "Ctrl+J", ellipsis: true, can: ofEvent, do: (*Room).askDay},
}

// mostRooms is how many rooms stand side by side at once; with more, the arrows bring the others.
const mostRooms = 5

// dayView is the shows of one day of an event, as a table: a column for each room, a line for each time at which something
// begins somewhere.
type dayView struct {
	shows []runsheet.RoomShow // of that day
	lines []dayLine
}

// dayLine is what begins at a time in each room; where something goes on that began before, on is true.
type dayLine struct {
	at    time.Time
	cells []dayCell
}

type dayCell struct {
	title string
	on    bool
}

// days lists the days of an event, in order.
func days(shows []runsheet.RoomShow) []string {
	var all []string
	for _, s := range shows {
		if !slices.Contains(all, s.Day) {
			all = append(all, s.Day)
		}
	}
	slices.Sort(all)
	return all
}

func dayOf(shows []runsheet.RoomShow, day string, w assets.Words) dayView {
	var v dayView
	begins := map[int64]time.Time{}
	var planned [][]runsheet.Span
	for _, s := range shows {
		if s.Day != day {
			continue
		}
		v.shows = append(v.shows, s)
		spans := s.Show.Planned()
		planned = append(planned, spans)
		for i, p := range spans {
			if !p.Start.IsZero() && !s.Show.Slots[i].Dropped {
				begins[p.Start.Unix()] = p.Start
			}
		}
	}
	for _, at := range begins {
		v.lines = append(v.lines, dayLine{at: at})
	}
	slices.SortFunc(v.lines, func(a, b dayLine) int { return a.at.Compare(b.at) })
	for n := range v.lines {
		l := &v.lines[n]
		for k, s := range v.shows {
			var cell dayCell
			for i, p := range planned[k] {
				switch {
				case s.Show.Slots[i].Dropped || p.Start.IsZero():
				case p.Start.Unix() == l.at.Unix():
					cell = dayCell{title: join("  ", slotTitle(s.Show.Slots[i], w), span(s.Show.Slots[i].Length))}
				case p.Start.Before(l.at) && p.End.After(l.at) && cell.title == "":
					cell.on = true
				}
			}
			l.cells = append(l.cells, cell)
		}
	}
	return v
}

// day is the dialog that shows the day of an event and lets another of its shows be chosen.
type day struct {
	room       *Room
	shows      []runsheet.RoomShow
	days       []string
	day        string
	view       dayView
	at         int // the column that is marked
	left       int // the first column in sight
	dayRow     *fyne.Container
	headRow    *fyne.Container
	dayPresses []*kit.Press
	heads      [mostRooms]*kit.Press
	about      *kit.Line
	list       *kit.List
	dialog     *dialog
}

// askDay opens the day of the event.
func (r *Room) askDay() {
	shows := r.state.Shows()
	if len(shows) == 0 {
		r.say(r.words.Say("desktop.day.none"))
		return
	}
	d := &day{room: r, shows: shows, days: days(shows), about: kit.NewBold(theme.Text, theme.Dim).Lines(2), dayRow: kit.Across(6)}
	chosen, _ := r.state.Event.Chosen.Parts()
	for _, one := range d.days {
		p := kit.NewPress(kit.Quiet, func() { d.turnTo(one) }).Sized(theme.Text)
		d.dayPresses = append(d.dayPresses, p)
		d.dayRow.Add(p)
	}
	kit.Show(d.dayRow, len(d.days) > 1)
	d.headRow = container.New(&dayColumns{d})
	d.headRow.Add(kit.NewLine(theme.Text, theme.Dim))
	for i := range d.heads {
		d.heads[i] = kit.NewPress(kit.Quiet, func() { d.mark(d.left + i) }).Sized(theme.Text)
		d.headRow.Add(d.heads[i])
	}
	d.list = kit.NewList(r, func() int { return len(d.view.lines) }, func() kit.Row { return newDayRow(d) })
	size := r.window.Canvas().Size()
	size = fyne.NewSize(min(size.Width-120, 1180), min(size.Height-250, 560))
	body := container.New(&fixed{size}, container.NewBorder(kit.Down(8, d.dayRow, d.headRow), kit.Pad(4, d.about), nil, nil, d.list))
	d.dialog = r.ask(r.words.Say("desktop.day", "title", shows[0].Show.Title), body, r.words.Say("desktop.day.do"), kit.Urgent, d.take)
	d.dialog.side = func(by int) { d.mark(d.at + by) }
	d.dialog.turn = func(by int) {
		if i := slices.Index(d.days, d.day) + by; i >= 0 && i < len(d.days) {
			d.turnTo(d.days[i])
		}
	}
	d.turnTo(chosen)
}

// turnTo shows another day, with the room marked that this desk runs where it is one of that day's.
func (d *day) turnTo(one string) {
	room := ""
	if len(d.view.shows) > 0 {
		room = d.view.shows[d.at].Room
	} else {
		_, room = d.room.state.Event.Chosen.Parts()
	}
	d.day, d.view = one, dayOf(d.shows, one, d.room.words)
	d.at, d.left = max(slices.IndexFunc(d.view.shows, func(s runsheet.RoomShow) bool { return s.Room == room }), 0), 0
	d.mark(d.at)
	d.list.ScrollToTop()
}

// mark goes to the column of a room.
func (d *day) mark(at int) {
	d.at = min(max(at, 0), len(d.view.shows)-1)
	d.left = max(min(d.left, d.at), d.at-mostRooms+1)
	d.show()
}

func (d *day) marked() runsheet.RoomShow { return d.view.shows[d.at] }

func (d *day) show() {
	w, s := d.room.words, d.room.state
	for i, p := range d.dayPresses {
		sign, weight := "", kit.Quiet
		if d.days[i] == d.day {
			sign, weight = "▸ ", kit.Plain
		}
		p.Label(sign+showName("", d.days[i], w), "").Weigh(weight)
	}
	for i, p := range d.heads {
		n := d.left + i
		kit.Show(p, n < len(d.view.shows))
		if n >= len(d.view.shows) {
			continue
		}
		one := d.view.shows[n]
		label, weight := one.Room, kit.Quiet
		if label == "" {
			label = one.Show.Title
		}
		if one.ID() == s.Event.Chosen { // never by colour alone
			label = "● " + label
		}
		if n == d.at {
			label, weight = "▸ "+label, kit.Plain
		}
		p.Label(label, "").Weigh(weight)
	}
	d.dayRow.Refresh() // the words have another width now
	d.headRow.Refresh()
	one := d.marked()
	from, to := one.Show.Hours()
	loc := one.Show.Location()
	about := join(" · ", showName(one.Room, one.Day, w), clockTime(from, loc)+"–"+clockTime(to, loc), w.Say("desktop.load.slots", "n", len(one.Show.Slots)))
	can := s.MayChoose() == nil
	switch {
	case one.ID() == s.Event.Chosen:
		about, can = about+" · "+w.Say("desktop.day.here"), false
	case !can:
		about += " · " + complaint(s.MayChoose(), w)
	}
	d.about.Set(about)
	d.dialog.yes.Enable(can)
	d.list.Refresh()
	d.list.EachRow(func(r kit.Row) { r.(*dayRow).draw() })
}

// take makes the marked show the one that this desk runs.
func (d *day) take() {
	r := d.room
	r.send(runsheet.ChooseShow{From: r.state.Event.Chosen, To: d.marked().ID()})
}

// dayRow draws one line of the table.
type dayRow struct {
	widget.BaseWidget
	day     *day
	index   int
	grounds [mostRooms]*canvas.Rectangle
	time    *kit.Line
	cells   [mostRooms]*kit.Line
}

const (
	dayRowHeight = 26
	dayTimeWidth = 64
	dayGap       = 6
)

func newDayRow(d *day) *dayRow {
	r := &dayRow{day: d, index: -1, time: kit.NewBold(theme.Text, theme.Dim)}
	for i := range r.cells {
		r.grounds[i] = canvas.NewRectangle(nil)
		r.grounds[i].CornerRadius = 3
		r.cells[i] = kit.NewLine(theme.Text, theme.Ink)
	}
	r.ExtendBaseWidget(r)
	return r
}

// Bind makes the row stand for a line.
func (r *dayRow) Bind(i int) {
	r.index = i
	r.draw()
}

func (r *dayRow) draw() {
	d := r.day
	if r.index < 0 || r.index >= len(d.view.lines) {
		return
	}
	l := d.view.lines[r.index]
	r.time.Set(clockTime(l.at, d.view.shows[0].Show.Location()))
	for i, line := range r.cells {
		text, ink := "", theme.Ink
		if n := d.left + i; n < len(l.cells) {
			if text = l.cells[n].title; l.cells[n].on {
				text, ink = "│", theme.Faint
			}
		}
		line.Paint(text, ink)
	}
	r.paint()
}

// paint shows which column is marked and where something goes on.
func (r *dayRow) paint() {
	d := r.day
	for i, ground := range r.grounds {
		token := theme.Clear
		if n := d.left + i; r.index >= 0 && r.index < len(d.view.lines) && n < len(d.view.shows) {
			cell := d.view.lines[r.index].cells[n]
			switch {
			case n == d.at && (cell.title != "" || cell.on):
				token = theme.Chosen
			case cell.title != "" || cell.on:
				token = theme.Raised
			}
		}
		ground.FillColor = theme.Color(token)
		ground.Refresh()
	}
}

// CreateRenderer draws the row.
func (r *dayRow) CreateRenderer() fyne.WidgetRenderer {
	objects := make([]fyne.CanvasObject, 0, 1+2*mostRooms)
	objects = append(objects, r.time)
	for i := range r.cells {
		objects = append(objects, r.grounds[i], r.cells[i])
	}
	return &dayRowRenderer{row: r, objects: objects}
}

type dayRowRenderer struct {
	row     *dayRow
	objects []fyne.CanvasObject
}

func (r *dayRowRenderer) MinSize() fyne.Size { return fyne.NewSize(200, dayRowHeight) }

func (r *dayRowRenderer) Layout(size fyne.Size) {
	put(r.row.time, 4, dayTimeWidth, size.Height)
	for i := range r.row.cells {
		x, width := r.row.day.column(i, size.Width)
		put(r.row.grounds[i], x, width, size.Height)
		put(r.row.cells[i], x+8, width-12, size.Height)
	}
}

func (r *dayRowRenderer) Refresh() {
	r.row.draw()
	r.Layout(r.row.Size())
}
func (r *dayRowRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *dayRowRenderer) Destroy()                     {}

// column is where a column in sight stands in a width.
func (d *day) column(i int, width float32) (x, w float32) {
	n := float32(max(min(len(d.view.shows), mostRooms), 1))
	w = (width - dayTimeWidth) / n
	return dayTimeWidth + float32(i)*w, w - dayGap
}

// dayColumns lays the heads of the columns over them; the first object stands over the times.
type dayColumns struct{ day *day }

func (l *dayColumns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, objects[1].MinSize().Height)
}

func (l *dayColumns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 4, dayTimeWidth, size.Height)
	for i, o := range objects[1:] {
		x, width := l.day.column(i, size.Width)
		put(o, x, width, size.Height)
	}
}

// showName is a show of an event as people call it: its room and its day, as far as there are any.
func showName(room, day string, w assets.Words) string {
	if at, err := time.Parse(time.DateOnly, day); err == nil {
		day = dayName(at, w)
	}
	return join(" · ", room, day)
}

// dayName is a date in the reader's language, "mercredi 4 février".
func dayName(at time.Time, w assets.Words) string {
	return w.Say("desktop.date", "weekday", w.Say("desktop.weekday."+at.Format("Mon")), "day", at.Day(), "month", w.Say("desktop.month."+at.Format("Jan")))
}

// eventDeed names what became of the event.
func eventDeed(f runsheet.Fact, w assets.Words) string {
	switch f := f.(type) {
	case runsheet.EventLoaded:
		if len(f.Shows) == 0 {
			return w.Say("desktop.deed.event-gone")
		}
		return w.Say("desktop.deed.event", "n", len(f.Shows), "name", f.Source)
	case runsheet.ShowChosen:
		day, room := f.To.Parts()
		return w.Say("desktop.deed.show-chosen", "show", showName(room, day, w))
	}
	return ""
}
