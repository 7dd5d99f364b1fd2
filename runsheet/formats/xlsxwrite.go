package formats

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"regie/runsheet"
)

// What marks a workbook as ours. The name keeps through Excel and LibreOffice; under it, texts are read to the letter, and
// the hidden row of ownCells says what every column is, whatever people made of its header.
const (
	ownName  = "Regie_run_sheet"
	ownCell  = "regie:"
	ownField = "regie:field:"
	ownZone  = "regie:zone="
	ownTotal = "regie:total"
	ownCues  = Role("cues")
	ownState = Role("state")
	ownExtra = Role("field")
)

// ownRoles are the columns of our workbooks, before those of the sheet's own.
var ownRoles = []Role{RoleNumber, RoleStart, RoleEnd, RoleLength, RoleTitle, RoleKind, RolePeople, RoleScene, RolePoints, RoleNotes, RoleHard, ownState}

var columnWidths = map[Role]float64{
	RoleNumber: 6, RoleStart: 10, RoleEnd: 10, RoleLength: 10, RoleTitle: 38, RoleKind: 13, RolePeople: 26, RoleScene: 20,
	RolePoints: 44, RoleNotes: 34, RoleHard: 7, ownState: 10, ownExtra: 16, ownCues: 20, RoleID: 12,
}

// ownColumn is one column of our workbook.
type ownColumn struct {
	role Role
	head string
	name string // of a field
}

// WriteXLSX writes a show as a conducteur to print and to go on working in: starts that follow and the total are formulas,
// kinds have their colours, the header is frozen and repeated on every page. Read gives it back, to the millisecond.
func WriteXLSX(w io.Writer, show runsheet.Show, lang Lang) error {
	lang = lang.known()
	f := excelize.NewFile()
	defer f.Close()
	book := bookWriter{f: f, show: show, lang: lang, sheet: phrases[lang][phraseSheet], styles: map[styleKey]int{}}
	if err := book.write(); err != nil {
		return fmt.Errorf("write run sheet: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write run sheet: %w", err)
	}
	return nil
}

type bookWriter struct {
	f       *excelize.File
	out     *excelize.StreamWriter
	show    runsheet.Show
	lang    Lang
	sheet   string
	columns []ownColumn
	slots   []placed
	styles  map[styleKey]int
}

// Rows of our workbook, from 1.
const (
	titleRow = 1 + iota
	dayRow
	rolesRow
	headRow
	firstSlotRow
)

// cued says whether any slot has cues: a column that is always empty is not shown.
func (b *bookWriter) cued() bool {
	return slices.ContainsFunc(everySlot(b.show), func(s placed) bool { return len(s.Cues) > 0 })
}

func (b *bookWriter) write() error {
	for _, r := range ownRoles {
		b.columns = append(b.columns, ownColumn{role: r, head: heads[b.lang][r]})
	}
	for _, name := range fieldNames(b.show) {
		b.columns = append(b.columns, ownColumn{role: ownExtra, head: name, name: name})
	}
	b.columns = append(b.columns, ownColumn{role: ownCues, head: phrases[b.lang][phraseTops]}, ownColumn{role: RoleID, head: heads[b.lang][RoleID]})
	if len(b.columns) > maxColumns {
		return fmt.Errorf("more than %d columns", maxColumns)
	}
	if err := b.page(); err != nil {
		return err
	}
	var err error
	if b.out, err = b.f.NewStreamWriter(b.sheet); err != nil {
		return err
	}
	for i, c := range b.columns {
		if err := b.out.SetColWidth(i+1, i+1, columnWidths[c.role]); err != nil {
			return err
		}
		if c.role == ownCues && !b.cued() || c.role == RoleID {
			if err := b.out.SetColVisible(i+1, i+1, false); err != nil {
				return err
			}
		}
	}
	if err := b.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: headRow, TopLeftCell: fmt.Sprintf("A%d", firstSlotRow), ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := b.top(); err != nil {
		return err
	}
	b.slots = everySlot(b.show)
	for i := range b.slots {
		if err := b.slot(i); err != nil {
			return fmt.Errorf("slot %s: %w", b.slots[i].ID, err)
		}
	}
	if err := b.total(); err != nil {
		return err
	}
	return b.out.Flush()
}

// page sets up the paper, which must stand before the rows are written.
func (b *bookWriter) page() error {
	landscape, a4, wide, long, fit := "landscape", 9, 1, 0, true
	first := letter(0)
	last := letter(len(b.columns) - 1)
	full := true
	for _, err := range []error{
		b.f.SetSheetName("Sheet1", b.sheet),
		b.f.SetPageLayout(b.sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &wide, FitToHeight: &long}),
		b.f.SetSheetProps(b.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}),
		b.f.SetHeaderFooter(b.sheet, &excelize.HeaderFooterOptions{OddFooter: "&C&P / &N"}),
		b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$%d:$%d", b.sheet, headRow, headRow), Scope: b.sheet}),
		b.f.SetDefinedName(&excelize.DefinedName{Name: ownName, RefersTo: fmt.Sprintf("'%s'!$%s$%d:$%s$%d", b.sheet, first, headRow, last, headRow)}),
		// Programs that show what is stored may show it; all others add up themselves.
		b.f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full}),
		b.f.SetDocProps(&excelize.DocProperties{Title: b.show.Title, Creator: "Régie"}),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// top writes what stands above the slots.
func (b *bookWriter) top() error {
	title, err := b.style(styleKey{bold: true, size: 16})
	if err != nil {
		return err
	}
	head, err := b.style(styleKey{bold: true, fill: "#D9D9D9", border: true, wrap: true})
	if err != nil {
		return err
	}
	rows := make([][]any, headRow+1)
	if b.show.Title != "" {
		if err := fits(b.show.Title); err != nil {
			return err
		}
		rows[titleRow] = []any{excelize.Cell{StyleID: title, Value: b.show.Title}}
	}
	day := ""
	if at, ok := firstDay(b.show); ok {
		day = b.lang.day(at)
	}
	rows[dayRow] = []any{day}
	for _, c := range b.columns {
		role := ownCell + string(c.role)
		if c.role == ownExtra {
			role = ownField + c.name
		}
		if err := fits(role); err != nil {
			return err
		}
		rows[rolesRow] = append(rows[rolesRow], role)
		rows[headRow] = append(rows[headRow], excelize.Cell{StyleID: head, Value: c.head})
	}
	rows[rolesRow] = append(rows[rolesRow], ownZone+b.show.Zone)
	for number, cells := range rows {
		if len(cells) == 0 {
			continue
		}
		if err := b.out.SetRow(fmt.Sprintf("A%d", number), cells, excelize.RowOpts{Hidden: number == rolesRow}); err != nil {
			return err
		}
	}
	return nil
}

// slot writes one slot's row.
func (b *bookWriter) slot(i int) error {
	s := b.slots[i]
	number := firstSlotRow + i
	cells := make([]any, len(b.columns))
	for j, c := range b.columns {
		cell := excelize.Cell{}
		look := styleKey{border: true, wrap: true}
		if c.role == RoleKind || c.role == RoleTitle {
			look.fill = kindColours[s.Kind]
			look.bold = c.role == RoleTitle
		}
		text := ""
		switch c.role {
		case RoleStart:
			look.format = clockLook(s.start)
			cell = b.startCell(i)
		case RoleEnd:
			if !s.end.IsZero() {
				look.format = clockLook(s.end)
				cell.Value, cell.Formula = b.serial(s.end), fmt.Sprintf("%s%d+%s%d", b.at(RoleStart), number, b.at(RoleLength), number)
				if _, plain := startText(s.start, b.show.Location()); !plain {
					cell.Formula = ""
				}
			}
		case RoleLength:
			look.format = "[h]:mm:ss"
			cell.Value = float64(s.Length) / float64(24*time.Hour)
		case RoleNumber:
			text = s.Number
		case RoleTitle:
			text = s.Title
		case RoleKind:
			text = kindNames[b.lang][s.Kind]
		case RolePeople:
			text = joinPeople(s.People)
		case RoleScene:
			text = s.Scene
		case RolePoints:
			text = s.TalkingPoints
		case RoleNotes:
			text = s.Notes
		case RoleHard:
			if s.Hard {
				text = "x"
			}
		case ownState:
			text = stateOf(s.Slot, s.reserve)
		case ownExtra:
			text = s.Fields[c.name]
		case ownCues:
			text = runsheet.WriteCues(s.Cues)
		case RoleID:
			text = string(s.ID)
		}
		if err := fits(text); err != nil {
			return fmt.Errorf("%s: %w", c.head, err)
		}
		if text != "" {
			cell.Value = text
		}
		var err error
		if cell.StyleID, err = b.style(look); err != nil {
			return err
		}
		cells[j] = cell
	}
	return b.out.SetRow(fmt.Sprintf("A%d", number), cells)
}

// startCell is a start as a number with its day, as a sum where the slot follows the one above, or as a text in the hour
// that the clocks go through twice.
func (b *bookWriter) startCell(i int) excelize.Cell {
	s := b.slots[i]
	if s.start.IsZero() {
		return excelize.Cell{}
	}
	if !s.Start.IsZero() {
		if text, plain := startText(s.start, b.show.Location()); !plain {
			return excelize.Cell{Value: text}
		}
		return excelize.Cell{Value: b.serial(s.start)}
	}
	above := firstSlotRow + i - 1
	for above > firstSlotRow && b.slots[above-firstSlotRow].Dropped {
		above--
	}
	return excelize.Cell{Value: b.serial(s.start), Formula: fmt.Sprintf("%s%d+%s%d", b.at(RoleStart), above, b.at(RoleLength), above)}
}

// startText is the instant written out, and whether a day and a time of day would say as much.
func startText(at time.Time, loc *time.Location) (text string, plain bool) {
	day, start := ownStart(at, loc)
	return start, day != ""
}

// at is the letter of a role's column.
func (b *bookWriter) at(r Role) string { return letter(slices.Index(ownRoles, r)) }

// serial is an instant as spreadsheets count: days since 30 December 1899 by the clock on the wall.
func (b *bookWriter) serial(at time.Time) float64 {
	at = at.In(b.show.Location())
	wall := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
	since := wall.Sub(time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC))
	days := since / (24 * time.Hour)
	return float64(days) + float64(since-days*24*time.Hour)/float64(24*time.Hour)
}

func clockLook(at time.Time) string {
	switch {
	case at.Nanosecond() != 0:
		return "hh:mm:ss.000"
	case at.Second() != 0:
		return "hh:mm:ss"
	}
	return "hh:mm"
}

func (b *bookWriter) total() error {
	n := len(b.slots)
	var sum time.Duration
	for _, s := range b.show.Slots {
		if !s.Dropped {
			sum += s.Length
		}
	}
	plain, err := b.style(styleKey{bold: true, border: true})
	if err != nil {
		return err
	}
	length, err := b.style(styleKey{bold: true, border: true, format: "[h]:mm:ss"})
	if err != nil {
		return err
	}
	cells := make([]any, len(b.columns))
	for j, c := range b.columns {
		switch c.role {
		case RoleTitle:
			cells[j] = excelize.Cell{StyleID: plain, Value: phrases[b.lang][phraseTotal]}
		case RoleLength:
			at := b.at(RoleLength)
			cells[j] = excelize.Cell{StyleID: length, Value: float64(sum) / float64(24*time.Hour), Formula: b.sum(at, n)}
		case RoleID:
			cells[j] = ownTotal
		}
	}
	return b.out.SetRow(fmt.Sprintf("A%d", firstSlotRow+n), cells)
}

// sum adds up the lengths of the slots that stand in the order.
func (b *bookWriter) sum(lengths string, n int) string {
	all := func(column string) string {
		return fmt.Sprintf("%s%d:%s%d", column, firstSlotRow, column, firstSlotRow+n-1)
	}
	sum := fmt.Sprintf("SUM(%s)", all(lengths))
	if slices.ContainsFunc(b.slots, func(s placed) bool { return s.Dropped || s.reserve }) {
		sum += fmt.Sprintf(`-SUMIF(%s,"<>",%s)`, all(letter(slices.Index(ownRoles, ownState))), all(lengths))
	}
	return sum
}

// styleKey is the look of a cell; each is made once.
type styleKey struct {
	bold, border, wrap bool
	size               float64
	fill, format       string
}

func (b *bookWriter) style(k styleKey) (int, error) {
	if id, ok := b.styles[k]; ok {
		return id, nil
	}
	s := &excelize.Style{Font: &excelize.Font{Bold: k.bold, Size: max(k.size, 10)}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: k.wrap}}
	if k.border {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: "A6A6A6", Style: 1})
		}
	}
	if k.fill != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{k.fill}}
	}
	if k.format != "" {
		s.CustomNumFmt = &k.format
	}
	id, err := b.f.NewStyle(s)
	b.styles[k] = id
	return id, err
}

// fits refuses a text that a spreadsheet would cut.
func fits(s string) error {
	if n := len(utf16.Encode([]rune(s))); n > excelize.TotalCellChars {
		return fmt.Errorf("a text of %d signs; a cell holds %d", n, excelize.TotalCellChars)
	}
	return nil
}

// ownSheet finds the sheet that WriteXLSX wrote, and its row of roles.
func ownSheet(grids []*grid) (*grid, int) {
	for _, g := range grids {
		for i, r := range g.rows[:min(len(g.rows), headRow)] {
			if len(r.cells) > len(ownRoles) && !slices.ContainsFunc(r.cells, func(c cell) bool { return !strings.HasPrefix(c.text, ownCell) }) {
				return g, i
			}
		}
	}
	return nil, 0
}

// readOwnSheet reads what WriteXLSX wrote, and what people changed in it since: moved columns, new ones, new rows.
func readOwnSheet(g *grid, roles int, opt Options) (Result, error) {
	rep := &reporter{sheet: g.name}
	in := newInterpreter(g, &header{}, opt, rep)
	if r := g.rows[0]; roles > 0 {
		if c, ok := r.at(0); ok && r.number == titleRow {
			in.result.Show.Title = c.text
		}
	}
	for i := range g.rows[:min(roles+2, len(g.rows))] {
		in.use(g.rows[i].number, UseHeader)
	}
	for _, c := range g.rows[roles].cells {
		col := column{index: c.column}
		switch name, ok := strings.CutPrefix(c.text, ownField); {
		case ok:
			col.role, col.header = ownExtra, name
		case strings.HasPrefix(c.text, ownZone):
			in.setZone(strings.TrimPrefix(c.text, ownZone))
			in.result.Show.Zone = strings.TrimPrefix(c.text, ownZone)
			continue
		default:
			col.role = Role(strings.TrimPrefix(c.text, ownCell))
			col.header = string(col.role)
		}
		in.columns[c.column] = col
	}
	if roles+1 < len(g.rows) {
		for _, c := range g.rows[roles+1].cells {
			col, known := in.columns[c.column]
			if !known {
				in.columns[c.column] = column{index: c.column, header: c.text, role: ownExtra}
			} else if col.role != ownExtra {
				col.header = c.text
				in.columns[c.column] = col
			}
		}
	}
	var lines []line
	for i := roles + 2; i < len(g.rows); i++ {
		if l, ok := in.ownRow(&g.rows[i]); ok {
			lines = append(lines, l)
		}
	}
	in.day = in.today
	day := in.today
	for i := range lines {
		l := &lines[i]
		if l.start.known {
			l.at = in.instant(l.start, day, day)
			day = dateOf(l.at)
		}
		l.slot.Length = l.length.length
	}
	if len(lines) == 0 {
		return Result{}, &NotRunSheetError{Seems: "a run sheet without slots"}
	}
	in.finish(lines)
	in.result.Sheet, in.result.Sheets = g.name, []string{g.name}
	in.result.Problems = rep.problems
	return in.result, nil
}

func (in *interpreter) ownRow(r *row) (line, bool) {
	l := line{row: r.number, slot: runsheet.Slot{Kind: runsheet.Live}}
	for _, c := range r.cells {
		if c.text == ownTotal {
			in.leaveOut(CodeRowTotal, r.number, "")
			in.rep.problems = in.rep.problems[:len(in.rep.problems)-1] // ours: nobody wrote it, nobody misses it
			return l, false
		}
	}
	in.use(r.number, UseSlot)
	for _, c := range r.cells {
		col := in.column(c.column)
		switch {
		case c.typ == errorCell:
			in.rep.add(CodeFormulaError, r.number, col.header, c.text)
			continue
		case c.typ == pendingCell && col.role != RoleStart && col.role != RoleEnd:
			in.rep.add(CodeFormulaEmpty, r.number, col.header, "")
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
			l.slot.People = splitPeople(c.text)
		case RoleScene:
			l.slot.Scene = c.text
		case RolePoints:
			l.slot.TalkingPoints = c.text
		case RoleNotes:
			l.slot.Notes = c.text
		case RoleKind:
			in.readKind(&l, col, c)
		case RoleHard:
			in.readHard(&l, col, c)
		case RoleStart:
			if !c.formula {
				in.readStart(&l, col, c)
			}
		case ownState:
			l.readState(c.text)
		case RoleEnd:
			// It is the sum of the two.
		case RoleLength:
			in.readLength(&l, col, c)
			if l.badLength != "" {
				in.rep.add(CodeBadLength, r.number, col.header, l.badLength, human(0))
			}
		case ownCues:
			in.readCues(&l, col.header, c.text)
		default:
			l.keep(col.header, c.text)
		}
	}
	return l, true
}
