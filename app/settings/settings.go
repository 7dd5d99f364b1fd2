// Package settings is what this machine remembers between evenings: where OBS is, where the pages listen, the language,
// the window. It never holds anything of a show, and no password in its own file.
//
// A setting comes from, in this order: the command line, a REGIE_… variable, the file regie.yaml in the user's
// configuration folder, the built-in value. Package app alone uses it.
package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"github.com/zalando/go-keyring"
)

// Settings are the values of one run of the program.
type Settings struct {
	// Language is "fr" or "en"; empty follows the system.
	Language string `mapstructure:"language"`
	// Listen is where the pages are served: host:port.
	Listen string `mapstructure:"listen"`
	// Shows is the folder for new show files.
	Shows string `mapstructure:"shows"`
	// Zone is the time zone of sheets that name none; empty follows the system.
	Zone string `mapstructure:"zone"`
	OBS  OBS    `mapstructure:"obs"`
	// Notify switches the system's notifications.
	Notify bool   `mapstructure:"notify"`
	Window Window `mapstructure:"window"`
	// LastShow is the path of the show file that was open last.
	LastShow string `mapstructure:"last_show"`
	// Mappings are what a person chose the columns of a sheet to be for, by the sheet's shape, as JSON.
	Mappings map[string]string `mapstructure:"mappings"`
	// Hosts are further names by which the pages may be called.
	Hosts []string `mapstructure:"hosts"`

	store *viper.Viper
	dir   string
}

// OBS is where OBS is and what it is asked for.
type OBS struct {
	// Address is host:port or ws://host:port, "sim" for the simulated OBS, "none" for none.
	Address string `mapstructure:"address"`
	// Waiting is the scene that a hold puts up.
	Waiting string `mapstructure:"waiting"`
}

// Window is the control room's size in Fyne's units, and where its columns part, from 0 to 1; zero is "as usual".
type Window struct {
	Width  float32 `mapstructure:"width"`
	Height float32 `mapstructure:"height"`
	Left   float64 `mapstructure:"left"`
	Right  float64 `mapstructure:"right"`
}

// Load reads the settings. Flags that were given win; a malformed file is an error that names it, and the file stays.
func Load(flags *pflag.FlagSet) (*Settings, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		dir = os.TempDir()
	}
	return load(filepath.Join(dir, "regie"), flags)
}

func load(dir string, flags *pflag.FlagSet) (*Settings, error) {
	v := viper.New()
	v.SetDefault("language", "")
	v.SetDefault("listen", "127.0.0.1:7340")
	v.SetDefault("shows", showsFolder(dir))
	v.SetDefault("zone", "")
	v.SetDefault("obs.address", "127.0.0.1:4455")
	v.SetDefault("obs.waiting", "Attente")
	v.SetDefault("notify", true)
	v.SetDefault("window.width", 0)
	v.SetDefault("window.height", 0)
	v.SetDefault("window.left", 0)
	v.SetDefault("window.right", 0)
	v.SetDefault("last_show", "")
	v.SetDefault("hosts", []string{})
	v.SetEnvPrefix("REGIE")
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	v.SetConfigFile(filepath.Join(dir, "regie.yaml"))
	if err := v.ReadInConfig(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read settings %s: %w", v.ConfigFileUsed(), err)
	}
	for key, name := range map[string]string{"listen": "listen", "obs.address": "obs", "language": "lang"} {
		if f := flags.Lookup(name); f != nil && f.Changed {
			v.Set(key, f.Value.String())
		}
	}
	s := &Settings{store: v, dir: dir}
	if err := v.Unmarshal(s); err != nil {
		return nil, fmt.Errorf("read settings %s: %w", v.ConfigFileUsed(), err)
	}
	return s, nil
}

// showsFolder is where people's data lives on this system.
func showsFolder(config string) string {
	if runtime.GOOS != "linux" {
		return filepath.Join(config, "shows")
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "regie")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return filepath.Join(config, "shows")
	}
	return filepath.Join(home, ".local", "share", "regie")
}

// Keep remembers values by their keys ("obs.address") in the file, leaving what else it holds as it is. What came from
// flags or the environment for this run alone is not written.
func (s *Settings) Keep(values map[string]any) error {
	v := viper.New()
	v.SetConfigFile(filepath.Join(s.dir, "regie.yaml"))
	if err := v.ReadInConfig(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keep settings: %w", err)
	}
	for key, value := range values {
		v.Set(key, value)
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("keep settings: %w", err)
	}
	// A new file put in the old one's place: a power cut leaves one of the two, whole.
	next := filepath.Join(s.dir, ".regie-new.yaml")
	if err := v.WriteConfigAs(next); err != nil {
		return fmt.Errorf("keep settings: %w", err)
	}
	if err := os.Rename(next, filepath.Join(s.dir, "regie.yaml")); err != nil {
		return fmt.Errorf("keep settings: %w", err)
	}
	return nil
}

const service = "regie"

// Password gives the OBS password for an address, "" when none is kept: from REGIE_OBS_PASSWORD, else the system's
// keyring, else a file that only its owner can read.
func (s *Settings) Password(address string) (string, error) {
	if p, set := os.LookupEnv("REGIE_OBS_PASSWORD"); set {
		return p, nil
	}
	address = plainAddress(address)
	if p, err := keyring.Get(service, "obs "+address); err == nil {
		return p, nil
	}
	b, err := os.ReadFile(s.secret(address))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read OBS password: %w", err)
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

// KeepPassword keeps the OBS password for an address in the system's keyring; where there is none, in a file of mode
// 0600, and then it says so by inFile.
func (s *Settings) KeepPassword(address, password string) (inFile bool, err error) {
	address = plainAddress(address)
	if keyring.Set(service, "obs "+address, password) == nil {
		os.Remove(s.secret(address))
		return false, nil
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return true, fmt.Errorf("keep OBS password: %w", err)
	}
	next := s.secret(address) + ".new"
	if err := os.WriteFile(next, []byte(password+"\n"), 0o600); err != nil {
		return true, fmt.Errorf("keep OBS password: %w", err)
	}
	if err := os.Rename(next, s.secret(address)); err != nil {
		return true, fmt.Errorf("keep OBS password: %w", err)
	}
	return true, nil
}

// plainAddress is host:port, however the address was typed: a password belongs to an OBS, not to a spelling.
func plainAddress(address string) string {
	address = strings.TrimRight(strings.TrimPrefix(strings.TrimSpace(address), "ws://"), "/")
	if _, _, err := net.SplitHostPort(address); err != nil {
		address = net.JoinHostPort(strings.Trim(address, "[]"), "4455")
	}
	return strings.ToLower(address)
}

func (s *Settings) secret(address string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return '_'
	}, address)
	return filepath.Join(s.dir, "obs-password-"+name)
}
