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
	"sync"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// Settings are the values of one run of the program.
type Settings struct {
	// Language is the code of one, "fr"; empty follows the system.
	Language string `mapstructure:"language"`
	// Listen is where the pages are served: host:port.
	Listen string `mapstructure:"listen"`
	// HTTPS says which pages go over TLS: "off", "room" (what other machines reach) or "all". Cert and Key are files of a
	// certificate of one's own; without them this machine makes one.
	HTTPS string `mapstructure:"https"`
	Cert  string `mapstructure:"cert"`
	Key   string `mapstructure:"key"`
	// OSC is where Open Sound Control is listened for: host:port; empty for nowhere.
	OSC string `mapstructure:"osc"`
	// Shows is the folder for new show files.
	Shows string `mapstructure:"shows"`
	// Zone is the time zone of sheets that name none; empty follows the system.
	Zone string `mapstructure:"zone"`
	OBS  OBS    `mapstructure:"obs"`
	// Notify switches the system's notifications.
	Notify bool `mapstructure:"notify"`
	// Sound has a chime beside each of them.
	Sound bool `mapstructure:"sound"`
	// Quiet are the sorts of notification that are not wanted: "slot-ends".
	Quiet []string `mapstructure:"quiet"`
	// Keys are the control room's changed keys, each as "hold=h".
	Keys   []string `mapstructure:"keys"`
	Window Window   `mapstructure:"window"`
	// Guided says that a person has seen the first steps.
	Guided bool `mapstructure:"guided"`
	// Clock is a web server, or a time server as ntp://HOST, that the checks before a show compare this computer's clock with;
	// empty for none.
	Clock string `mapstructure:"clock"`
	// LastShow is the path of the show file that was open last.
	LastShow string `mapstructure:"last_show"`
	// Mappings are what a person chose the columns of a sheet to be for, by the sheet's shape, as JSON.
	Mappings map[string]string `mapstructure:"mappings"`
	// Hosts are further names by which the pages may be called.
	Hosts []string `mapstructure:"hosts"`
	// Sources are the chats that are followed, "platform:target".
	Sources []string `mapstructure:"sources"`
	// SourcesOff are those that were cut off, "ingest" among them; they stay so until somebody switches them on.
	SourcesOff []string `mapstructure:"sources_off"`

	keeping sync.Mutex // from reading the file to putting the new one in its place
	store   *viper.Viper
	chosen  map[string]bool // by flags
	dir     string
}

// OBS is where OBS is and what it is asked for.
type OBS struct {
	// Address is host:port or ws://host:port, "sim" for the simulated OBS, "none" for none.
	Address string `mapstructure:"address"`
	// Spare is the address of a second OBS that is driven like the first; empty for none.
	Spare string `mapstructure:"spare"`
	// Waiting is the scene that a hold puts up.
	Waiting string `mapstructure:"waiting"`
	// Found says that a person was asked about the OBS of this computer.
	Found bool `mapstructure:"found"`
	// Streams and Records say what shows do here, for the checks before one.
	Streams bool `mapstructure:"streams"`
	Records bool `mapstructure:"records"`
}

// Window is the control room's size in Fyne's units, and where its columns part, from 0 to 1; zero is "as usual".
type Window struct {
	Width  float32 `mapstructure:"width"`
	Height float32 `mapstructure:"height"`
	Left   float64 `mapstructure:"left"`
	Right  float64 `mapstructure:"right"`
	// Relative: lateness is counted from when the show really began.
	Relative bool `mapstructure:"relative"`
	// Pane is what its right column showed. Scheme is "dark", "light" or "contrast", Size how large everything is, 1 as built.
	// Still: nothing blinks.
	Pane   string  `mapstructure:"pane"`
	Scheme string  `mapstructure:"scheme"`
	Size   float64 `mapstructure:"size"`
	Still  bool    `mapstructure:"still"`
	// Second are the windows that were open beside it, each as "speaker 1920 0": its name and where it stood.
	Second []string `mapstructure:"second"`
}

// Load reads the settings. Flags that were given win; a malformed file is an error that names it, and the file stays.
func Load(flags *pflag.FlagSet) (*Settings, error) {
	return load(folder(), flags)
}

// folder is where this program's settings are.
func folder() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "regie")
}

// LanguagesFolder is where a person puts languages of their own; it need not be there.
func LanguagesFolder() string { return filepath.Join(folder(), "lang") }

func load(dir string, flags *pflag.FlagSet) (*Settings, error) {
	v := viper.New()
	v.SetDefault("language", "")
	v.SetDefault("listen", "127.0.0.1:7340")
	v.SetDefault("https", "off")
	v.SetDefault("cert", "")
	v.SetDefault("key", "")
	v.SetDefault("osc", "")
	v.SetDefault("shows", showsFolder(dir))
	v.SetDefault("zone", "")
	v.SetDefault("obs.address", "127.0.0.1:4455")
	v.SetDefault("obs.spare", "")
	v.SetDefault("obs.waiting", "Attente")
	v.SetDefault("obs.found", false)
	v.SetDefault("obs.streams", true)
	v.SetDefault("obs.records", true)
	v.SetDefault("guided", false)
	v.SetDefault("clock", "")
	v.SetDefault("notify", true)
	v.SetDefault("sound", false)
	v.SetDefault("window.width", 0)
	v.SetDefault("window.height", 0)
	v.SetDefault("window.left", 0)
	v.SetDefault("window.right", 0)
	v.SetDefault("window.relative", false)
	v.SetDefault("window.pane", "")
	v.SetDefault("window.scheme", "dark")
	v.SetDefault("window.size", 1)
	v.SetDefault("window.still", false)
	v.SetDefault("window.second", []string{})
	v.SetDefault("quiet", []string{})
	v.SetDefault("keys", []string{})
	v.SetDefault("last_show", "")
	v.SetDefault("hosts", []string{})
	v.SetDefault("sources", []string{})
	v.SetDefault("sources_off", []string{})
	v.SetEnvPrefix("REGIE")
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	v.SetConfigFile(filepath.Join(dir, "regie.yaml"))
	if err := v.ReadInConfig(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read settings %s: %w", v.ConfigFileUsed(), err)
	}
	chosen := map[string]bool{}
	for key, name := range map[string]string{"listen": "listen", "https": "https", "cert": "cert", "key": "key", "osc": "osc", "obs.address": "obs", "obs.spare": "spare", "language": "lang"} {
		if f := flags.Lookup(name); f != nil && f.Changed {
			v.Set(key, f.Value.String())
			chosen[key] = true
		}
	}
	if f := flags.Lookup("source"); f != nil && f.Changed { // added to what is kept, not in its place
		if more, ok := f.Value.(pflag.SliceValue); ok {
			v.Set("sources", append(v.GetStringSlice("sources"), more.GetSlice()...))
		}
	}
	s := &Settings{store: v, dir: dir, chosen: chosen}
	if err := v.Unmarshal(s); err != nil {
		return nil, fmt.Errorf("read settings %s: %w", v.ConfigFileUsed(), err)
	}
	return s, nil
}

// ThemesFolder is where style sheets for the overlay lie.
func (s *Settings) ThemesFolder() string { return filepath.Join(s.dir, "themes") }

// CertificateFolder is where a certificate that this machine made for itself is kept.
func (s *Settings) CertificateFolder() string { return filepath.Join(s.dir, "certificate") }

// CrashFolder is where reports are when the program has died.
func (s *Settings) CrashFolder() string { return filepath.Join(s.dir, "crashes") }

// Chosen says whether a setting comes from a person: from the command line, a variable or the file.
func (s *Settings) Chosen(key string) bool {
	_, variable := os.LookupEnv("REGIE_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_")))
	return s.store.InConfig(key) || variable || s.chosen[key]
}

// File is where the settings are kept.
func (s *Settings) File() string { return filepath.Join(s.dir, "regie.yaml") }

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
	s.keeping.Lock()
	defer s.keeping.Unlock()
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

// obsSecret begins the names of OBS's passwords.
const obsSecret = "obs "

// Password gives the OBS password for an address, "" when none is kept: from REGIE_OBS_PASSWORD, else as Secret.
func (s *Settings) Password(address string) (string, error) {
	if p, set := os.LookupEnv("REGIE_OBS_PASSWORD"); set {
		return p, nil
	}
	p, err := s.Secret(obsSecret + plainAddress(address))
	if err != nil {
		return "", fmt.Errorf("OBS password: %w", err)
	}
	return p, nil
}

// KeepPassword keeps the OBS password for an address as KeepSecret does.
func (s *Settings) KeepPassword(address, password string) (inFile bool, err error) {
	inFile, err = s.KeepSecret(obsSecret+plainAddress(address), password)
	if err != nil {
		return inFile, fmt.Errorf("OBS password: %w", err)
	}
	return inFile, nil
}

// SameOBS says whether two addresses are one OBS, however they were typed.
func SameOBS(a, b string) bool { return plainAddress(a) == plainAddress(b) }

// plainAddress is host:port, however the address was typed: a password belongs to an OBS, not to a spelling.
func plainAddress(address string) string {
	address = strings.TrimRight(strings.TrimPrefix(strings.TrimSpace(address), "ws://"), "/")
	if _, _, err := net.SplitHostPort(address); err != nil {
		address = net.JoinHostPort(strings.Trim(address, "[]"), "4455")
	}
	return strings.ToLower(address)
}
