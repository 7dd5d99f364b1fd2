package formats

import (
	"fmt"
	"hash/fnv"
	"slices"
)

// Mapping says which column of a sheet is for what. Guess makes one; a person may change the roles; Options.Mapping applies it.
type Mapping struct {
	// Shape is a fingerprint of the header row: sheets with the same header have the same one, whatever stands below. A caller
	// keeps a changed Mapping under it and finds it again for next week's sheet.
	Shape   string   `json:"shape"`
	Columns []Column `json:"columns"`
}

// Column is one column of a sheet.
type Column struct {
	// Index counts the sheet's columns from 0.
	Index int `json:"index"`
	// Header is as written on one line, or the column's letter where nothing is written.
	Header string `json:"header"`
	Role   Role   `json:"role"`
}

// Sample is what a screen shows of a sheet beside its Mapping.
type Sample struct {
	Sheet  string
	Sheets []string
	// HeaderRow is counted from 1 as the file's own program does.
	HeaderRow int
	// Rows are the first rows below the header, as text: Rows[i][j] stands in Mapping.Columns[j].
	Rows [][]string
}

const sampleRows = 8

// Guess says what each column of a file seems to be for, without reading the rest. Formats whose places are fixed (JSON,
// XML, calendars, what Régie wrote itself) have no columns and give an empty Mapping.
func Guess(data []byte, opt Options) (Mapping, Sample, error) {
	opt = opt.withDefaults()
	f, err := open(data, opt)
	if err != nil || f.read != nil {
		return Mapping{}, Sample{}, err
	}
	for _, g := range f.grids {
		repairGrid(g, &reporter{})
	}
	best, head := choose(f.grids, opt)
	if head == nil {
		best, head = fullest(f.grids, opt)
	}
	if head == nil {
		return Mapping{}, Sample{}, &NotRunSheetError{Seems: withoutHeader(f.grids)}
	}
	m := Mapping{Shape: head.shape}
	s := Sample{Sheet: best.name, HeaderRow: best.rows[head.row].number}
	for _, g := range f.grids {
		if g.name != "" {
			s.Sheets = append(s.Sheets, g.name)
		}
	}
	below := best.rows[head.row+1:]
	widest := 0
	for _, r := range below[:min(len(below), sampleRows)] {
		widest = max(widest, r.cells[len(r.cells)-1].column+1)
	}
	m.Columns = head.all(widest)
	for _, r := range below[:min(len(below), sampleRows)] {
		texts := make([]string, len(m.Columns))
		for j, c := range m.Columns {
			if cell, ok := r.at(c.Index); ok {
				texts[j] = cell.text
			}
		}
		s.Rows = append(s.Rows, texts)
	}
	return m, s, nil
}

// all lists the header's columns, and those further to the left or right in which only the rows below hold something.
func (h *header) all(widest int) []Column {
	var list []Column
	for _, c := range h.columns {
		widest = max(widest, c.index+1)
	}
	for i := range widest {
		col := Column{Index: i, Header: letter(i)}
		if at := slices.IndexFunc(h.columns, func(c column) bool { return c.index == i }); at >= 0 {
			col.Header, col.Role = h.columns[at].header, h.columns[at].role
		}
		list = append(list, col)
	}
	return list
}

// fingerprint is Mapping.Shape.
func (h *header) fingerprint() string {
	sum := fnv.New64a()
	for _, c := range h.columns {
		fmt.Fprintf(sum, "%d\x00%s\x00", c.index, fold(c.header))
	}
	return fmt.Sprintf("%016x", sum.Sum64())
}

// fullest takes the first row with the most cells for a header, where nothing in a file looks like one.
func fullest(grids []*grid, opt Options) (best *grid, head *header) {
	most := 1
	for _, g := range grids {
		if opt.Sheet != "" && g.name != opt.Sheet {
			continue
		}
		for i := range g.rows {
			if g.rows[i].number > headerRows {
				break
			}
			if n := len(g.rows[i].own()); n > most {
				best, head, most = g, newHeader(g, i), n
			}
		}
	}
	return best, head
}

// mapped finds the header that a mapping was made for and gives its columns their roles; nil when no row is that header.
func mapped(g *grid, m Mapping) *header {
	for i := range g.rows {
		if g.rows[i].number > headerRows {
			return nil
		}
		h := newHeader(g, i)
		if h.shape != m.Shape {
			continue
		}
		for j := range h.columns {
			h.columns[j].role = RoleNone
		}
		for _, c := range m.Columns {
			if c.Index < 0 || c.Index >= maxColumns || !slices.Contains(Roles, c.Role) {
				continue
			}
			at := slices.IndexFunc(h.columns, func(own column) bool { return own.index == c.Index })
			switch {
			case at >= 0:
				h.columns[at].role = c.Role
			case c.Role != RoleNone:
				h.columns = append(h.columns, column{index: c.Index, header: letter(c.Index), role: c.Role})
			}
		}
		return h
	}
	return nil
}
