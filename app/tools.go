package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"regie/app/journal"
	"regie/app/report"
	"regie/assets"
	"regie/runsheet"
	"regie/runsheet/formats"
)

// readSheet reads a run sheet from a file or a link.
func (p *program) readSheet(ctx context.Context, from string) (formats.Result, error) {
	name, data, err := p.load(ctx, from)
	if err != nil {
		return formats.Result{}, err
	}
	return p.parseSheet(name, data)
}

func (p *program) parseSheet(name string, data []byte) (formats.Result, error) {
	res, err := formats.Read(data, formats.Options{Name: name, Today: time.Now(), Zone: p.zone()})
	if err != nil {
		return formats.Result{}, troubled(err, name)
	}
	return res, nil
}

func (p *program) convertCommand() *cobra.Command {
	var to, out, reader string
	cmd := &cobra.Command{
		Use:   "convert IN --to json|csv|xlsx|ontime|ics|pdf",
		Short: "Read a run sheet and write it in another format",
		Long: `convert reads a run sheet (.xlsx, .ods, .csv, .json, .xml, .ics: spreadsheets, Ontime, frab, pretalx, Sessionize, calendars) and
writes it in another format: JSON with its problems by row, CSV, a workbook, a project of Ontime, a calendar, or pages to print.
` + exitText,
		Example: "  regie convert webinaire.xlsx --to json\n  regie convert webinaire.xlsx --to csv -o webinaire.csv\n  regie convert webinaire.xlsx --to pdf --for animator -o animateur.pdf",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			if !slices.Contains(formats.PrintRoles, formats.PrintRole(reader)) {
				return &misuse{fmt.Errorf("--for takes regie, animator or capture, not %q", reader)}
			}
			write, known := sheetWriters(p.lang, formats.PrintRole(reader))[to]
			if !known {
				return &misuse{fmt.Errorf("--to takes json, csv, xlsx, ontime, ics or pdf, not %q", to)}
			}
			res, err := p.readSheet(cmd.Context(), given[0])
			if err != nil {
				return err
			}
			var b bytes.Buffer
			if to != "json" {
				p.listProblems(p.err, res.Problems)
			}
			if err := write(&b, res); err != nil {
				return fmt.Errorf("convert %s: %w", filepath.Base(given[0]), err)
			}
			return p.deliver(out, b.Bytes())
		},
	}
	cmd.Flags().StringVar(&to, "to", "json", "json, csv, xlsx, ontime, ics or pdf")
	cmd.Flags().StringVar(&reader, "for", string(formats.PrintRegie), "whom a PDF is for: regie, animator or capture")
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (default: standard output)")
	return cmd
}

// sheetWriters are the formats that a run sheet is written in, in the language that people read, and for whom it is
// printed.
func sheetWriters(language assets.Lang, reader formats.PrintRole) map[string]func(io.Writer, formats.Result) error {
	lang := formats.Lang(language)
	return map[string]func(io.Writer, formats.Result) error{
		"json":   formats.WriteJSON,
		"csv":    func(w io.Writer, r formats.Result) error { return formats.WriteCSV(w, r.Show) },
		"xlsx":   func(w io.Writer, r formats.Result) error { return formats.WriteXLSX(w, r.Show, lang) },
		"ontime": func(w io.Writer, r formats.Result) error { return formats.WriteOntime(w, r.Show) },
		"ics":    func(w io.Writer, r formats.Result) error { return formats.WriteICS(w, r.Show) },
		"pdf": func(w io.Writer, r formats.Result) error {
			fonts := formats.Fonts{Regular: assets.FontRegular, Bold: assets.FontBold}
			return formats.WritePDF(w, r.Show, reader, lang, fonts)
		},
	}
}

// deliver writes to a file, or to standard output when none is named.
func (p *program) deliver(path string, b []byte) error {
	if path == "" || path == "-" {
		_, err := p.out.Write(b)
		return err
	}
	return troubled(os.WriteFile(path, b, 0o644), filepath.Base(path))
}

// sentence says a problem of a sheet in a language.
func sentence(pr formats.Problem, words assets.Words) string {
	pairs := make([]any, 0, 2*len(pr.Args))
	for i, arg := range pr.Args {
		pairs = append(pairs, string(rune('a'+i)), arg)
	}
	return words.Say("sheet."+string(pr.Code), pairs...)
}

func (p *program) listProblems(w io.Writer, problems []formats.Problem) {
	for _, pr := range problems {
		where := []string{}
		if pr.Sheet != "" {
			where = append(where, pr.Sheet)
		}
		if pr.Row > 0 {
			where = append(where, p.words.Say("check.row", "row", pr.Row))
		}
		if pr.Column != "" {
			where = append(where, pr.Column)
		}
		line := p.words.Say("problem."+string(pr.Severity)) + p.words.Say("desktop.colon") + sentence(pr, p.words)
		if pr.Read != "" {
			line += fmt.Sprintf(" (%q)", pr.Read)
		}
		if len(where) > 0 {
			line = strings.Join(where, ", ") + ": " + line
		}
		fmt.Fprintln(w, line)
	}
}

// entriesOf reads every entry of a show file, also while a desk writes to it.
func entriesOf(ctx context.Context, path string) ([]runsheet.Entry, runsheet.State, error) {
	j, err := journal.Read(path)
	if err != nil {
		return nil, runsheet.State{}, troubled(err, filepath.Base(path))
	}
	defer j.Close()
	var all []runsheet.Entry
	s, err := j.Replay(ctx, func(e runsheet.Entry) { all = append(all, e) })
	if err != nil {
		return nil, s, troubled(err, filepath.Base(path))
	}
	return all, s, nil
}

// reportWriters are the forms of a report.
var reportWriters = map[string]func(report.Report, io.Writer) error{
	"csv": report.Report.WriteCSV, "json": report.Report.WriteJSON,
	"questions": report.Report.WriteQuestionsCSV, "chapters": report.Report.WriteChapters,
}

func (p *program) reportCommand() *cobra.Command {
	var format, out, folder string
	var anonymous bool
	run := -1
	cmd := &cobra.Command{
		Use:   "report SHOW.regie",
		Short: "What really happened: planned and actual times, questions",
		Long: `report reads a show file and writes, per slot, the planned and actual start and length and the overrun, and the
questions with their times, of the live; --run tells of a rehearsal instead. The page is HTML with a picture, to look at and to
print; CSV holds the slots, questions the questions as CSV, chapters the chapters of the recording; JSON holds everything.
--anonymous leaves out who asked. --folder writes all of them into a folder, without who asked.
` + exitText,
		Example: "  regie report soir.regie --folder bilan\n  regie report soir.regie --format page -o soir.html\n  regie report soir.regie --format csv -o soir.csv\n  regie report soir.regie --format json\n  regie report soir.regie --format questions --anonymous -o questions.csv",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			write, known := reportWriters[format]
			if format == "page" {
				write, known = func(r report.Report, w io.Writer) error { return r.WritePage(w, pageWords(p.lang)) }, true
			}
			if !known {
				return &misuse{fmt.Errorf("--format takes page, csv, json, questions or chapters, not %q", format)}
			}
			entries, _, err := entriesOf(cmd.Context(), given[0])
			if err != nil {
				return err
			}
			var b bytes.Buffer
			r := report.Make(entries)
			if run >= 0 {
				r = report.MakeRun(entries, run)
			}
			if folder != "" {
				_, err := writeReport(folder, r, p.lang)
				return err
			}
			if anonymous {
				r = r.Anonymous()
			}
			if err := write(r, &b); err != nil {
				return fmt.Errorf("write report: %w", err)
			}
			return p.deliver(out, b.Bytes())
		},
	}
	cmd.Flags().StringVar(&format, "format", "csv", "page, csv, json, questions or chapters")
	cmd.Flags().StringVar(&folder, "folder", "", "write the page and every export into this folder instead")
	cmd.Flags().BoolVar(&anonymous, "anonymous", false, "leave out who asked")
	cmd.Flags().IntVar(&run, "run", -1, "the number of another run than the live (see regie runs)")
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (default: standard output)")
	return cmd
}

func (p *program) versionsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "versions SHOW.regie [FROM TO]",
		Short: "What the run sheet has been, and what changed between two versions",
		Long: `versions lists each load, import and session of editing of a show's run sheet, numbered. With two numbers it tells what
became of each slot from the one to the other.
` + exitText,
		Example: "  regie versions soir.regie\n  regie versions soir.regie 1 3",
		Args: args(func(cmd *cobra.Command, given []string) error {
			if len(given) != 1 && len(given) != 3 {
				return errors.New("takes a show file, or a show file and two numbers")
			}
			return nil
		}),
		RunE: func(cmd *cobra.Command, given []string) error {
			var pair [2]int
			for i, text := range given[1:] {
				n, err := strconv.Atoi(text)
				if err != nil {
					return &misuse{fmt.Errorf("a version is a number, not %q (see %s --help)", text, cmd.CommandPath())}
				}
				pair[i] = n
			}
			entries, state, err := entriesOf(cmd.Context(), given[0])
			if err != nil {
				return err
			}
			if len(given) == 1 {
				return report.Versions(p.out, entries, state.Show.Location())
			}
			return report.Compare(p.out, entries, pair[0], pair[1])
		},
	}
}

func (p *program) keysCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "keys SHOW.regie",
		Short: "The keys of a show's links, for scripts",
		Long: `keys reads a show file and prints the key of each role as one JSON object. Whoever has a key may what its role may.
` + exitText,
		Example: "  regie keys soir.regie\n  curl -H \"Authorization: Bearer $(regie keys soir.regie | jq -r .operator)\" http://127.0.0.1:7340/api/state",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			j, err := journal.Read(given[0])
			if err != nil {
				return troubled(err, filepath.Base(given[0]))
			}
			defer j.Close()
			keys := map[runsheet.Role]string{}
			for _, role := range firstRoles {
				if keys[role], err = j.Setting("key." + string(role)); err != nil {
					return troubled(err, filepath.Base(given[0]))
				}
			}
			return json.NewEncoder(p.out).Encode(keys)
		},
	}
}

func (p *program) logCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "log SHOW.regie",
		Short: "Everything that happened, a line each",
		Long: `log reads a show file and prints its entries in order: when, who, what. It can be read while the show runs.
` + exitText,
		Example: "  regie log soir.regie\n  regie log soir.regie --json | jq 'select(.kind==\"went\")'",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			entries, state, err := entriesOf(cmd.Context(), given[0])
			if err != nil {
				return err
			}
			if asJSON {
				return report.LogJSON(p.out, entries)
			}
			return report.Log(p.out, entries, state.Show.Location())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

// obsPassword finds the password for an OBS: from the file that was named, else from what this machine keeps.
func (p *program) obsPassword(o eveningOptions, address string) (string, error) {
	if o.passwordFile == "" {
		return p.settings.Password(address)
	}
	var b []byte
	var err error
	if o.passwordFile == "-" {
		b, err = io.ReadAll(io.LimitReader(os.Stdin, 4096))
	} else {
		b, err = os.ReadFile(o.passwordFile)
	}
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return "", troubled(err, filepath.Base(o.passwordFile))
		}
		return "", fmt.Errorf("read OBS password: %w", err)
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}
