package formats

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// xlsx is an open workbook: its parts and what they share.
type xlsx struct {
	*parcel
	strings []string
	formats []numberFormat // by cell style
	raw     bool           // texts are read to the letter
	since   float64        // days from our day 0 to the workbook's
}

// readXLSX reads every sheet of a workbook.
func readXLSX(archive *zip.Reader) ([]*grid, error) {
	x := &xlsx{parcel: newParcel(archive)}
	book := "xl/workbook.xml"
	for _, r := range x.relations("_rels/.rels", "") {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			book = r.target
		}
	}
	var workbook struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Names []struct {
			Name string `xml:"name,attr"`
		} `xml:"definedNames>definedName"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := x.decode(book, &workbook); err != nil {
		return nil, err
	}
	if v := workbook.Properties.Date1904; v == "1" || v == "true" {
		x.since = 1462
	}
	for _, n := range workbook.Names {
		x.raw = x.raw || n.Name == ownName
	}
	targets := map[string]string{}
	folder, file := path.Split(book)
	for _, r := range x.relations(folder+"_rels/"+file+".rels", folder) {
		targets[r.id] = r.target
		var err error
		switch {
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			err = x.readStrings(r.target)
		case strings.HasSuffix(r.kind, "/styles"):
			err = x.readStyles(r.target)
		}
		if err != nil {
			return nil, err
		}
	}
	var grids []*grid
	for _, s := range workbook.Sheets {
		g := &grid{name: clean(s.Name), hidden: s.State == "hidden" || s.State == "veryHidden"}
		for _, a := range s.Attrs {
			if a.Name.Local != "id" {
				continue
			}
			if part, ok := targets[a.Value]; ok && x.parts[part] != nil {
				if err := x.readSheet(part, g); err != nil {
					return nil, err
				}
			}
		}
		grids = append(grids, g)
	}
	return grids, nil
}

type relation struct{ id, kind, target string }

// relations lists what a part refers to; a part without any has none.
func (x *xlsx) relations(name, folder string) []relation {
	var list struct {
		Relations []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if x.parts[name] == nil || x.decode(name, &list) != nil {
		return nil
	}
	var out []relation
	for _, r := range list.Relations {
		target, absolute := strings.CutPrefix(r.Target, "/")
		if !absolute {
			target = path.Join(folder, target)
		}
		out = append(out, relation{r.ID, r.Type, target})
	}
	return out
}

func (x *xlsx) readStrings(name string) error {
	r, err := x.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("part %s: %w", name, err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			s, err := richText(d)
			if err != nil {
				return fmt.Errorf("part %s: %w", name, err)
			}
			x.strings = append(x.strings, x.clean(s))
		}
	}
}

// richText joins the runs of an element that was just opened; the hints for pronunciation in it are not text.
func richText(d *xml.Decoder) (string, error) {
	var b strings.Builder
	inText, skipped := false, 0
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			if t.Name.Local == "rPh" {
				skipped++
			}
			inText = t.Name.Local == "t" && skipped == 0
		case xml.EndElement:
			depth--
			if t.Name.Local == "rPh" {
				skipped--
			}
			inText = false
		case xml.CharData:
			if inText {
				b.Write(t)
			}
		}
	}
	return unescape(b.String()), nil
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape undoes "_x000D_", the way in which workbooks write what XML cannot hold.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[2:6], 16, 16)
		return string(rune(n))
	})
}

// numberFormat says what the numbers of a style are shown as.
type numberFormat uint8

const (
	plainFormat numberFormat = iota
	dateFormat
	clockFormat
	hoursMinutesFormat
)

func (x *xlsx) readStyles(name string) error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := x.decode(name, &styles); err != nil {
		return err
	}
	custom := map[int]numberFormat{}
	for _, f := range styles.Formats {
		custom[f.ID] = formatOf(f.Code)
	}
	for _, c := range styles.Cells {
		f, ok := custom[c.Format]
		if !ok {
			f = builtInFormat(c.Format)
		}
		x.formats = append(x.formats, f)
	}
	return nil
}

// builtInFormat knows the numbers that stand for a format without its code being written.
func builtInFormat(id int) numberFormat {
	switch {
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id >= 34 && id <= 36, id >= 50 && id <= 58:
		return dateFormat
	case id == 18, id == 20:
		return hoursMinutesFormat
	case id == 19, id == 21, id == 32, id == 33, id >= 45 && id <= 47:
		return clockFormat
	}
	return plainFormat
}

var (
	formatLiteral = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.`)
	formatElapsed = regexp.MustCompile(`\[(h+|m+|s+)\]`)
	formatBracket = regexp.MustCompile(`\[[^\]]*\]`)
)

// formatOf tells dates and times from plain numbers by the letters of a format's code.
func formatOf(code string) numberFormat {
	code, _, _ = strings.Cut(strings.ToLower(formatLiteral.ReplaceAllString(code, "")), ";")
	if formatElapsed.MatchString(code) {
		return clockFormat
	}
	code = formatBracket.ReplaceAllString(code, "")
	switch {
	case strings.Contains(code, "general"), strings.Contains(code, "standard"):
		return plainFormat
	case strings.ContainsAny(code, "yd"):
		return dateFormat
	case strings.Contains(code, "s"):
		return clockFormat
	case strings.Contains(code, "h"):
		return hoursMinutesFormat
	case strings.Contains(code, "mmm"):
		return dateFormat
	}
	return plainFormat
}

// readSheet walks a sheet's XML once and keeps the cells that hold something.
func (x *xlsx) readSheet(name string, g *grid) error {
	part, err := x.open(name)
	if err != nil {
		return err
	}
	defer part.Close()
	d := xml.NewDecoder(part)
	current := row{}
	column := -1
	var merged []area
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("sheet %s: %w", g.name, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				current = row{number: current.number + 1, hidden: truth(attr(t, "hidden"))}
				if n, err := strconv.Atoi(attr(t, "r")); err == nil && n > 0 {
					current.number = n
				}
				column = -1
			case "c":
				column++
				if at, _ := columnNumber(attr(t, "r")); at >= 0 {
					column = at
				}
				c, err := x.readCell(d, t)
				if err != nil {
					return fmt.Errorf("sheet %s: %w", g.name, err)
				}
				if c.text != "" {
					c.column = column
					current.put(c)
				}
			case "mergeCell":
				if a, ok := parseArea(attr(t, "ref")); ok {
					merged = append(merged, a)
				}
			}
		case xml.EndElement:
			if t.Name.Local != "row" {
				continue
			}
			if last := len(g.rows) - 1; last >= 0 && g.rows[last].number >= current.number && len(current.cells) > 0 {
				return fmt.Errorf("sheet %s: row %d out of order", g.name, current.number)
			}
			if err := g.add(current); err != nil {
				return err
			}
		}
	}
	g.spread(merged)
	return nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func truth(s string) bool { return s == "1" || s == "true" }

func parseArea(ref string) (area, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return area{}, false
	}
	var a area
	var top, bottom string
	a.left, top = columnNumber(from)
	a.right, bottom = columnNumber(to)
	a.top, _ = strconv.Atoi(top)
	a.bottom, _ = strconv.Atoi(bottom)
	return a, a.left >= 0 && a.right >= a.left && a.top > 0 && a.bottom >= a.top
}

func (x *xlsx) readCell(d *xml.Decoder, e xml.StartElement) (cell, error) {
	var value strings.Builder
	inline, formula, inValue := "", false, false
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return cell{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "is" {
				if inline, err = richText(d); err != nil {
					return cell{}, err
				}
				continue
			}
			depth++
			formula = formula || t.Name.Local == "f"
			inValue = t.Name.Local == "v"
		case xml.EndElement:
			depth--
			inValue = false
		case xml.CharData:
			if inValue {
				value.Write(t)
			}
		}
	}
	c := x.typed(attr(e, "t"), attr(e, "s"), value.String(), inline)
	c.formula = formula
	if c.text == "" && formula && attr(e, "t") != "str" {
		return cell{typ: pendingCell, text: "=", formula: true}, nil
	}
	return c, nil
}

// clean leaves texts alone that must come back as they were written.
func (x *xlsx) clean(s string) string {
	if x.raw {
		return s
	}
	return clean(s)
}

// typed makes a cell of what the XML says: its type, its style and its stored value.
func (x *xlsx) typed(typ, style, value, inline string) cell {
	switch typ {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(x.strings) {
			return cell{}
		}
		return cell{text: x.strings[i]}
	case "inlineStr":
		return cell{text: x.clean(inline)}
	case "str":
		return cell{text: x.clean(unescape(value))}
	case "b":
		return cell{text: map[bool]string{true: "TRUE", false: "FALSE"}[truth(value)]}
	case "e":
		return cell{typ: errorCell, text: clean(value)}
	case "d":
		return cell{text: clean(value)}
	}
	value = strings.TrimSpace(value)
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return cell{text: clean(value)}
	}
	format := plainFormat
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(x.formats) {
		format = x.formats[i]
	}
	return newNumber(n, format, x.since)
}

// newNumber makes the cell of a number, with the text that its format would show.
func newNumber(n float64, format numberFormat, since float64) cell {
	const lastDay = 200_000 // in the year 2447
	timed := format == clockFormat || format == hoursMinutesFormat
	if format != plainFormat && n >= 366 {
		// A day with its time, of which the format shows only the time.
		format = dateFormat
	}
	if format == plainFormat || n < 0 || n > lastDay {
		return cell{typ: numberCell, number: n, text: strconv.FormatFloat(n, 'f', -1, 64)}
	}
	if format == dateFormat {
		n += since
		day, clock := splitDay(n)
		text := day.String()
		if clock > 0 {
			text += " " + formatClock(clock)
		}
		return cell{typ: dayCell, number: n, text: text, timed: timed}
	}
	return cell{typ: clockCell, number: n, text: formatClock(dayPart(n)), hoursMinutes: format == hoursMinutesFormat}
}

// dayPart is the time that a part of a day stands for. Sums of such parts are a little off, so it is rounded to a millisecond.
func dayPart(n float64) time.Duration {
	return time.Duration(math.Round(n*24*60*60*1000)) * time.Millisecond
}

// splitDay splits a count of days since 30 December 1899 into the day and the time of day.
func splitDay(n float64) (date, time.Duration) {
	whole := math.Floor(n)
	clock := dayPart(n - whole)
	if clock >= 24*time.Hour {
		whole, clock = whole+1, 0
	}
	return date{1899, time.December, 30}.add(int(whole)), clock
}

// formatClock writes h:mm:ss, with a fraction only when there is one.
func formatClock(d time.Duration) string {
	s := fmt.Sprintf("%d:%02d:%02d", d/time.Hour, d/time.Minute%60, d/time.Second%60)
	if rest := d % time.Second; rest != 0 {
		s += strings.TrimRight(fmt.Sprintf(".%09d", rest), "0")
	}
	return s
}
