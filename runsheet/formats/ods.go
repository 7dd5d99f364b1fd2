package formats

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ods walks the XML of an OpenDocument spreadsheet.
type ods struct {
	d      *xml.Decoder
	hidden map[string]bool // the styles of tables that are not shown
}

// readODS reads every sheet of an OpenDocument spreadsheet.
func readODS(archive *zip.Reader) ([]*grid, error) {
	part, err := newParcel(archive).open("content.xml")
	if err != nil {
		return nil, err
	}
	defer part.Close()
	o := ods{d: xml.NewDecoder(part), hidden: map[string]bool{}}
	var grids []*grid
	spreadsheet := false
	style := ""
	for {
		token, err := o.d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("content.xml: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "style":
			style = attr(start, "name")
		case "table-properties":
			if attr(start, "display") == "false" {
				o.hidden[style] = true
			}
		case "spreadsheet":
			spreadsheet = true
		case "table":
			g := &grid{name: clean(attr(start, "name")), hidden: o.hidden[attr(start, "style-name")]}
			if err := o.readTable(g); err != nil {
				return nil, err
			}
			grids = append(grids, g)
		}
	}
	if !spreadsheet {
		return nil, errNoSpreadsheet
	}
	return grids, nil
}

var errNoSpreadsheet = errors.New("no spreadsheet in it")

// repeats is how often a row or a cell stands there; the last of a sheet are often repeated to its very end.
func repeats(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(attr(e, name))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// readTable reads the rows of the table that was just opened.
func (o *ods) readTable(g *grid) error {
	number := 1
	var merged []area
	for {
		token, err := o.d.Token()
		if err != nil {
			return fmt.Errorf("sheet %s: %w", g.name, err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "table" {
				g.spread(merged)
				return nil
			}
		case xml.StartElement:
			switch t.Name.Local {
			case "table-row":
				times := repeats(t, "number-rows-repeated")
				v := attr(t, "visibility")
				r := row{number: number, hidden: v == "collapse" || v == "filter"}
				if merged, err = o.readRow(&r, merged); err != nil {
					return fmt.Errorf("sheet %s: %w", g.name, err)
				}
				if number > math.MaxInt32-times {
					return &LimitError{fmt.Sprintf("more than %d rows", maxRows)}
				}
				// add refuses the first row beyond the limit, which ends the longest repetition.
				for i := 0; i < times && len(r.cells) > 0; i++ {
					again := row{number: number + i, hidden: r.hidden, cells: append([]cell(nil), r.cells...)}
					if err := g.add(again); err != nil {
						return err
					}
				}
				number += times
			case "table-header-rows", "table-row-group", "table-rows":
				// They only hold rows together.
			default:
				if err := o.d.Skip(); err != nil {
					return fmt.Errorf("sheet %s: %w", g.name, err)
				}
			}
		}
	}
}

// readRow reads the cells of the row that was just opened, and notes what is merged.
func (o *ods) readRow(r *row, merged []area) ([]area, error) {
	column := 0
	for {
		token, err := o.d.Token()
		if err != nil {
			return merged, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return merged, nil
		case xml.StartElement:
			if t.Name.Local != "table-cell" && t.Name.Local != "covered-table-cell" {
				if err := o.d.Skip(); err != nil {
					return merged, err
				}
				continue
			}
			c, err := o.readCell(t)
			if err != nil {
				return merged, err
			}
			c.formula = attr(t, "formula") != ""
			times := repeats(t, "number-columns-repeated")
			if c.text != "" && t.Name.Local == "table-cell" {
				for i := 0; i < times && column+i <= maxColumns; i++ {
					c.column = column + i
					r.cells = append(r.cells, c)
				}
				right, down := repeats(t, "number-columns-spanned"), repeats(t, "number-rows-spanned")
				if right > 1 || down > 1 {
					merged = append(merged, area{column, r.number, min(column+right-1, maxColumns), min(r.number+down-1, maxRows)})
				}
			}
			if column = min(column+times, math.MaxInt32); column < 0 {
				column = math.MaxInt32
			}
		}
	}
}

// readCell reads the cell that was just opened: its value, or the text that is shown of it.
func (o *ods) readCell(e xml.StartElement) (cell, error) {
	text, err := o.readText()
	if err != nil {
		return cell{}, err
	}
	shown := clean(text)
	kind, formula := attr(e, "value-type"), attr(e, "formula") != ""
	if formula && kind != "float" && (strings.HasPrefix(shown, "#") || strings.HasPrefix(shown, "Err:")) {
		return cell{typ: errorCell, text: shown}, nil
	}
	switch kind {
	case "float", "percentage", "currency":
		if n, err := strconv.ParseFloat(attr(e, "value"), 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
			return newNumber(n, plainFormat, 0), nil
		}
	case "time":
		if d, ok := isoLength(attr(e, "time-value")); ok {
			format := clockFormat
			if shortClock.MatchString(shown) {
				format = hoursMinutesFormat
			}
			return newNumber(float64(d)/float64(24*time.Hour), format, 0), nil
		}
	case "date":
		if n, ok := isoDay(attr(e, "date-value")); ok {
			format := dateFormat
			if n >= 0 && n < 366 {
				format = clockFormat // a time of day alone, on the day that spreadsheets count from
			}
			return newNumber(n, format, 0), nil
		}
	case "boolean":
		return cell{text: map[bool]string{true: "TRUE", false: "FALSE"}[attr(e, "boolean-value") == "true"]}, nil
	case "string":
		if s := attr(e, "string-value"); s != "" {
			shown = clean(s)
		}
	case "":
		if formula && shown == "" {
			return cell{typ: pendingCell, text: "="}, nil
		}
	}
	return cell{text: shown}, nil
}

// readText joins the paragraphs of the element that was just opened; remarks and drawings pinned to a cell are not its text.
func (o *ods) readText() (string, error) {
	var b strings.Builder
	paragraphs := 0
	for depth := 1; depth > 0; {
		token, err := o.d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "annotation", "frame", "shapes", "table", "custom-shape", "line", "rect", "g":
				if err := o.d.Skip(); err != nil {
					return "", err
				}
				continue
			case "p", "h":
				if paragraphs++; paragraphs > 1 {
					b.WriteByte('\n')
				}
			case "s":
				b.WriteString(strings.Repeat(" ", min(repeats(t, "c"), 100)))
			case "tab":
				b.WriteByte('\t')
			case "line-break":
				b.WriteByte('\n')
			}
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if paragraphs > 0 {
				b.Write(t)
			}
		}
		if b.Len() > maxCellSize {
			return "", &LimitError{"a cell holds more than 1 MiB"}
		}
	}
	return b.String(), nil
}

var (
	shortClock = regexp.MustCompile(`^\d{1,2}:\d{2}$`)
	isoPattern = regexp.MustCompile(`^(-?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d+))?S)?)?$`)
)

// isoLength reads "PT09H00M00S".
func isoLength(s string) (time.Duration, bool) {
	m := isoPattern.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil || strings.HasSuffix(s, "P") || strings.HasSuffix(s, "T") {
		return 0, false
	}
	var d time.Duration
	for i, size := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi(m[i+2])
		if time.Duration(n) > longest*10/size {
			return 0, false
		}
		d += time.Duration(n) * size
	}
	d += fraction(m[7], time.Second)
	if m[1] != "" {
		d = -d
	}
	return d, true
}

// isoDay reads "2016-10-27" or "2016-10-27T09:00:00" as days since 30 December 1899.
func isoDay(s string) (float64, bool) {
	for _, form := range []string{time.DateOnly, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04"} {
		if at, err := time.Parse(form, strings.TrimSuffix(s, "Z")); err == nil {
			return at.Sub(time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24, true
		}
	}
	return 0, false
}
