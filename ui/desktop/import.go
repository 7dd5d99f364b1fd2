package desktop

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// importTab is what the import screen shows of a file.
type importTab int

const (
	slotsTab importTab = iota
	columnsTab
	problemsTab
	changesTab
	importTabs
)

var importTabWords = [importTabs]string{"slots", "columns", "problems", "changes"}

// hows are the ways to bring a sheet in, and their keys.
var hows = []struct {
	how runsheet.How
	key string
}{{runsheet.Matched, "M"}, {runsheet.Replaced, "R"}, {runsheet.Fresh, "N"}}

// importer is the screen between a file and the show: what was read, as what, with which problems, and what it would
// change. Nothing is changed before it is confirmed, and never the slot on air.
type importer struct {
	room    *Room
	name    string
	data    []byte // nil for a template, which is not read
	reading Reading
	wish    Wish
	// turn counts the readings that were asked for: an answer to an older one is dropped.
	turn int
	busy bool // one is under way
	how  runsheet.How
	tab  importTab
	// seen is the version of the sheet that the changes were worked out on.
	seen    runsheet.Seq
	plan    runsheet.Merge
	changes []runsheet.Change
	refused error
	mapped  bool // a person changed a column

	title, found, why *kit.Line
	warning           *kit.Surface
	picks             [4]*kit.Choice // sheet, day, room, how 0:05 is meant
	pickNames         [4]*kit.Line
	pickRow           *fyne.Container
	hows              []*kit.Press
	howRow            *fyne.Container
	tabs              [importTabs]*kit.Press
	lists             [importTabs]*kit.List
	columns           *fyne.Container
	columnsBox        *container.Scroll
	choices           []*kit.Choice
	dialog            *dialog
}

// preview shows what a file holds and asks before anything of it is taken.
func (r *Room) preview(name string, data []byte, reading Reading) {
	i := &importer{room: r, name: name, data: data, reading: reading, how: runsheet.Matched}
	if len(reading.Problems) > 0 {
		i.tab = problemsTab
	}
	if len(r.state.Show.Slots) > 0 {
		i.tab = changesTab
	}
	i.build()
	r.importer = i
	i.read()
}

func (i *importer) build() {
	r := i.room
	i.title, i.found = kit.NewBold(theme.Strong, theme.Ink), kit.NewLine(theme.Text, theme.Dim)
	i.why = kit.NewBold(theme.Text, theme.OnLight).Lines(2).Snug()
	i.warning = kit.NewSurface(theme.Warn, theme.Warn, 8, i.why)
	i.pickRow = kit.Share(10)
	for n := range i.picks {
		i.picks[n] = kit.NewChoice(func(taken int) { i.pick(n, taken) })
		i.picks[n].OnEscape, i.picks[n].OnEnter = r.shut, r.confirm
		i.pickNames[n] = kit.NewBold(theme.Caption, theme.Dim)
		i.pickRow.Add(kit.Down(1, i.pickNames[n], i.picks[n]))
	}
	i.howRow = kit.Share(6)
	for _, h := range hows {
		p := kit.NewPress(kit.Plain, func() { i.choose(h.how) })
		i.hows = append(i.hows, p)
		i.howRow.Add(p)
	}
	tabRow := kit.Share(4)
	for t := range i.tabs {
		i.tabs[t] = kit.NewPress(kit.Quiet, func() { i.turnTo(importTab(t)) }).Sized(theme.Caption + 1)
		tabRow.Add(i.tabs[t])
	}
	line := func(length func() int, say func(int) importLine) *kit.List {
		return kit.NewList(r, length, func() kit.Row { return newImportRow(say) })
	}
	i.lists[slotsTab] = line(func() int { return len(i.reading.Show.Slots) }, i.slotLine)
	i.lists[problemsTab] = line(func() int { return len(i.reading.Problems) }, i.problemLine)
	i.lists[changesTab] = line(func() int { return len(i.changes) }, i.changeLine)
	i.columns = kit.Down(3)
	i.columnsBox = container.NewVScroll(besideBar(i.columns))
	pane := container.NewStack(i.lists[slotsTab], i.columnsBox, i.lists[problemsTab], i.lists[changesTab])
	head := kit.Down(6, i.title, i.found, i.pickRow, i.howRow, i.warning.Box, tabRow)
	size := r.window.Canvas().Size()
	size = fyne.NewSize(min(size.Width-140, 1080), min(size.Height-230, 600))
	body := container.New(&fixed{size}, container.NewBorder(head, nil, nil, nil, kit.Pad(4, pane)))
	i.dialog = r.ask(r.words.Say("desktop.load"), body, r.words.Say("desktop.load.do"), kit.Main, i.take)
	i.dialog.left = func() { r.importer = nil }
	i.dialog.side = i.turnBy
	i.dialog.turn = i.scroll
}

// again reads the file anew, as it is wished now.
func (i *importer) again() {
	if i.data == nil {
		return
	}
	r := i.room
	i.turn++
	turn, wish, lang := i.turn, i.wish, r.lang
	i.busy = true
	i.show()
	r.aside(func() error {
		reading, err := r.cfg.Open(i.name, i.data, wish, lang)
		r.later(func() {
			if turn != i.turn || r.importer != i {
				return
			}
			i.busy = false
			if err == nil {
				reading.Untitled = i.reading.Untitled
				i.reading = reading
			}
			i.read()
		})
		if err != nil {
			return fmt.Errorf("read %s: %w", i.name, err)
		}
		return nil
	})
}

// read takes in what was read.
func (i *importer) read() {
	i.layColumns()
	i.compare()
	i.show()
	for _, l := range i.lists {
		if l != nil {
			l.Refresh()
		}
	}
}

// compare works out what the sheet would change in the show as it is now.
func (i *importer) compare() {
	s := i.room.state
	i.seen = s.SheetVersion()
	i.plan, i.changes, i.refused = merging(s, i.reading, i.how)
}

// merging is the command that brings a reading in and what it changes.
func merging(s runsheet.State, from Reading, how runsheet.How) (runsheet.Merge, []runsheet.Change, error) {
	m := runsheet.Merge{Show: from.Show, Source: from.Source, How: how, Sheet: s.SheetVersion()}
	if from.Untitled && how != runsheet.Fresh && s.Show.Title != "" {
		m.Show.Title = s.Show.Title
	}
	if len(s.Show.Slots) == 0 {
		return m, nil, nil
	}
	to, err := s.Merged(m)
	if err != nil {
		return m, nil, err
	}
	return m, runsheet.Diff(s.Show, to), nil
}

// follow keeps the changes true while somebody else edits the sheet.
func (i *importer) follow(s runsheet.State) {
	if s.SheetVersion() != i.seen {
		i.compare()
		i.show()
		i.lists[changesTab].Refresh()
	}
}

// take is the answer: the sheet is brought in.
func (i *importer) take() {
	r := i.room
	if i.mapped && r.cfg.KeepMapping != nil {
		r.cfg.KeepMapping(i.reading.Mapping)
	}
	if i.takesEvent() {
		r.send(runsheet.LoadEvent{Shows: i.reading.Shows, Choose: i.reading.Chosen, Source: i.plan.Source})
		return
	}
	if len(r.state.Show.Slots) == 0 {
		r.send(runsheet.Load{Show: i.plan.Show, Source: i.plan.Source})
		return
	}
	r.send(i.plan)
}

// takesEvent says whether the other shows of the file come onto the desk with the one that was read: not where it only brings
// up to date the sheet that is there, nor once the show has begun.
func (i *importer) takesEvent() bool {
	s := i.room.state
	fresh := len(s.Show.Slots) == 0 || i.how != runsheet.Matched
	return fresh && i.reading.Chosen != "" && len(i.reading.Shows) > 1 && s.MayChoose() == nil
}

// choose is how the sheet is to come in.
func (i *importer) choose(how runsheet.How) {
	if len(i.room.state.Show.Slots) == 0 {
		return
	}
	i.how = how
	i.compare()
	i.show()
	i.lists[changesTab].Refresh()
}

// onImport does something on the import screen while it is open.
func onImport(do func(*importer)) func(*Room) {
	return func(r *Room) {
		if r.importer != nil {
			do(r.importer)
		}
	}
}

func (i *importer) turnTo(t importTab) {
	i.tab = t
	i.show()
}

// turnBy shows the next tab that there is, or the one before.
func (i *importer) turnBy(by int) {
	for t := int(i.tab) + by; t >= 0 && t < int(importTabs); t += by {
		if i.tabs[t].Visible() {
			i.turnTo(importTab(t))
			return
		}
	}
}

// The choices above the tabs.
const (
	pickSheet = iota
	pickDay
	pickRoom
	pickColon
)

// colons are the ways to read 0:05 in a column of lengths.
var colons = []string{"", "h:mm", "m:ss"}

// offered is what one of the choices holds: the words, the values behind them, and the one that is taken.
func (i *importer) offered(n int) (words, values []string, taken string) {
	w := i.room.words
	switch n {
	case pickSheet:
		return i.reading.Sheets, i.reading.Sheets, i.reading.Sheet
	case pickDay, pickRoom:
		all, taken := i.reading.Days, i.wish.Day
		if n == pickRoom {
			all, taken = i.reading.Rooms, i.wish.Room
		}
		if taken == "" {
			taken = i.reading.Taken[n-pickDay]
		}
		return append([]string{w.Say("desktop.load.all")}, all...), append([]string{Every}, all...), taken
	}
	if !i.reading.AsksColon && i.wish.Colon == "" {
		return nil, nil, ""
	}
	for _, c := range colons {
		words = append(words, w.Say("desktop.colon."+c))
	}
	return words, colons, i.wish.Colon
}

func (i *importer) pick(n, taken int) {
	_, values, was := i.offered(n)
	if taken < 0 || taken >= len(values) || values[taken] == was {
		return
	}
	switch value := values[taken]; n {
	case pickSheet:
		i.wish = Wish{Sheet: value}
		i.mapped = false
	case pickDay:
		i.wish.Day = value
	case pickRoom:
		i.wish.Room = value
	case pickColon:
		i.wish.Colon = value
	}
	i.again()
}

// layColumns makes a line for every column: its header, what it is for, what stands in it.
func (i *importer) layColumns() {
	columns := i.reading.Mapping.Columns
	w := i.room.words
	roles := make([]string, len(i.room.cfg.Roles))
	for n, role := range i.room.cfg.Roles {
		roles[n] = w.Say("desktop.column-role." + role)
	}
	if len(i.choices) != len(columns) {
		i.choices = nil
		i.columns.RemoveAll()
		for n := range columns {
			choice := kit.NewChoice(func(taken int) { i.remap(n, taken) })
			choice.OnEscape, choice.OnEnter = i.room.shut, i.room.confirm
			i.choices = append(i.choices, choice)
			header, sample := kit.NewBold(theme.Text, theme.Ink), kit.NewLine(theme.Text, theme.Dim)
			left := kit.Across(8, kit.Wide(210, header), kit.Wide(210, choice))
			i.columns.Add(container.NewBorder(nil, nil, left, nil, kit.Pad(4, sample)))
		}
	}
	for n, c := range columns {
		i.choices[n].Offer(roles, slices.Index(i.room.cfg.Roles, c.Role))
		var texts []string
		for _, row := range i.reading.Sample {
			if n < len(row) && strings.TrimSpace(row[n]) != "" {
				texts = append(texts, strings.Join(strings.Fields(row[n]), " "))
			}
		}
		row := i.columns.Objects[n].(*fyne.Container) // Border keeps its centre first
		row.Objects[0].(*fyne.Container).Objects[0].(*kit.Line).Set(strings.Join(texts, " · "))
		row.Objects[1].(*fyne.Container).Objects[0].(*fyne.Container).Objects[0].(*kit.Line).Set(c.Header)
	}
}

// remap reads the file again with a column taken for something else; what was taken for that until now is for nothing.
func (i *importer) remap(n, taken int) {
	role := i.room.cfg.Roles[taken]
	m := Mapping{Shape: i.reading.Mapping.Shape, Columns: slices.Clone(i.reading.Mapping.Columns)}
	if m.Columns[n].Role == role {
		return
	}
	for k := range m.Columns {
		if m.Columns[k].Role == role {
			m.Columns[k].Role = ""
		}
	}
	m.Columns[n].Role = role
	i.wish.Mapping, i.mapped = &m, true
	i.reading.Mapping = m
	i.layColumns()
	i.again()
}

// show draws the screen as things stand.
func (i *importer) show() {
	r, w := i.room, i.room.words
	loaded, live := len(r.state.Show.Slots) > 0, r.state.OnAirSlot() != ""
	name := i.name
	if name == i.reading.Show.Title {
		name = ""
	}
	i.title.Set(join(" · ", i.reading.Show.Title, w.Say("desktop.load.slots", "n", len(i.reading.Show.Slots)), name))
	if i.busy {
		i.found.Set(w.Say("desktop.reading", "name", i.name))
	} else {
		others := ""
		if i.takesEvent() {
			others = w.Say("desktop.load.others", "n", len(i.reading.Shows)-1, "key", r.keyOf(actDay))
		}
		i.found.Set(join(" · ", count(i.reading.Problems, w), others))
	}
	some := false
	for n, choice := range i.picks {
		words, values, taken := i.offered(n)
		several := len(values) > 1 && (n == pickColon || len(values) > 2 || n == pickSheet)
		some = some || several
		kit.Show(i.pickRow.Objects[n], several)
		if several {
			i.pickNames[n].Set(w.Say("desktop.load.pick." + []string{"sheet", "day", "room", "colon"}[n]))
			choice.Offer(words, slices.Index(values, taken))
		}
	}
	kit.Show(i.pickRow, some)
	kit.Show(i.howRow, loaded)
	for n, h := range hows {
		_, _, err := merging(r.state, i.reading, h.how)
		i.hows[n].Label(w.Say("desktop.how."+string(h.how)), h.key).Enable(err == nil || h.how == i.how)
		weight := kit.Plain
		if h.how == i.how {
			weight = kit.Urgent
		}
		i.hows[n].Weigh(weight)
	}
	warning := ""
	switch {
	case i.refused != nil:
		warning = "⚠ " + complaint(i.refused, w)
	case loaded:
		warning = i.said(live)
	}
	i.why.Set(warning)
	kit.Show(i.warning.Box, warning != "")
	yes := "desktop.load.do"
	if loaded {
		yes = "desktop.how." + string(i.how)
	}
	i.dialog.yes.Label(w.Say(yes), w.Say("desktop.key.enter"))
	i.dialog.yes.Enable(i.refused == nil && !i.busy)

	n := [importTabs]int{len(i.reading.Show.Slots), len(i.reading.Mapping.Columns), len(i.reading.Problems), len(i.changes)}
	for t := range i.tabs {
		i.tabs[t].Label(w.Say("desktop.load.tab."+importTabWords[t], "count", n[t]), "")
		weight := kit.Quiet
		if importTab(t) == i.tab {
			weight = kit.Plain
		}
		i.tabs[t].Weigh(weight)
	}
	kit.Show(i.tabs[columnsTab], n[columnsTab] > 0)
	kit.Show(i.tabs[changesTab], loaded)
	kit.Show(i.columnsBox, i.tab == columnsTab)
	for t, l := range i.lists {
		if l != nil {
			kit.Show(l, importTab(t) == i.tab)
		}
	}
}

// said sums up what would change.
func (i *importer) said(live bool) string {
	w := i.room.words
	changed, added, gone := runsheet.Count(i.changes)
	key := "desktop.load.changes"
	switch {
	case len(i.changes) == 0:
		key = "desktop.load.same"
	case live:
		key = "desktop.load.changes.live"
	}
	text := w.Say(key, "added", added, "removed", gone, "altered", changed)
	if standby := i.room.state.Standby; standby != "" && i.plan.How != runsheet.Fresh {
		for _, c := range i.changes {
			if c.Slot == standby && c.Removed != nil {
				text += " " + w.Say("desktop.load.standby")
			}
		}
	}
	return text
}

// importLine is one line of the lists on the import screen.
type importLine struct {
	sign tinted
	text string
	more string
}

func (i *importer) slotLine(n int) importLine {
	slot, loc := i.reading.Show.Slots[n], i.reading.Show.Location()
	fixed := ""
	if slot.Hard {
		fixed = i.room.words.Say("desktop.row.hard")
	}
	at := clockTime(slot.Start, loc)
	if at == "" {
		at = "…"
	}
	return importLine{text: join("   ", at, span(slot.Length), slotTitle(slot, i.room.words)),
		more: join(" · ", fixed, strings.Join(slot.People, ", "), slot.Scene, slot.Notes)}
}

// scroll moves what is listed, some lines a press.
func (i *importer) scroll(by int) {
	if i.tab == columnsTab {
		i.columnsBox.ScrollToOffset(i.columnsBox.Offset.AddXY(0, float32(by)*importTurn))
		return
	}
	scrollLines(i.lists[i.tab], by)
}

// importTurn is how far an arrow scrolls.
const importTurn = 120

func scrollLines(list *kit.List, by int) {
	list.ScrollToOffset(list.GetScrollOffset() + float32(by)*importTurn)
}

// tellProblems lists what could not be read of the run sheet that this start has opened, where something could not.
func (r *Room) tellProblems(then func()) {
	all, w := r.cfg.Problems, r.words
	if !slices.ContainsFunc(all, func(p Problem) bool { return p.Severity == SeverityError }) {
		then()
		return
	}
	list := kit.NewList(r, func() int { return len(all) }, func() kit.Row {
		return newImportRow(func(n int) importLine { return problemLine(all[n], w) })
	})
	size := r.window.Canvas().Size()
	size = fyne.NewSize(min(size.Width-140, 820), min(size.Height-260, problemsHead+float32(len(all))*problemRow))
	body := container.NewBorder(paragraph(w.Say("desktop.problems.body", "edit", r.keyOf(actEdit)), size.Width), nil, nil, nil, list)
	d := r.ask(join(" · ", w.Say("desktop.problems"), count(all, w)), container.New(&fixed{size}, body), "", kit.Plain, nil)
	d.turn = func(by int) { scrollLines(list, by) }
	d.left = then
}

// problemRow is the height of one problem in that list, problemsHead of what is said above them.
const problemRow, problemsHead = 56, 90

func (i *importer) problemLine(n int) importLine {
	return problemLine(i.reading.Problems[n], i.room.words)
}

func problemLine(p Problem, w assets.Words) importLine {
	read := ""
	if p.Read != "" {
		read = quote(p.Read, 60, w)
	}
	place := where(p, w)
	if place == "" && read == "" {
		place = w.Say("desktop.load.file")
	}
	return importLine{severitySigns[p.Severity], join(" · ", place, read), p.Message}
}

// changeLine says what becomes of one slot: a sign, its name, and the fields with what they were and will be.
func (i *importer) changeLine(n int) importLine {
	c, s, w := i.changes[n], i.room.state, i.room.words
	old, _ := s.Show.Find(c.Slot)
	switch {
	case c.Slot == "":
		return importLine{tinted{"≈", theme.Focus}, w.Say("desktop.deed.show"), compared(c, s.Show, w)}
	case c.Added != nil:
		return importLine{tinted{"+", theme.Ready}, slotTitle(*c.Added, w), w.Say("desktop.change.added")}
	case c.Removed != nil:
		return importLine{tinted{"−", theme.OnAir}, slotTitle(*c.Removed, w), w.Say("desktop.change.removed")}
	}
	moved := ""
	if c.To != nil {
		moved = w.Say("desktop.change.moved")
	}
	return importLine{tinted{"≈", theme.Focus}, slotTitle(old, w), join(" · ", moved, compared(c, s.Show, w))}
}

// compared lists the fields of a change with what they were and will be.
func compared(c runsheet.Change, show runsheet.Show, w assets.Words) string {
	if c.Is == nil || c.Was == nil {
		return ""
	}
	loc := show.Location()
	var parts []string
	pair := func(field, was, is string) {
		parts = append(parts, w.Say("desktop.patch."+field)+" "+quote(was, 30, w)+" → "+quote(is, 30, w))
	}
	was, is := c.Was, c.Is
	if was.Number != nil && is.Number != nil {
		pair("number", *was.Number, *is.Number)
	}
	if was.Title != nil && is.Title != nil {
		pair("title", *was.Title, *is.Title)
	}
	if was.Start != nil && is.Start != nil {
		pair("start", clockTime(*was.Start, loc), clockTime(*is.Start, loc))
	}
	if was.Length != nil && is.Length != nil {
		pair("length", span(*was.Length), span(*is.Length))
	}
	if was.Scene != nil && is.Scene != nil {
		pair("scene", *was.Scene, *is.Scene)
	}
	rest := *is
	rest.Number, rest.Title, rest.Start, rest.Length, rest.Scene = nil, nil, nil, nil, nil
	return join(" · ", strings.Join(parts, " · "), fieldNames(&rest, w))
}

// importRow draws one line of a list.
type importRow struct {
	widget.BaseWidget
	sign, text, more *kit.Line
	say              func(int) importLine
}

func newImportRow(say func(int) importLine) *importRow {
	r := &importRow{say: say, sign: kit.NewBold(theme.Text, theme.Dim).Align(fyne.TextAlignCenter),
		text: kit.NewBold(theme.Text, theme.Ink), more: kit.NewLine(theme.Text, theme.Dim)}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the row.
func (r *importRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewBorder(nil, nil, r.sign, nil, kit.Down(0, r.text, r.more)))
}

// Bind makes the row stand for a line.
func (r *importRow) Bind(n int) {
	v := r.say(n)
	r.sign.Paint(v.sign.text, v.sign.token)
	r.text.Set(v.text)
	r.more.Set(v.more)
}

// fixed gives its one object a size.
type fixed struct{ size fyne.Size }

func (l *fixed) MinSize([]fyne.CanvasObject) fyne.Size { return l.size }

func (l *fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}
