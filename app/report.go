package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"regie/app/report"
	"regie/assets"
)

// reportFolder is added to the name of a show's file for the folder in which its report stands.
const reportFolder = ".report"

// reportFiles are the exports that stand beside a report's page.
var reportFiles = []struct {
	export report.Export
	format string
}{
	{report.Export{File: "slots.csv", Key: "report.export.slots"}, "csv"},
	{report.Export{File: "questions.csv", Key: "report.export.questions"}, "questions"},
	{report.Export{File: "chapters.txt", Key: "report.export.chapters"}, "chapters"},
	{report.Export{File: "report.json", Key: "report.export.all"}, "json"},
}

// pageWords say a report in a language.
func pageWords(l assets.Lang) report.PageWords {
	return report.PageWords{Lang: string(l), Say: assets.In(l).Say}
}

// writeReport writes a report's page and its exports into a folder, which is made if there is none, and says where the page is.
// Nobody's name is in them.
func writeReport(folder string, r report.Report, l assets.Lang) (page string, err error) {
	r = r.Anonymous()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("write report: %w", err)
	}
	write := func(name string, fill func(io.Writer) error) error {
		var b bytes.Buffer
		if err := fill(&b); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name), b.Bytes(), 0o600); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
		return nil
	}
	var exports []report.Export
	for _, f := range reportFiles {
		if err := write(f.export.File, func(w io.Writer) error { return reportWriters[f.format](r, w) }); err != nil {
			return "", err
		}
		exports = append(exports, f.export)
	}
	const name = "report.html"
	return filepath.Join(folder, name), write(name, func(w io.Writer) error { return r.WritePage(w, pageWords(l), exports...) })
}

// writeReport writes the report of the show so far beside its file.
func (e *evening) writeReport(ctx context.Context, l assets.Lang) (page string, err error) {
	path := e.journal.Path()
	entries, _, err := entriesOf(ctx, path)
	if err != nil {
		return "", err
	}
	return writeReport(strings.TrimSuffix(path, extension)+reportFolder, report.Make(entries), l)
}
