package app

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"regie/app/report"
)

func (p *program) runsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "runs SHOW.regie [RUN RUN…]",
		Short: "The rehearsals and the live of a show, and how they compare",
		Long: `runs lists every pass through the run sheet that a show file holds: rehearsals and the live, numbered. With two numbers or
more it sets the planned length of each slot beside what it took in each of them.
` + exitText,
		Example: "  regie runs soir.regie\n  regie runs soir.regie 1 2",
		Args: args(func(cmd *cobra.Command, given []string) error {
			if len(given) == 0 || len(given) == 2 {
				return errors.New("takes a show file, and two numbers or more to compare")
			}
			return nil
		}),
		RunE: func(cmd *cobra.Command, given []string) error {
			var runs []int
			for _, text := range given[1:] {
				n, err := strconv.Atoi(text)
				if err != nil {
					return &misuse{fmt.Errorf("a run is a number, not %q (see %s --help)", text, cmd.CommandPath())}
				}
				runs = append(runs, n)
			}
			entries, _, err := entriesOf(cmd.Context(), given[0])
			if err != nil {
				return err
			}
			if len(runs) == 0 {
				return report.WriteRuns(p.out, entries)
			}
			return report.CompareRuns(p.out, entries, runs)
		},
	}
}
