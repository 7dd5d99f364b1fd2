package app

import (
	"fmt"

	"github.com/spf13/cobra"
)

// misuse is a command line that cannot be understood.
type misuse struct{ cause error }

func (m *misuse) Error() string { return m.cause.Error() }
func (m *misuse) Unwrap() error { return m.cause }

// args turns cobra's complaint about arguments into a misuse.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		if err := check(cmd, given); err != nil {
			return &misuse{fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())}
		}
		return nil
	}
}

const exitText = `
Exit status: 0 done, 1 refused, 2 misused.`

func (p *program) root() *cobra.Command {
	var o eveningOptions
	root := &cobra.Command{
		Use:   "regie [FILE]",
		Short: "The control room of a live event",
		Long: `Régie is the control room of a live event: it holds the run sheet, drives OBS, shows everybody the countdown,
collects the audience's questions and records what happened in one file.

FILE is a run sheet (.xlsx, .ods, .csv, .json, .ics… or a link) or a show file (.regie) to go on with. Without one, Régie goes on with the
show that was on air when it was last ended, or opens an empty control room.
` + exitText,
		Example:       "  regie webinaire.xlsx\n  regie demo\n  regie serve webinaire.xlsx --obs ws://127.0.0.1:4455",
		Args:          args(cobra.MaximumNArgs(1)),
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       Version(),
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return p.begin(cmd)
		},
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) == 1 {
				o.file = given[0]
			}
			return p.openWindow(cmd.Context(), o)
		},
	}
	root.SetVersionTemplate("regie {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &misuse{fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())}
	})
	root.PersistentFlags().String("lang", "", "language: fr or en (default: the system's)")
	root.PersistentFlags().BoolVarP(&p.verbose, "verbose", "v", false, "say in the log what happens inside")
	o.flags(root)
	root.AddCommand(p.demoCommand(), p.serveCommand(), p.convertCommand(), p.checkCommand(), p.findCommand(), p.reportCommand(), p.runsCommand(), p.roomsCommand(), p.logCommand(), p.versionsCommand(), p.keysCommand(), p.storybookCommand())
	root.AddCommand(p.certificateCommand(), p.linksCommand(), p.questionsCommand(), p.purgeCommand(), p.eraseCommand())
	return root
}

// flags adds the flags that every way of running an evening shares.
func (o *eveningOptions) flags(cmd *cobra.Command) {
	cmd.Flags().String("listen", "", "where the pages are served, HOST:PORT (port 0: a free one)")
	cmd.Flags().String("https", "", "serve over TLS what other machines reach (room), everything (all), or nothing (off)")
	cmd.Flags().Lookup("https").NoOptDefVal = "room"
	cmd.Flags().String("cert", "", "certificate of one's own for --https, a PEM file with its chain (default: one made on this machine)")
	cmd.Flags().String("key", "", "the key of --cert, a PEM file")
	cmd.Flags().String("osc", "", "listen for Open Sound Control over UDP, HOST:PORT (default: nowhere)")
	cmd.Flags().StringSlice("source", nil, "follow this chat too: twitch:CHANNEL, youtube:VIDEO or facebook:VIDEO (may be repeated)")
	cmd.Flags().StringSliceVar(&o.questions, "questions", nil, "bring in the questions of this export from Slido, Zoom or Vimeo, or one a line (may be repeated)")
	cmd.Flags().String("obs", "", "OBS: ws://HOST:PORT, sim (simulated) or none")
	cmd.Flags().String("spare", "", "a second OBS that is driven like the first: ws://HOST:PORT")
	cmd.Flags().StringVar(&o.passwordFile, "obs-password-file", "", "file with the OBS password, - for standard input")
	cmd.Flags().StringVar(&o.old, "old", "", "how a show left on air long ago goes on: run-on, from-stop or close (default: ask)")
	o.want.flags(cmd)
	cmd.Flags().StringVar(&o.showFile, "show-file", "", "the show file to write (default: a new one in the shows folder)")
}

func (p *program) serveCommand() *cobra.Command {
	o := eveningOptions{strict: true}
	cmd := &cobra.Command{
		Use:   "serve FILE",
		Short: "Run the desk without a window",
		Long: `serve runs the whole desk without a window: pages, HTTP interface, OBS and log. FILE is a run sheet, or a show file to go on
with. When it is ready it prints one line of JSON with its address, the key of each role and the show file; it ends
with Ctrl+C. With --check it then looks at everything that the show needs, lists what it found on the error output and enters it;
POST /api/checks does so at any time.
` + exitText,
		Example: "  regie serve webinaire.xlsx --listen 127.0.0.1:7340 --obs sim --show-file soir.regie\n  regie serve soir.regie",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			o.file = given[0]
			return p.serve(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	cmd.Flags().BoolVar(&o.check, "check", false, "look at OBS, sources, disk, destinations and clocks at the start, and list what was found")
	return cmd
}

func (p *program) demoCommand() *cobra.Command {
	o := eveningOptions{demo: true}
	var headless bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try Régie with a sample show, a simulated OBS and an invented audience",
		Long: `demo opens the control room on a sample show, with a simulated OBS and an audience that asks by itself. Nothing else is
needed, nothing real is touched, and nothing is kept.
` + exitText,
		Example: "  regie demo\n  regie demo --lang en",
		Args:    args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if headless {
				return p.serve(cmd.Context(), o)
			}
			return p.openWindow(cmd.Context(), o)
		},
	}
	cmd.Flags().String("listen", "", "where the pages are served, HOST:PORT (port 0: a free one)")
	cmd.Flags().BoolVar(&headless, "no-window", false, "only the pages and the HTTP interface")
	return cmd
}
