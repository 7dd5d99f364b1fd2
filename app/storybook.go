//go:build !headless

package app

import (
	fyneapp "fyne.io/fyne/v2/app"

	"github.com/spf13/cobra"

	"regie/assets/tokens"
	"regie/ui/desktop"
	"regie/ui/desktop/storybook"
)

func (p *program) storybookCommand() *cobra.Command {
	var scheme string
	cmd := &cobra.Command{
		Use:   "storybook [SCREEN]",
		Short: "Look at every screen of the control room with invented data",
		Long: `storybook opens every screen of the control room, one after another, with invented data: Ctrl+Page Down and Ctrl+Page Up go
through them, Ctrl+Shift+L changes the language, Ctrl+Shift+T the colours. Nothing real is touched, and nothing is kept.
` + exitText,
		Example: "  regie storybook\n  regie storybook late --lang en --colours light",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, given []string) error {
			if err := p.needDisplay(); err != nil {
				return err
			}
			name := ""
			if len(given) == 1 {
				name = given[0]
			}
			p.makeCache()
			a := fyneapp.NewWithID("org.regie.desktop")
			storybook.New(a, p.lang, desktop.Appearance{Scheme: tokens.Scheme(scheme)}, name).Run()
			return nil
		},
	}
	cmd.Flags().StringVar(&scheme, "colours", string(tokens.Dark), "dark, light or contrast")
	return cmd
}
