package sources

import (
	"fmt"
	"slices"
	"strings"

	"regie/runsheet"
	"regie/runsheet/formats"
)

// Prepared is a question that the crew wrote down before the show. For and Slot are as they were written: a name, and a
// slot's number, title or id. Kind is "" where the file does not say, or says a question.
type Prepared struct {
	ID, Text, For, Slot string
	Kind                runsheet.Category
}

var (
	preparedHeaders = []string{"question", "questions", "question text", "texte", "text"}
	forHeaders      = []string{"pour", "pour qui", "a qui", "a", "intervenant", "intervenante", "destinataire", "for", "for whom", "to", "speaker", "orateur"}
	kindHeaders     = []string{"categorie", "category", "type", "genre", "sorte", "kind"}
	slotHeaders     = []string{"sequence", "slot", "seq", "moment", "partie", "session", "n", "numero", "number"}
)

// kindWords are the words by which a file names a category, folded.
var kindWords = map[runsheet.Category][]string{
	runsheet.IsComment: {"commentaire", "remarque", "comment", "remark"},
	runsheet.IsHelp:    {"aide", "aide technique", "technique", "help", "technical help"},
	runsheet.IsProblem: {"probleme", "signalement", "problem", "problem report", "report"},
}

// kindCalled is the category of that name, "" for a question and for what is none.
func kindCalled(name string) runsheet.Category {
	name = runsheet.Fold(name)
	for kind, words := range kindWords {
		if slices.Contains(words, name) {
			return kind
		}
	}
	return ""
}

// ReadPrepared reads prepared questions: a table (CSV, XLSX, ODS) with a header such as Question, Pour, Séquence, Catégorie, or
// one question a line. A question has the same id whenever its file is read, so that a file that has grown can be read again.
func ReadPrepared(data []byte) ([]Prepared, error) {
	rows, err := formats.Table(data)
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	all := preparedIn(rows)
	if all == nil {
		text, err := formats.Text(data)
		if err != nil {
			return nil, fmt.Errorf("read questions: %w", ErrNoQuestions)
		}
		for _, m := range ofLines(text, "file") {
			all = append(all, Prepared{Text: m.Text})
		}
	}
	known := map[string]bool{}
	for i := range all {
		all[i].ID = madeID("prepared", runsheet.Fold(all[i].Text), all[i].Slot)
	}
	all = slices.DeleteFunc(all, func(p Prepared) bool {
		twice := known[p.ID]
		known[p.ID] = true
		return twice
	})
	if len(all) == 0 {
		return nil, fmt.Errorf("read questions: %w", ErrNoQuestions)
	}
	return all[:min(len(all), mostImported)], nil
}

// preparedIn reads rows under a header; nil when there is none.
func preparedIn(rows [][]string) []Prepared {
	for i, row := range rows[:min(len(rows), headerRows)] {
		folded := make([]string, len(row))
		for k, cell := range row {
			folded[k] = strings.Trim(runsheet.Fold(cell), "° ")
		}
		text := column(folded, preparedHeaders)
		if text < 0 {
			continue
		}
		whom, slot, kind := column(folded, forHeaders), column(folded, slotHeaders), column(folded, kindHeaders)
		all := []Prepared{}
		for _, r := range rows[i+1:] {
			cell := func(i int) string {
				if i < 0 || i >= len(r) {
					return ""
				}
				return runsheet.Clean(r[i])
			}
			if p := (Prepared{Text: short(cell(text)), For: cell(whom), Slot: cell(slot), Kind: kindCalled(cell(kind))}); p.Text != "" {
				all = append(all, p)
			}
		}
		return all
	}
	return nil
}
