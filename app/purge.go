package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"regie/app/desk"
	"regie/app/journal"
	"regie/runsheet"
)

// purged is what became of a show file whose promise was looked at.
type purged struct {
	path string
	// erased is how many questions went; kept is true where the promise is not over or there is none.
	erased int
	kept   bool
	err    error
}

// purgeFile keeps the promise of a show file that nobody has open. Whatever it finds, a file that promises nothing or
// whose time is not over is only read.
func purgeFile(ctx context.Context, path string) purged {
	out := purged{path: path}
	s, err := stateOf(ctx, path)
	if err != nil || !s.PurgeDue(desk.SystemClock()()) {
		out.kept, out.err = err == nil, err
		return out
	}
	out.err = keepingTimes(path, func() error {
		show, err := openAtRest(ctx, path)
		if err != nil {
			return err
		}
		defer show.close()
		left := unerased(show.state)
		if err := show.erase(ctx, runsheet.Purge{}); err != nil {
			return err
		}
		out.erased = left - unerased(show.state)
		return nil
	})
	return out
}

func unerased(s runsheet.State) int {
	n := 0
	for q := range s.Questions.All() {
		if !q.Erased {
			n++
		}
	}
	return n
}

// stateOf reads how a show file was left.
func stateOf(ctx context.Context, path string) (runsheet.State, error) {
	j, err := journal.Read(path)
	if err != nil {
		return runsheet.State{}, err
	}
	defer j.Close()
	return j.Replay(ctx, nil)
}

// showFiles are the show files that paths name, those of folders included.
func showFiles(paths []string) ([]string, error) {
	var all []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, troubled(err, filepath.Base(path))
		}
		if !info.IsDir() {
			all = append(all, path)
			continue
		}
		found, err := filepath.Glob(filepath.Join(path, "*"+extension))
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", path, err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// purgeOthers keeps the promises of the shows of this machine that are not open: a show that is over is seldom opened
// again. It says in the log what it did.
func (e *evening) purgeOthers(ctx context.Context) {
	if e.scratch != "" {
		return
	}
	files, err := showFiles([]string{e.p.settings.Shows})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		e.p.log.Warn("shows are not looked through for questions to erase", "error", err)
	}
	own, _ := os.Stat(e.journal.Path())
	for _, path := range files {
		if info, err := os.Stat(path); ctx.Err() != nil || err != nil || os.SameFile(info, own) {
			continue
		}
		switch p := purgeFile(ctx, path); {
		case errors.Is(p.err, journal.ErrInUse): // its desk does it
		case p.err != nil && ctx.Err() == nil:
			e.p.log.Info("show file is not looked through", "file", path, "error", p.err)
		case p.erased > 0:
			e.p.log.Warn("questions are erased, as their audience was promised", "file", path, "questions", p.erased)
		}
	}
}

func (p *program) purgeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "purge [PATH...]",
		Short: "Erase the questions of shows whose promised time is over",
		Long: `purge looks through show files, or all those of a folder (default: the folder of shows), and erases the questions of each whose audience was
promised so and whose time is over. Régie does the same by itself whenever it is started. What is erased is overwritten in the file.
` + exitText,
		Example: "  regie purge\n  regie purge ~/emissions soir.regie",
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) == 0 {
				given = []string{p.settings.Shows}
			}
			files, err := showFiles(given)
			if err != nil {
				return err
			}
			var failed error
			for _, path := range files {
				switch done := purgeFile(cmd.Context(), path); {
				case done.err != nil:
					failed = troubled(done.err, filepath.Base(path))
					complain(p.err, failed, p.words)
				case done.kept:
					fmt.Fprintln(p.out, p.words.Say("purge.kept", "file", path))
				default:
					fmt.Fprintln(p.out, p.words.Say("purge.erased", "file", path, "n", done.erased))
				}
			}
			return failed
		},
	}
}

func (p *program) eraseCommand() *cobra.Command {
	var named string
	var person bool
	cmd := &cobra.Command{
		Use:   "erase SHOW.regie [ID...]",
		Short: "Erase one person's questions, because they ask for it",
		Long: `erase takes questions out of a show file that nobody has open: those with these ids (regie report --format json tells them), with --person
everything else that the same device asked, with --named what somebody of that name asked. The entries stay, their text and whatever says who
asked go, and are overwritten in the file. It cannot be undone.
` + exitText,
		Example: "  regie erase soir.regie q-7fK2 --person\n  regie erase soir.regie --named \"Élodie Martin\"",
		Args:    args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) == 1 && strings.TrimSpace(named) == "" {
				return &misuse{errors.New("erase takes the ids of questions, or --named")}
			}
			show, err := openAtRest(cmd.Context(), given[0])
			if err != nil {
				return err
			}
			defer show.close()
			ids := given[1:]
			for q := range show.state.Questions.All() {
				if name := runsheet.Fold(named); name != "" && !q.Erased && (runsheet.Fold(q.Name) == name || runsheet.Fold(q.Source.Author) == name) {
					ids = append(ids, string(q.ID))
				}
			}
			before := unerased(show.state)
			for _, id := range ids {
				if err := show.erase(cmd.Context(), runsheet.Erase{ID: runsheet.QuestionID(id), Person: person}); err != nil {
					return err
				}
			}
			fmt.Fprintln(p.out, p.words.Say("purge.erased", "file", given[0], "n", before-unerased(show.state)))
			return nil
		},
	}
	cmd.Flags().StringVar(&named, "named", "", "erase what somebody of this name asked")
	cmd.Flags().BoolVar(&person, "person", false, "with each question, all that the same device asked")
	return cmd
}
