// Package app is everything that runs: Main reads the settings, opens the rooms, joins them, and closes them in
// reverse. It alone sees all the rooms; each of them knows only the words of package runsheet.
//
// It holds no rule of the show. Nothing imports it but the main package.
package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	_ "time/tzdata" // a show has a time zone wherever it is opened

	"github.com/spf13/cobra"

	"regie/app/crash"
	"regie/app/settings"
	"regie/assets"
)

// version is set by the release's -ldflags; otherwise it is what the build knows of itself.
var version = ""

// Version is the program's version, "dev" for a build from a working copy.
func Version() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}

// Main runs the program and ends the process with its exit status.
func Main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// program is what every command of one run shares.
type program struct {
	out, err io.Writer
	settings *settings.Settings
	words    assets.Words
	lang     assets.Lang
	log      *slog.Logger
	verbose  bool
	unread   error // which languages of this machine's folder could not be read
	crash    *crash.Watch
	// crashed are the reports of programs that died before this evening, the newest last.
	crashed []string
}

// run is Main without the process: it returns the exit status.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	unread := assets.Add(os.DirFS(settings.LanguagesFolder()))
	p := &program{out: out, err: errOut, lang: systemLang(), unread: unread}
	p.words = assets.In(p.lang)
	root := p.root()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	var misused *misuse
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return exitDone
	case errors.As(err, &misused):
		complain(errOut, err, p.words)
		return exitMisused
	default:
		complain(errOut, err, p.words)
		return exitRefused
	}
}

// systemLang is the language of the system that the program was started on.
func systemLang() assets.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			return assets.LangOf(v)
		}
	}
	return assets.English
}

// begin reads the settings; every command starts with it.
func (p *program) begin(cmd *cobra.Command) error {
	s, err := settings.Load(cmd.Flags())
	if err != nil {
		return &trouble{key: "settings", cause: err}
	}
	p.settings = s
	if s.Language != "" {
		p.lang = assets.LangOf(s.Language)
		p.words = assets.In(p.lang)
	}
	level := slog.LevelWarn
	if p.verbose {
		level = slog.LevelDebug
	}
	p.log = slog.New(slog.NewTextHandler(p.err, &slog.HandlerOptions{Level: level}))
	if p.unread != nil {
		p.log.Warn("a language was left out", "error", p.unread)
	}
	return nil
}

// zone is the time zone of sheets that name none.
func (p *program) zone() string {
	if p.settings.Zone != "" {
		return p.settings.Zone
	}
	if z := time.Local.String(); z != "Local" && z != "UTC" && z != "" {
		return z
	}
	return "Europe/Paris"
}
