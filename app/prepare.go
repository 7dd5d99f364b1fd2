package app

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"regie/app/sources"
	"regie/runsheet"
)

// preparedFor puts questions that were written down into the terms of a show. Strays are slots that the show has not;
// their questions come without one.
func preparedFor(show runsheet.Show, written []sources.Prepared) (all []runsheet.PreparedQuestion, strays []string) {
	for _, w := range written {
		q := runsheet.PreparedQuestion{ID: runsheet.QuestionID(w.ID), Text: w.Text, Speaker: w.For, Kind: w.Kind}
		if w.Slot != "" {
			if q.Slot = slotCalled(show, w.Slot); q.Slot == "" && !slices.Contains(strays, w.Slot) {
				strays = append(strays, w.Slot)
			}
		}
		all = append(all, q)
	}
	return all, strays
}

// slotCalled finds a slot by its id, its number or its title, in this order; "" when there is none.
func slotCalled(show runsheet.Show, name string) runsheet.SlotID {
	folded := runsheet.Fold(name)
	for _, is := range []func(runsheet.Slot) bool{
		func(s runsheet.Slot) bool { return string(s.ID) == name },
		func(s runsheet.Slot) bool { return s.Number == name },
		func(s runsheet.Slot) bool { return runsheet.Fold(s.Title) == folded },
	} {
		if i := slices.IndexFunc(show.Slots, is); i >= 0 {
			return show.Slots[i].ID
		}
	}
	return ""
}

// prepareAll brings prepared questions into a show, a few hundred at a time.
func prepareAll(all []runsheet.PreparedQuestion, do func(runsheet.Command) error) error {
	for few := range slices.Chunk(all, runsheet.MostPrepared) {
		if err := do(runsheet.Prepare{Questions: few}); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) questionsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "questions SHOW.regie FILE",
		Short: "Bring along questions that were prepared in advance",
		Long: `questions reads prepared questions (CSV, XLSX, ODS with a header such as Question, Pour, Séquence, Catégorie; or one a line) into a show file that
nobody has open. They are approved, marked as the crew's, and belong to their slot, named by its number or its title. A file that has
grown can be read again: what the show has already is left as it is.
` + exitText,
		Example: "  regie questions soir.regie questions.csv",
		Args:    args(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, given []string) error {
			data, err := os.ReadFile(given[1])
			if err != nil {
				return troubled(err, filepath.Base(given[1]))
			}
			written, err := sources.ReadPrepared(data)
			if err != nil {
				return troubled(err, filepath.Base(given[1]))
			}
			show, err := openAtRest(cmd.Context(), given[0])
			if err != nil {
				return err
			}
			defer show.close()
			all, strays := preparedFor(show.state.Show, written)
			before := show.state.Questions.Len()
			if err := prepareAll(all, func(c runsheet.Command) error { _, err := show.do(c); return err }); err != nil {
				return err
			}
			for _, s := range strays {
				fmt.Fprintln(p.err, p.words.Say("prepared.stray", "slot", s))
			}
			fmt.Fprintln(p.out, p.words.Say("prepared.read", "n", show.state.Questions.Len()-before, "of", len(all)))
			return nil
		},
	}
}
