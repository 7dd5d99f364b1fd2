package app

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"regie/assets"
	"regie/obs"
)

// errServerOff: OBS was found, and takes no connections.
var errServerOff = errors.New("the WebSocket server of OBS is switched off")

// findOBS reads OBS's own settings in these directories. Whoever calls it has asked the person before: a password stands there.
func findOBS(dirs []string) (obs.Found, error) {
	found, err := obs.Find(dirs)
	switch {
	case errors.Is(err, obs.ErrNotFound):
		return found, &trouble{key: "obs-not-found", cause: err}
	case err != nil:
		return found, &trouble{key: "obs-settings", cause: err}
	case !found.Enabled:
		return found, &trouble{key: "obs-server-off", cause: errServerOff}
	}
	return found, nil
}

// keepOBS remembers an OBS that was found: its address in the settings, its password in the keyring.
func (p *program) keepOBS(found obs.Found) error {
	if _, err := p.settings.KeepPassword(found.Address, found.Password); err != nil {
		return err
	}
	return p.settings.Keep(map[string]any{"obs.address": found.Address, "obs.found": true})
}

// offersOBS says whether to ask if the OBS of this computer shall be used: it is here, and nobody has chosen one or was asked.
func (p *program) offersOBS(dirs []string) bool {
	return !p.settings.OBS.Found && !p.settings.Chosen("obs.address") && obs.Installed(dirs)
}

// findAndConnect uses the OBS of this computer from now on; its error is a sentence in the reader's language.
func (e *evening) findAndConnect(l assets.Lang) error {
	found, err := findOBS(obs.SettingsDirs())
	if err != nil {
		sentence, hint, _ := explain(err, assets.In(l))
		return errors.New(join(sentence, hint))
	}
	if err := e.p.keepOBS(found); err != nil {
		return err
	}
	e.standIn.connect(found.Address, found.Password)
	return nil
}

func (p *program) findCommand() *cobra.Command {
	var use bool
	var dirs []string
	cmd := &cobra.Command{
		Use:   "find-obs",
		Short: "Find the OBS of this computer in its own settings",
		Long: `find-obs reads the settings of the OBS that was set up on this computer (versions 28 and later; Linux, Flatpak, Snap, Windows,
macOS) and prints where its WebSocket server listens. The password is never printed. With --use, address and password are
kept for the evenings to come: the password in the system's keyring.
` + exitText,
		Example: "  regie find-obs\n  regie find-obs --use",
		Args:    args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(dirs) == 0 {
				dirs = obs.SettingsDirs()
			}
			found, err := findOBS(dirs)
			if found.File != "" {
				e := json.NewEncoder(p.out)
				e.SetEscapeHTML(false)
				told := map[string]any{"address": found.Address, "enabled": found.Enabled, "password": found.Password != "", "file": found.File}
				if failed := e.Encode(told); failed != nil {
					return cmp.Or(err, fmt.Errorf("say what was found: %w", failed))
				}
			}
			if err != nil || !use {
				return err
			}
			return p.keepOBS(found)
		},
	}
	cmd.Flags().BoolVar(&use, "use", false, "use it from now on")
	cmd.Flags().StringSliceVar(&dirs, "dir", nil, "where OBS keeps its settings (default: the usual places)")
	return cmd
}
