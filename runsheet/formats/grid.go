package formats

import (
	"fmt"
	"slices"
	"strings"
)

// Limits on what is read, far above any run sheet and far below what hurts.
const (
	maxRows     = 20_000
	maxColumns  = 200
	maxCells    = 1_000_000
	maxCellSize = 1 << 20
	maxSize     = 64 << 20
	// headerRows is how far down a header is looked for.
	headerRows = 40
)

// LimitError says that a file is larger than any run sheet.
type LimitError struct{ What string }

func (e *LimitError) Error() string { return "read run sheet: too large: " + e.What }

// cellType says what the file's own program holds in a cell.
type cellType uint8

const (
	textCell cellType = iota
	numberCell
	// clockCell holds a part of a day: 0.5 is noon, or twelve hours.
	clockCell
	// dayCell holds days since 30 December 1899, with the time of day after the point.
	dayCell
	// errorCell holds a formula's failure, "#REF!".
	errorCell
	// pendingCell holds a formula without a result.
	pendingCell
)

type cell struct {
	column int // from 0
	typ    cellType
	text   string // what a person sees, or near to it
	number float64
	// hoursMinutes marks a clockCell shown as h:mm, which people also fill with minutes and seconds.
	hoursMinutes bool
	// timed marks a dayCell of which the sheet shows the time, midnight included.
	timed bool
	// formula marks what was worked out from other cells.
	formula bool
	// spread marks the copy of a merged cell's value in the places that it covers.
	spread bool
}

type row struct {
	number int // from 1, as in the file
	hidden bool
	cells  []cell // not empty ones, by column
}

// grid is one sheet as every reader hands it on.
type grid struct {
	name   string
	hidden bool
	rows   []row // not empty ones, by number
	cells  int
	size   int
}

func (r *row) at(column int) (cell, bool) {
	i, ok := slices.BinarySearchFunc(r.cells, column, func(c cell, column int) int { return c.column - column })
	if !ok {
		return cell{}, false
	}
	return r.cells[i], true
}

// own returns the cells that stand in the row themselves.
func (r *row) own() []cell {
	if !slices.ContainsFunc(r.cells, func(c cell) bool { return c.spread }) {
		return r.cells
	}
	return slices.DeleteFunc(slices.Clone(r.cells), func(c cell) bool { return c.spread })
}

// add appends a row that holds something, within the limits.
func (g *grid) add(r row) error {
	if len(r.cells) == 0 {
		return nil
	}
	if r.number > maxRows {
		return &LimitError{fmt.Sprintf("more than %d rows", maxRows)}
	}
	if last := r.cells[len(r.cells)-1].column; last >= maxColumns {
		return &LimitError{fmt.Sprintf("row %d has more than %d columns", r.number, maxColumns)}
	}
	for _, c := range r.cells {
		if len(c.text) > maxCellSize {
			return &LimitError{fmt.Sprintf("cell %s%d holds more than 1 MiB", letter(c.column), r.number)}
		}
		g.size += len(c.text)
	}
	g.cells += len(r.cells)
	if g.cells > maxCells || g.size > maxSize {
		return &LimitError{fmt.Sprintf("more than %d cells or 64 MiB of text", maxCells)}
	}
	g.rows = append(g.rows, r)
	return nil
}

// area is a merged range, both ends included; columns from 0, rows from 1.
type area struct{ left, top, right, bottom int }

// spread copies a merged cell's value to the places it covers, in rows that hold something else as well: a scene merged
// over three slots is the scene of all three.
func (g *grid) spread(areas []area) {
	const most = 50_000
	copies := 0
	for _, a := range areas {
		first, found := g.find(a.top)
		if !found {
			continue
		}
		value, ok := g.rows[first].at(a.left)
		if !ok || value.spread {
			continue
		}
		value.spread = true
		for i := first; i < len(g.rows) && g.rows[i].number <= a.bottom; i++ {
			for column := a.left; column <= min(a.right, maxColumns-1); column++ {
				if copies++; copies > most {
					return
				}
				value.column = column
				g.rows[i].put(value)
			}
		}
	}
}

func (g *grid) find(number int) (int, bool) {
	return slices.BinarySearchFunc(g.rows, number, func(r row, n int) int { return r.number - n })
}

// put adds a cell where none is.
func (r *row) put(c cell) {
	i, taken := slices.BinarySearchFunc(r.cells, c.column, func(c cell, column int) int { return c.column - column })
	if !taken {
		r.cells = slices.Insert(r.cells, i, c)
	}
}

// letter is a column's name in a spreadsheet: 0 is A, 26 is AA.
func letter(column int) string {
	var b []byte
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		b = append(b, byte('A'+(n-1)%26))
	}
	slices.Reverse(b)
	return string(b)
}

// columnNumber reads the letters of an address, "AB12" is 27 and "12"; -1 without letters or beyond any sheet.
func columnNumber(address string) (column int, rest string) {
	n, i := 0, 0
	for i < len(address) && i < 4 && address[i] >= 'A' && address[i] <= 'Z' {
		n = n*26 + int(address[i]-'A') + 1
		i++
	}
	return n - 1, strings.TrimPrefix(address[i:], "$")
}
