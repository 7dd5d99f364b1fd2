package formats

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"

	"regie/runsheet"
)

// PrintRole is whom a printed run sheet is for; it decides what stands on the page.
type PrintRole string

// Who gets a run sheet on paper.
const (
	PrintRegie    PrintRole = "regie"
	PrintAnimator PrintRole = "animator"
	PrintCapture  PrintRole = "capture"
)

// PrintRoles lists every PrintRole, in the order in which screens offer them.
var PrintRoles = []PrintRole{PrintRegie, PrintAnimator, PrintCapture}

// Fonts are two TrueType files, which go into the PDF as far as they are used.
type Fonts struct{ Regular, Bold []byte }

// printColumn is a column on paper: its width in shares of the page.
type printColumn struct {
	role  Role
	share float64
}

// layout is how the page of a role is made.
type layout struct {
	heading     phrase
	orientation string
	size        float64 // of the text, in points
	columns     []printColumn
}

var layouts = map[PrintRole]layout{
	PrintRegie: {phraseRegie, "L", 8.5, []printColumn{
		{RoleNumber, 4}, {RoleStart, 7}, {RoleLength, 7}, {RoleTitle, 22}, {RoleKind, 9}, {RolePeople, 15}, {RoleScene, 13}, {ownCues, 10}, {RoleNotes, 21},
	}},
	PrintAnimator: {phraseAnimator, "P", 11, []printColumn{
		{RoleStart, 13}, {RoleLength, 11}, {RoleTitle, 25}, {RolePeople, 19}, {RolePoints, 38},
	}},
	PrintCapture: {phraseCapture, "L", 9, []printColumn{
		{RoleNumber, 5}, {RoleStart, 8}, {RoleEnd, 8}, {RoleLength, 7}, {RoleTitle, 26}, {RoleKind, 11}, {RoleScene, 15}, {RolePeople, 20},
	}},
}

// page sizes and margins, in millimetres.
const (
	pageMargin = 10.0
	cellPad    = 1.2
)

// WritePDF prints a show for one role on A4. The same show gives the same bytes.
func WritePDF(w io.Writer, show runsheet.Show, role PrintRole, lang Lang, fonts Fonts) error {
	look, ok := layouts[role]
	if !ok {
		return fmt.Errorf("print run sheet: nobody is %q", role)
	}
	p := printer{Fpdf: fpdf.New(look.orientation, "mm", "A4", ""), show: show, layout: look, lang: lang.known()}
	p.AddUTF8FontFromBytes("text", "", fonts.Regular)
	p.AddUTF8FontFromBytes("text", "B", fonts.Bold)
	if err := p.Error(); err != nil {
		return fmt.Errorf("print run sheet: %w", err)
	}
	// Nothing of the machine or the moment goes into the file.
	day, _ := firstDay(show)
	p.SetCreationDate(day)
	p.SetModificationDate(day)
	p.SetCatalogSort(true)
	p.SetProducer("Régie", true)
	p.SetTitle(drawable(show.Title), true)
	p.SetLang(string(p.lang))
	p.print()
	if err := p.Output(w); err != nil {
		return fmt.Errorf("print run sheet: %w", err)
	}
	return nil
}

type printer struct {
	*fpdf.Fpdf
	layout
	show   runsheet.Show
	lang   Lang
	width  float64 // of the page between its margins
	height float64 // down to the bottom margin
	line   float64 // of text, in millimetres
}

func (p *printer) print() {
	wide, high := p.GetPageSize()
	p.width, p.height = wide-2*pageMargin, high-pageMargin-6
	p.line = p.size * 0.3528 * 1.25
	p.SetMargins(pageMargin, pageMargin, pageMargin)
	p.SetAutoPageBreak(false, pageMargin)
	p.AliasNbPages("{pages}")
	p.SetHeaderFunc(p.head)
	p.SetFooterFunc(p.foot)
	p.AddPage()
	var sum time.Duration
	var day date
	for _, s := range everySlot(p.show) {
		if s.reserve || s.Dropped {
			continue // paper is for what will be
		}
		if at := s.start.In(p.show.Location()); !s.start.IsZero() {
			if today := dateOf(at); today != day {
				if !day.zero() {
					p.newDay(at)
				}
				day = today
			}
		}
		p.slot(s.Slot, s.slotTimes)
		sum += s.Length
	}
	if p.GetY()+2*p.line > p.height {
		p.AddPage()
	}
	p.SetFont("text", "B", p.size)
	p.CellFormat(p.width, 2*p.line, phrases[p.lang][phraseTotal]+" : "+formatClock(sum), "T", 1, "R", false, 0, "")
}

// head is drawn on every page: what it is, of which day, and the names of the columns.
func (p *printer) head() {
	p.SetTextColor(0, 0, 0)
	p.SetXY(pageMargin, pageMargin)
	p.SetFont("text", "B", 14)
	title := p.lines(p.show.Title, p.width*0.65)[0]
	p.CellFormat(p.width*0.65, 7, title, "", 0, "L", false, 0, "")
	p.SetFont("text", "", 9)
	p.CellFormat(p.width*0.35, 7, phrases[p.lang][p.heading], "", 1, "R", false, 0, "")
	if day, ok := firstDay(p.show); ok {
		p.CellFormat(p.width, 5, p.lang.day(day), "", 1, "L", false, 0, "")
	}
	p.Ln(1)
	p.SetFont("text", "B", p.size)
	p.SetFillColor(217, 217, 217)
	for _, c := range p.columns {
		name := heads[p.lang][c.role]
		if c.role == ownCues {
			name = phrases[p.lang][phraseTops]
		}
		w := p.share(c)
		p.CellFormat(w, p.line+2*cellPad, p.lines(name, w-2*cellPad)[0], "1", 0, "L", true, 0, "")
	}
	p.Ln(-1)
}

func (p *printer) foot() {
	p.SetXY(pageMargin, p.height+pageMargin-5)
	p.SetFont("text", "", 8)
	p.CellFormat(p.width, 5, strconv.Itoa(p.PageNo())+" / {pages}", "", 0, "C", false, 0, "")
}

func (p *printer) share(c printColumn) float64 {
	var all float64
	for _, c := range p.columns {
		all += c.share
	}
	return p.width * c.share / all
}

// lines breaks a text to a width; there is always one.
func (p *printer) lines(text string, width float64) []string {
	lines := p.SplitText(drawable(text), width)
	if len(lines) == 0 {
		return []string{""}
	}
	return lines
}

// slot draws one row, on the next page where it does not fit; a row longer than a page goes on there.
func (p *printer) slot(s runsheet.Slot, t slotTimes) {
	texts := make([][]string, len(p.columns))
	longest := 1
	for i, c := range p.columns {
		p.SetFont("text", p.weight(c.role), p.size)
		texts[i] = p.lines(p.text(c.role, s, t), p.share(c)-2*cellPad)
		longest = max(longest, len(texts[i]))
	}
	for from := 0; from < longest; {
		room := int((p.height - p.GetY() - 2*cellPad) / p.line)
		if left := longest - from; room < 1 || left > room && from == 0 && p.GetY() > pageMargin+40 {
			p.AddPage()
			continue
		}
		to := min(longest, from+room)
		p.piece(texts, from, to, s.Kind)
		from = to
	}
}

// newDay draws a band with the day that begins.
func (p *printer) newDay(at time.Time) {
	if p.GetY()+4*p.line > p.height {
		p.AddPage()
	}
	p.SetFont("text", "B", p.size)
	p.SetFillColor(242, 242, 242)
	p.CellFormat(p.width, p.line+2*cellPad, p.lang.day(at), "1", 1, "L", true, 0, "")
}

// piece draws the lines from…to of a row at the present place.
func (p *printer) piece(texts [][]string, from, to int, kind runsheet.Kind) {
	y := p.GetY()
	high := float64(to-from)*p.line + 2*cellPad
	x := pageMargin
	var r, g, b int
	fmt.Sscanf(kindColours[kind], "#%02x%02x%02x", &r, &g, &b)
	p.SetFillColor(r, g, b)
	for i, c := range p.columns {
		w := p.share(c)
		style := "D"
		if c.role == RoleTitle || c.role == RoleKind {
			style = "FD"
		}
		p.SetDrawColor(166, 166, 166)
		p.Rect(x, y, w, high, style)
		p.SetFont("text", p.weight(c.role), p.size)
		for n := from; n < min(to, len(texts[i])); n++ {
			p.SetXY(x+cellPad, y+cellPad+float64(n-from)*p.line)
			p.CellFormat(w-2*cellPad, p.line, texts[i][n], "", 0, "L", false, 0, "")
		}
		x += w
	}
	p.SetXY(pageMargin, y+high)
}

func (p *printer) weight(r Role) string {
	if r == RoleTitle || r == RoleStart {
		return "B"
	}
	return ""
}

// text is what a column says of a slot.
func (p *printer) text(r Role, s runsheet.Slot, t slotTimes) string {
	switch r {
	case RoleNumber:
		return s.Number
	case RoleStart:
		if s.Hard {
			return p.clock(t.start) + " !"
		}
		return p.clock(t.start)
	case RoleEnd:
		return p.clock(t.end)
	case RoleLength:
		return formatClock(s.Length)
	case RoleTitle:
		return s.Title
	case RoleKind:
		return kindNames[p.lang][s.Kind]
	case RolePeople:
		return strings.Join(s.People, ", ")
	case RoleScene:
		return s.Scene
	case RolePoints:
		return s.TalkingPoints
	case ownCues:
		var list []string
		for _, c := range s.Cues {
			list = append(list, c.String())
		}
		return strings.Join(list, "\n")
	}
	return s.Notes
}

func (p *printer) clock(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(p.show.Location())
	if at.Second() != 0 {
		return at.Format("15:04:05")
	}
	return at.Format("15:04")
}

// drawable leaves out what the fonts' tables do not reach, and control signs.
func drawable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r < ' ' && r != '\n' || r == 0x7f || r == 0xfeff:
			return -1
		case r > 0xffff:
			return '□'
		}
		return r
	}, strings.ToValidUTF8(s, "□"))
}
