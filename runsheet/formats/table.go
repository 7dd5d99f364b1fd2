package formats

import (
	"bytes"
	"strings"
)

// Table reads the cells of a spreadsheet's or CSV file's first sheet with content as text, row by row, for lists that
// are no run sheets. Rows are as long as they are filled; blank ones are left out. What cannot be read is a
// *NotRunSheetError or a *LimitError.
func Table(data []byte) ([][]string, error) {
	if bytes.HasPrefix(data, []byte("PK")) {
		return tableOfArchive(data)
	}
	text, err := Text(data)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	records, err := parseCSV(text, evenSeparator(text), maxRows+1, &reporter{})
	if err != nil {
		return nil, err
	}
	g, err := textGrid(records)
	if err != nil {
		return nil, err
	}
	return g.texts(), nil
}

// evenSeparator finds what cuts most rows into the same number of columns; a list of sentences is full of commas.
func evenSeparator(text string) rune {
	best, most := ',', 0
	for _, comma := range "\t;,|" {
		records, err := parseCSV(text[:min(len(text), 64<<10)], comma, headerRows, &reporter{})
		if err != nil {
			continue
		}
		same := map[int]int{}
		for _, r := range records {
			if n := len(r.fields); n > 1 {
				if same[n]++; same[n] > most {
					best, most = comma, same[n]
				}
			}
		}
	}
	return best
}

func tableOfArchive(data []byte) ([][]string, error) {
	archive, err := openZip(data)
	if err != nil {
		return nil, &NotRunSheetError{Seems: "a damaged archive or workbook", Cause: err}
	}
	read := readODS
	for _, f := range archive.File {
		if strings.HasPrefix(strings.TrimPrefix(f.Name, "/"), "xl/") {
			read = readXLSX
		}
	}
	grids, err := read(archive)
	if err != nil {
		return nil, &NotRunSheetError{Seems: "a damaged spreadsheet", Cause: err}
	}
	for _, g := range grids {
		if len(g.rows) > 0 {
			return g.texts(), nil
		}
	}
	return nil, nil
}

// Text reads a text file of whatever encoding.
func Text(data []byte) (string, error) {
	if seems := binary(data); seems != "" {
		return "", &NotRunSheetError{Seems: seems}
	}
	text, _, ok := decodeText(data)
	if !ok {
		return "", &NotRunSheetError{Seems: "a binary file"}
	}
	return text, nil
}

func (g *grid) texts() [][]string {
	rows := make([][]string, len(g.rows))
	for i, r := range g.rows {
		if n := len(r.cells); n > 0 {
			rows[i] = make([]string, r.cells[n-1].column+1)
		}
		for _, c := range r.cells {
			rows[i][c.column] = c.text
		}
	}
	return rows
}
