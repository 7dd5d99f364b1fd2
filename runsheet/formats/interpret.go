package formats

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"regie/runsheet"
)

const (
	// afterMidnight is how far a clock must go back to have passed midnight instead of being a mistake.
	afterMidnight = 6 * time.Hour
	// openEnd is the longest that a slot may be believed to last when only the next start tells.
	openEnd = 6 * time.Hour
)

// moment is a start or an end as a cell told it; how much of the date it told varies.
type moment struct {
	known   bool
	since   time.Duration // midnight
	day     date
	instant time.Time
}

// line is a row below the header on its way to a slot. Lines that are no slot still take part in the reckoning of time.
type line struct {
	row       int
	slot      runsheet.Slot
	noSlot    bool
	id        string
	room      string
	day       date // told by the row itself
	onDay     date // the day of the event that it belongs to
	everybody bool // it belongs to every room
	reserve   bool // outside the running order
	follows   bool // told to follow the row above, whatever its start says
	start     moment
	end       moment
	at        time.Time // the planned start, once known
	until     time.Time // the planned end, once known
	length    length
	hasLength bool
	badLength string // what stood there instead
}

// interpreter turns one sheet into a show.
type interpreter struct {
	g          *grid
	head       *header
	columns    map[int]column
	headers    map[Role]string // the first column of each role, as written
	rep        *reporter
	opt        Options
	loc        *time.Location
	today      date
	day        date // the day that the sheet is for
	result     Result
	words      map[string]bool // kinds already complained about
	conference bool            // several days and rooms are a choice
	started    bool            // Ontime's template has had a start
	group      string          // the group of Ontime's template that the rows belong to
}

func newInterpreter(g *grid, head *header, opt Options, rep *reporter) *interpreter {
	in := &interpreter{
		g: g, head: head, opt: opt, rep: rep, today: dateOf(opt.Today),
		columns: map[int]column{}, headers: map[Role]string{}, words: map[string]bool{},
	}
	if opt.Today.IsZero() {
		in.today = date{1970, time.January, 1}
	}
	in.setZone(opt.Zone)
	names := map[string]bool{}
	for _, c := range head.columns {
		if c.role == RoleNone && names[c.header] {
			c.header += " (" + letter(c.index) + ")"
		}
		names[c.header] = true
		in.columns[c.index] = c
		if _, has := in.headers[c.role]; !has {
			in.headers[c.role] = c.header
		}
	}
	return in
}

func (in *interpreter) setZone(zone string) {
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		in.rep.add(CodeBadZone, 0, "", zone, "UTC")
		zone, loc = "UTC", time.UTC
	}
	in.loc, in.result.Show.Zone = loc, zone
}

func (in *interpreter) run() {
	in.preamble()
	lines := in.body()
	in.chooseDay(lines)
	in.place(lines)
	in.apart(lines, (*interpreter).settle)
	in.settle(lines)
}

// settle makes slots of the lines of the day and the room that were asked for.
func (in *interpreter) settle(lines []line) {
	lines = in.chosen(lines)
	in.measure(lines)
	in.check(lines)
	in.finish(lines)
}

// column is what is known about a place of the sheet; one that the header leaves out goes by its letter.
func (in *interpreter) column(index int) column {
	if c, ok := in.columns[index]; ok {
		return c
	}
	return column{index: index, header: letter(index)}
}

var (
	keyValue   = regexp.MustCompile(`^([^:]{1,30}?)\s*:\s*(.*)$`)
	titleKeys  = []string{"titre", "titre de l emission", "title", "emission", "nom de l emission", "show", "evenement", "event", "conducteur", "programme", "titel", "veranstaltung"}
	otherKeys  = []string{"date", "lieu", "salle", "heure", "horaire", "debut", "fin", "duree", "regie", "realisation", "production", "contact", "client", "version", "mise a jour", "maj", "auteur", "redaction", "place", "venue", "room", "time", "author", "updated", "ort", "raum", "zeit", "datum", "stand"}
	bareTitles = []string{"conducteur", "run sheet", "runsheet", "rundown", "cue sheet", "programme", "program", "planning", "deroule", "schedule", "ablaufplan", "ablauf", "feuille de route"}
)

// use notes what became of a row.
func (in *interpreter) use(row int, use Use) {
	in.result.Rows = append(in.result.Rows, RowUse{Row: row, Use: use})
}

// leaveOut notes a row that is no slot, and says why.
func (in *interpreter) leaveOut(code Code, row int, text string, args ...string) {
	in.use(row, UseLeftOut)
	in.rep.add(code, row, "", text, args...)
}

// preamble reads the rows above the header: the first that looks like a title is the title, the first day is the day.
func (in *interpreter) preamble() {
	spare := ""
	for i := range in.g.rows[:in.head.top] {
		r := &in.g.rows[i]
		cells := r.own()
		told := false
		for n, c := range cells {
			if d, _, ok := in.dayOf(c); ok && in.day.zero() {
				in.day, told = d, true
			}
			if in.result.Show.Title != "" || n > 0 && spare != "" {
				continue
			}
			title := titleOf(cells[n:], in.today)
			told = told || title != ""
			if slices.Contains(bareTitles, fold(title)) {
				spare = title
				continue
			}
			in.result.Show.Title = title
		}
		switch {
		case told:
			in.use(r.number, UseTitle)
		case len(cells) > 0:
			in.leaveOut(CodeRowAbove, r.number, rowText(cells))
		}
	}
	for i := in.head.top; i <= in.head.row; i++ {
		in.use(in.g.rows[i].number, UseHeader)
	}
	for _, title := range []string{spare, baseName(in.opt.Name)} {
		if in.result.Show.Title == "" {
			in.result.Show.Title = title
		}
	}
	if in.day.zero() {
		in.day, _, _ = findDate(in.g.name, in.today)
	}
}

// rowText is a row as one line of a list.
func rowText(cells []cell) string {
	var texts []string
	for _, c := range cells[:min(len(cells), 8)] {
		texts = append(texts, oneLine(c.text))
	}
	return strings.Join(texts, " · ")
}

// titleOf reads a title from the front of a row; empty when the row says something else.
func titleOf(cells []cell, today date) string {
	c := cells[0]
	if c.typ != textCell || len(c.text) > 300 || !strings.ContainsFunc(c.text, unicode.IsLetter) {
		return ""
	}
	if _, alone, ok := findDate(c.text, today); ok && alone {
		return ""
	}
	if m := keyValue.FindStringSubmatch(c.text); m != nil {
		key := fold(m[1])
		switch {
		case slices.Contains(titleKeys, key) && m[2] != "":
			return oneLine(m[2])
		case slices.Contains(titleKeys, key) && len(cells) > 1:
			return oneLine(cells[1].text)
		case slices.Contains(titleKeys, key), slices.Contains(otherKeys, key):
			return ""
		}
	}
	return oneLine(c.text)
}

// dayOf reads a day from a cell, and tells whether the cell says nothing else.
func (in *interpreter) dayOf(c cell) (d date, alone, ok bool) {
	if c.typ == dayCell {
		d, clock := splitDay(c.number)
		return d, clock == 0, true
	}
	if c.typ != textCell {
		return date{}, false, false
	}
	return findDate(c.text, in.today)
}

// body reads the rows below the header.
func (in *interpreter) body() []line {
	var lines []line
	for i := in.head.row + 1; i < len(in.g.rows); i++ {
		r := &in.g.rows[i]
		own := r.own()
		if len(own) == 0 {
			continue
		}
		text := rowText(own)
		day, isDay := in.dayRow(own)
		switch {
		case in.ontime():
			// Ontime's template says itself what each row is.
			lines = append(lines, in.ontimeLines(r)...)
		case in.isHeader(own):
			in.leaveOut(CodeRowHeader, r.number, text)
		case !slices.ContainsFunc(own, readable):
			in.leaveOut(CodeRowDecoration, r.number, text)
		case in.isTotal(own):
			in.leaveOut(CodeRowTotal, r.number, text)
		case isDay:
			in.use(r.number, UseDay)
			lines = append(lines, line{row: r.number, noSlot: true, day: day})
		case in.onlyTime(own):
			in.leaveOut(CodeRowOnlyTime, r.number, text)
			lines = append(lines, in.timeLine(r.number, own))
		case in.isHeading(r, own):
			in.leaveOut(CodeRowHeading, r.number, text)
		default:
			lines = append(lines, in.slotLine(r))
		}
	}
	return lines
}

func readable(c cell) bool {
	return strings.ContainsFunc(c.text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// isHeader recognises the header that some sheets repeat on every page.
func (in *interpreter) isHeader(own []cell) bool {
	return len(own) > 1 && !slices.ContainsFunc(own, func(c cell) bool {
		col, ok := in.columns[c.column]
		return !ok || oneLine(c.text) != col.header
	})
}

func (in *interpreter) isTotal(own []cell) bool {
	total := false
	for _, c := range own {
		switch in.column(c.column).role {
		case RolePeople, RoleScene:
			return false
		case RoleStart:
			if !isTotal(c.text) {
				return false
			}
		}
		total = total || isTotal(c.text)
	}
	return total
}

// dayRow recognises a row that holds nothing but a day, in one cell or in a few.
func (in *interpreter) dayRow(own []cell) (date, bool) {
	if len(own) > 3 {
		return date{}, false
	}
	if len(own) == 1 && own[0].typ == dayCell {
		d, alone, _ := in.dayOf(own[0])
		return d, alone
	}
	var words []string
	for _, c := range own {
		if c.typ != textCell && c.typ != dayCell {
			return date{}, false
		}
		words = append(words, c.text)
	}
	d, alone, ok := findDate(strings.Join(words, " "), in.today)
	return d, ok && alone
}

// onlyTime recognises a row that tells a time and nothing about it. A start with a length is a slot without a title.
func (in *interpreter) onlyTime(own []cell) bool {
	start, length := false, false
	for _, c := range own {
		switch in.column(c.column).role {
		case RoleStart:
			m, _ := in.moments(c)
			if !m.known {
				return false
			}
			start = true
		case RoleLength:
			length = true
		case RoleEnd, RoleDate:
		default:
			return false
		}
	}
	return !start || !length
}

// timeLine keeps the time of a row without a slot: it ends the slot above.
func (in *interpreter) timeLine(number int, own []cell) line {
	l := line{row: number, noSlot: true}
	for _, c := range own {
		switch in.column(c.column).role {
		case RoleStart:
			l.start, _ = in.moments(c)
		case RoleDate:
			l.day, _, _ = in.dayOf(c)
		}
	}
	return l
}

// isHeading recognises "PARTIE 1": one text, away from the columns that hold text or merged over half of the sheet.
func (in *interpreter) isHeading(r *row, own []cell) bool {
	if len(own) != 1 || own[0].typ != textCell {
		return false
	}
	covered := 0
	for _, c := range r.cells {
		if c.spread && c.text == own[0].text {
			covered++
		}
	}
	if covered > 0 && covered+1 >= len(in.head.columns)/2 {
		return true
	}
	switch in.column(own[0].column).role {
	case RoleTitle, RolePeople, RoleScene, RolePoints, RoleNotes:
		return false
	}
	return true
}

// slotLine reads the cells of one slot.
func (in *interpreter) slotLine(r *row) line {
	l := line{row: r.number, slot: runsheet.Slot{Kind: runsheet.Live}}
	in.use(r.number, UseSlot)
	if r.hidden {
		in.rep.add(CodeRowHidden, r.number, "", "")
	}
	kind := ""
	for _, c := range r.cells {
		col := in.column(c.column)
		switch c.typ {
		case errorCell:
			in.rep.add(CodeFormulaError, r.number, col.header, c.text)
			continue
		case pendingCell:
			in.rep.add(CodeFormulaEmpty, r.number, col.header, "")
			continue
		}
		if c.spread && !shared(col.role) {
			continue
		}
		switch col.role {
		case RoleID:
			l.id = c.text
		case RoleNumber:
			l.slot.Number = c.text
		case RoleTitle:
			l.slot.Title = c.text
		case RolePeople:
			l.slot.People = append(l.slot.People, splitPeople(c.text)...)
		case RoleScene:
			l.slot.Scene = c.text
		case RolePoints:
			l.slot.TalkingPoints = c.text
		case RoleNotes:
			l.slot.Notes = c.text
		case RoleKind:
			kind = c.text
			in.readKind(&l, col, c)
		case RoleHard:
			in.readHard(&l, col, c)
		case RoleDate:
			in.readDate(&l, col, c)
		case RoleStart:
			in.readStart(&l, col, c)
		case RoleEnd:
			in.readEnd(&l, col, c)
		case RoleLength:
			in.readLength(&l, col, c)
		case RoleRoom:
			l.room = c.text
			l.keep(col.header, c.text)
		case RoleTimer, RoleLink, RoleSkip:
			in.readOntimeCell(&l, col, c)
		default:
			switch {
			case in.repeats(r, c):
			case isCueHeader(col.header):
				in.readTops(&l, col.header, c.text)
			default:
				l.keep(col.header, c.text)
			}
		}
	}
	if in.group != "" {
		l.keep(groupField, in.group)
	}
	if kind == "" {
		if k, ok := obviousTitles[fold(l.slot.Title)]; ok {
			l.slot.Kind = k
		}
	}
	if l.slot.Title == "" {
		in.rep.add(CodeNoTitle, r.number, in.headers[RoleTitle], "")
	}
	return l
}

// shared says whether a merged cell's value holds for every row that it covers.
func shared(r Role) bool {
	switch r {
	case RoleNone, RoleKind, RolePeople, RoleScene, RoleDate, RoleRoom, RoleNotes, RolePoints:
		return true
	}
	return false
}

// repeats recognises a value under a merged header that is only the one beside it shown in another way, a weekday beside a date.
func (in *interpreter) repeats(r *row, c cell) bool {
	left, ok := r.at(c.column - 1)
	return ok && c.typ == dayCell && left.typ == dayCell && left.number == c.number
}

func (l *line) keep(header, text string) {
	if l.slot.Fields == nil {
		l.slot.Fields = map[string]string{}
	}
	l.slot.Fields[header] = text
}

func (in *interpreter) readKind(l *line, col column, c cell) {
	k, ok := kindOf(c.text)
	l.slot.Kind = k
	if ok {
		return
	}
	l.keep(col.header, c.text)
	if !in.words[c.text] {
		in.words[c.text] = true
		in.rep.add(CodeUnknownKind, l.row, col.header, c.text)
	}
}

func (in *interpreter) readHard(l *line, col column, c cell) {
	answer, ok := yes(c.text)
	l.slot.Hard = answer
	if ok {
		return
	}
	// "17h30" in a column of fixed starts means: this one.
	if m, _ := in.moments(c); m.known {
		l.slot.Hard = true
		if !l.start.known {
			l.start = m
		}
		return
	}
	in.rep.add(CodeBadHard, l.row, col.header, c.text)
}

func (in *interpreter) readDate(l *line, col column, c cell) {
	if d, _, ok := in.dayOf(c); ok {
		l.day = d
		return
	}
	l.keep(col.header, c.text)
	if c.typ == textCell && strings.Trim(c.text, "0123456789") != "" {
		in.rep.add(CodeBadDate, l.row, col.header, c.text, "the day above")
	}
}

func (in *interpreter) readStart(l *line, col column, c cell) {
	start, end := in.moments(c)
	if !start.known {
		in.rep.add(CodeBadStart, l.row, col.header, c.text)
		l.keep(col.header, c.text)
		return
	}
	l.start = start
	if end.known {
		l.end = end
	}
}

func (in *interpreter) readEnd(l *line, col column, c cell) {
	if m, _ := in.moments(c); m.known {
		l.end = m
		return
	}
	in.rep.add(CodeBadEnd, l.row, col.header, c.text)
	l.keep(col.header, c.text)
}

func (in *interpreter) readLength(l *line, col column, c cell) {
	switch c.typ {
	case clockCell:
		d := dayPart(c.number)
		l.length = length{length: d, other: d / 60, ambiguous: c.hoursMinutes && d%time.Minute == 0 && d > 0}
	case numberCell:
		l.length = numberLength(c.number, col.unit)
	case textCell:
		var err error
		if l.length, err = parseLength(c.text, col.unit); err != nil {
			l.badLength = c.text
		}
	default:
		l.badLength = c.text
	}
	if l.length.length < 0 || l.length.length > longest && !l.length.ambiguous {
		l.badLength = c.text
	}
	l.hasLength = l.badLength == ""
	if !l.hasLength {
		l.length = length{}
		l.keep(col.header, c.text)
	}
}

// numberLength reads a bare number: in the header's unit, else in minutes.
func numberLength(n float64, u unit) length {
	size := time.Minute
	switch u {
	case unitHours:
		size = time.Hour
	case unitSeconds:
		size = time.Second
	}
	if n < 0 || n > float64(longest/size) {
		return length{length: -1}
	}
	return length{length: time.Duration(n * float64(size)).Round(time.Millisecond)}
}

var (
	between  = regexp.MustCompile(`^(?:(?i:de|from|von)\s+)?(.+?)\s*(?:-|–|—|→|->|\s(?i:à|to|bis|until|jusqu'à)\s)\s*(.+)$`)
	dateTime = regexp.MustCompile(`^(.*?\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})(?:\s*[T,à]\s*|\s+)(.+)$`)
)

// moments reads a time of day, "17h30 - 18h15", a date with a time, or an instant.
func (in *interpreter) moments(c cell) (start, end moment) {
	switch c.typ {
	case clockCell:
		if d := dayPart(c.number); d < latest {
			return moment{known: true, since: d}, moment{}
		}
		return moment{}, moment{}
	case dayCell:
		day, clock := splitDay(c.number)
		return moment{known: clock > 0 || c.timed, since: clock, day: day}, moment{}
	case numberCell:
		if d, ok := minutesOfDay(c.number); ok && in.headers[RoleTimer] != "" && c.number >= 1 {
			return moment{known: true, since: d}, moment{}
		}
		if c.number > 0 && c.number < 1 {
			return moment{known: true, since: dayPart(c.number)}, moment{}
		}
	case errorCell, pendingCell:
		return moment{}, moment{}
	}
	if len(c.text) > 100 {
		return moment{}, moment{}
	}
	if since, err := timeOfDay(c.text); err == nil {
		return moment{known: true, since: since}, moment{}
	}
	if at, err := time.Parse(time.RFC3339, c.text); err == nil {
		return moment{known: true, instant: at}, moment{}
	}
	if m := dateTime.FindStringSubmatch(c.text); m != nil {
		day, _, ok := findDate(m[1], in.today)
		since, err := timeOfDay(m[2])
		if ok && err == nil {
			return moment{known: true, since: since, day: day}, moment{}
		}
	}
	if m := between.FindStringSubmatch(c.text); m != nil {
		from, err := timeOfDay(m[1])
		to, err2 := timeOfDay(m[2])
		if err == nil && err2 == nil {
			return moment{known: true, since: from}, moment{known: true, since: to}
		}
	}
	return moment{}, moment{}
}

// chooseDay finds the day of the first rows when the sheet's top does not tell it.
func (in *interpreter) chooseDay(lines []line) {
	timed := false
	for _, l := range lines {
		timed = timed || l.start.known && l.start.instant.IsZero()
		for _, d := range []date{l.day, l.start.day} {
			if in.day.zero() {
				in.day = d
			}
		}
	}
	if !in.day.zero() {
		return
	}
	if !in.opt.Date.IsZero() {
		in.day = dateOf(in.opt.Date)
		return
	}
	if d, _, ok := findDate(strings.ReplaceAll(baseName(in.opt.Name), "_", " "), in.today); ok {
		in.day = d
		in.rep.add(CodeDateFromName, 0, "", in.opt.Name, d.String())
		return
	}
	in.day = in.today
	if timed {
		in.rep.add(CodeNoDate, 0, "", "", in.day.String())
	}
}

// cursor is how far the clock has come in one room.
type cursor struct {
	day    date // as it is after midnight
	before *line
}

// place gives every told start its instant. A clock that goes back by hours has passed midnight.
func (in *interpreter) place(lines []line) {
	given := in.day // as told
	rooms := map[string]*cursor{}
	for i := range lines {
		l := &lines[i]
		told := false
		for _, d := range []date{l.day, l.start.day} {
			if !d.zero() && d != given {
				told, given = true, d
			}
		}
		if told {
			for _, c := range rooms {
				c.day = given
			}
		}
		c := rooms[l.room]
		if c == nil {
			c = &cursor{day: given}
			rooms[l.room] = c
		}
		if l.start.known {
			l.at = in.instant(l.start, given, c.day)
			back := time.Duration(0)
			if c.before != nil && !told && l.start.instant.IsZero() {
				back = c.before.at.Sub(l.at)
			}
			if early := l.day.zero() && l.start.day.zero() || l.start.since < afterMidnight; back > afterMidnight && early {
				l.at = c.day.add(1).at(l.start.since, in.loc)
			}
			in.changeOfClocks(l, c.before)
			c.day = dateOf(l.at)
			c.before = l
		}
		if l.end.known && l.start.known {
			l.until = in.instant(l.end, c.day, c.day)
			if second := again(l.until); l.until.Before(l.at) && !second.Before(l.at) {
				l.until = second
			}
			if l.until.Before(l.at) && l.end.instant.IsZero() && l.end.day.zero() {
				l.until = c.day.add(1).at(l.end.since, in.loc)
			}
		}
		l.onDay = given
		if !l.at.IsZero() {
			l.onDay = dateOf(l.at.Add(-nightEnd))
		}
	}
}

// nightEnd is when a day of events begins: what starts earlier belongs to the evening before.
const nightEnd = 4 * time.Hour

// changeOfClocks puts a start right in the night when clocks change: the hour that is skipped is named, and the hour that
// comes twice is the one that follows on the slot before.
func (in *interpreter) changeOfClocks(l, before *line) {
	if !l.start.instant.IsZero() {
		return
	}
	h, m, _ := l.at.Clock()
	if want := l.start.since % (24 * time.Hour); time.Duration(h)*time.Hour+time.Duration(m)*time.Minute != want.Truncate(time.Minute) {
		in.rep.add(CodeNoSuchTime, l.row, in.headers[RoleStart], formatClock(want), l.at.Format("15:04 MST"))
	}
	first := firstTime(l.at)
	l.at = first
	second := again(first)
	if second.IsZero() || before == nil {
		return
	}
	end := before.at
	switch {
	case !before.until.IsZero():
		end = before.until
	case before.hasLength && !before.length.ambiguous:
		end = before.at.Add(before.length.length)
	}
	if !before.at.Before(first) || second.Sub(end).Abs() < first.Sub(end).Abs() {
		l.at = second
	}
}

// firstTime is the first of the two instants at which the clocks show the same time of one night.
func firstTime(at time.Time) time.Time {
	if other := at.Add(-time.Hour); sameClock(other, at) {
		return other
	}
	return at
}

// again is the second instant at which the clocks show the same time of the same night; zero on any other.
func again(at time.Time) time.Time {
	if second := at.Add(time.Hour); sameClock(at, second) {
		return second
	}
	return time.Time{}
}

func sameClock(a, b time.Time) bool {
	ha, ma, _ := a.Clock()
	hb, mb, _ := b.Clock()
	return ha == hb && ma == mb
}

func (in *interpreter) instant(m moment, given, day date) time.Time {
	switch {
	case !m.instant.IsZero():
		return m.instant.In(in.loc)
	case !m.day.zero():
		return m.day.at(m.since, in.loc)
	case m.since >= 24*time.Hour:
		return given.at(m.since, in.loc)
	}
	return day.at(m.since, in.loc)
}

// gap is the time from a line's start to its end as its neighbours tell it: its own end, or the next start in its room.
func gap(lines []line, i int) (time.Duration, bool) {
	l := &lines[i]
	if l.at.IsZero() {
		return 0, false
	}
	if !l.until.IsZero() {
		return l.until.Sub(l.at), l.until.After(l.at)
	}
	for _, next := range lines[i+1:] {
		if next.slot.Dropped || next.noSlot && !next.start.known || next.room != l.room && next.room != "" {
			continue
		}
		return next.at.Sub(l.at), next.at.After(l.at)
	}
	return 0, false
}

// measure gives every slot its length.
func (in *interpreter) measure(lines []line) {
	short := in.minutesAndSeconds(lines)
	lengths, starts := false, false
	for _, l := range lines {
		lengths = lengths || l.hasLength || l.badLength != ""
		starts = starts || l.start.known
	}
	if !lengths && !starts {
		in.rep.add(CodeNoLength, 0, "", "")
	}
	for i := range lines {
		l := &lines[i]
		if l.noSlot {
			continue
		}
		around, known := gap(lines, i)
		switch {
		case l.hasLength:
			l.slot.Length = l.length.length
			if l.length.ambiguous && in.isShort(l, around, known, short) {
				l.slot.Length = l.length.other
			}
			if !l.until.IsZero() && (around-l.slot.Length).Abs() >= time.Minute {
				in.rep.add(CodeEndDisagrees, l.row, in.headers[RoleEnd], l.until.Format("15:04:05"), human(around), human(l.slot.Length))
			}
		case !l.until.IsZero(), known && around <= openEnd && (!lengths || l.badLength != ""):
			l.slot.Length = max(around, 0)
		case known && !lengths:
			in.rep.add(CodeLengthUnknown, l.row, in.headers[RoleStart], "", human(around))
		}
		if l.badLength != "" {
			in.rep.add(CodeBadLength, l.row, in.headers[RoleLength], l.badLength, human(l.slot.Length))
		}
	}
}

// isShort says whether "0:05" is five seconds in this row: what the next start says exactly goes before what holds for the
// rest of the column.
func (in *interpreter) isShort(l *line, around time.Duration, known, column bool) bool {
	if in.opt.Colon != "" {
		return in.opt.Colon == MinutesSeconds
	}
	switch {
	case known && around == l.length.length:
		return false
	case known && around == l.length.other:
		return true
	}
	return column
}

// minutesAndSeconds decides for the whole column whether "0:05" is five seconds, by what the starts around it say. It asks
// when they say nothing.
func (in *interpreter) minutesAndSeconds(lines []line) bool {
	long, short := 0, 0
	first := -1
	for i, l := range lines {
		if !l.hasLength || !l.length.ambiguous {
			continue
		}
		around, known := gap(lines, i)
		switch {
		case l.length.length >= 24*time.Hour:
			short++
		case known && (around-l.length.length).Abs() <= (around-l.length.other).Abs():
			long++
		case known:
			short++
		case first < 0:
			first = i
		}
	}
	if first >= 0 && long == short && in.opt.Colon == "" {
		if c, ok := in.cellOf(lines[first].row, RoleLength); ok && c.typ == textCell {
			l := lines[first].length
			in.rep.add(CodeLengthAmbiguous, lines[first].row, in.headers[RoleLength], c.text, human(l.length), human(l.other))
		}
	}
	return short > long
}

func (in *interpreter) cellOf(number int, want Role) (cell, bool) {
	i, ok := in.g.find(number)
	if !ok {
		return cell{}, false
	}
	for _, c := range in.g.rows[i].cells {
		if in.column(c.column).role == want {
			return c, true
		}
	}
	return cell{}, false
}

// check compares each slot with the one before it in its room.
func (in *interpreter) check(lines []line) {
	type span struct{ start, end time.Time }
	last := map[string]span{}
	var rooms []string
	for _, l := range lines {
		if l.noSlot || l.reserve || l.slot.Dropped {
			continue
		}
		before, seen := last[l.room]
		if !seen && l.room != "" {
			rooms = append(rooms, l.room)
		}
		at := l.at
		switch {
		case at.IsZero():
			at = before.end
		case !seen || before.start.IsZero():
		case at.Before(before.start):
			in.rep.add(CodeBackwards, l.row, in.headers[RoleStart], at.Format("15:04"), human(before.start.Sub(at)))
		case before.end.Sub(at) >= time.Second:
			in.rep.add(CodeOverlap, l.row, in.headers[RoleStart], at.Format("15:04"), human(before.end.Sub(at)))
		}
		if at.IsZero() {
			continue
		}
		last[l.room] = span{at, at.Add(l.slot.Length)}
	}
	if len(rooms) > 1 && in.opt.Room == "" && !in.conference {
		in.rep.add(CodeSeveralRooms, 0, in.headers[RoleRoom], "", decimal(len(rooms)), shorten(strings.Join(rooms, ", ")))
	}
}

// finish names the slots and puts the problems in the sheet's order.
func (in *interpreter) finish(lines []line) {
	ids := newIDMaker()
	show := &in.result.Show
	for _, l := range lines {
		if l.noSlot {
			continue
		}
		in.soundCues(&l)
		takeTiming(&l.slot)
		l.slot.Start = l.at
		l.slot.ID = in.id(ids, l, len(show.Slots)+1)
		if i, ok := slices.BinarySearchFunc(in.result.Rows, l.row, func(u RowUse, row int) int { return u.Row - row }); ok {
			in.result.Rows[i].Slot = l.slot.ID
		}
		if l.reserve {
			show.Reserve = append(show.Reserve, l.slot)
			continue
		}
		show.Slots = append(show.Slots, l.slot)
		if in.result.Date == "" && !l.at.IsZero() {
			in.result.Date = l.at.Format(time.DateOnly)
		}
	}
	if in.result.Date == "" {
		in.result.Date = in.day.String()
	}
	slices.SortStableFunc(in.rep.problems, func(a, b Problem) int { return a.Row - b.Row })
}

// id is the sheet's own id; else made of the title, which stays when rows are moved and numbered anew; else of the number,
// else of the place.
func (in *interpreter) id(ids idMaker, l line, place int) runsheet.SlotID {
	wanted := l.id
	if !urlSafe(wanted) {
		wanted = slug(wanted)
	}
	if wanted != "" {
		id := ids.make(wanted)
		if string(id) != wanted {
			in.rep.add(CodeDuplicateID, l.row, in.headers[RoleID], l.id, string(id))
		}
		return id
	}
	if wanted = slug(l.slot.Title); wanted == "" {
		if wanted = slug(l.slot.Number); wanted != "" {
			wanted = "n" + wanted
		} else {
			wanted = fmt.Sprintf("s%02d", place)
		}
	}
	return ids.make(wanted)
}
