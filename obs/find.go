package obs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Found is an OBS that was set up on this computer. Whether it runs, only connecting tells.
type Found struct {
	Address  string // of its obs-websocket: "127.0.0.1:4455"
	Password string // empty when it asks for none
	Enabled  bool   // its WebSocket server is switched on
	File     string // that says so
}

// Errors of Find.
var (
	ErrNotFound = errors.New("no OBS has been set up here")
	ErrSettings = errors.New("OBS's settings cannot be read")
)

const maxSettings = 4 << 20 // bytes; OBS's own are a few kilobytes

// SettingsDirs are where OBS keeps its settings on this computer, the likeliest first: for Find. Ask before looking into
// them, since they hold a password.
func SettingsDirs() []string {
	home, _ := os.UserHomeDir() // without one there is nothing to find
	config, _ := os.UserConfigDir()
	return settingsDirs(runtime.GOOS, home, config)
}

func settingsDirs(system, home, config string) []string {
	var dirs []string
	add := func(base string, parts ...string) {
		if dir := filepath.Join(append([]string{base}, parts...)...); base != "" && (len(dirs) == 0 || dirs[0] != dir) {
			dirs = append(dirs, dir)
		}
	}
	add(config, "obs-studio") // %AppData%, ~/Library/Application Support, $XDG_CONFIG_HOME
	if system == "linux" {
		add(home, ".config", "obs-studio")
		add(home, ".var", "app", "com.obsproject.Studio", "config", "obs-studio") // Flatpak
		add(home, "snap", "obs-studio", "current", ".config", "obs-studio")
	}
	return dirs
}

// Installed reports whether OBS has settings in one of these directories, without reading any of them.
func Installed(dirs []string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool {
		info, err := os.Stat(dir)
		return err == nil && info.IsDir()
	})
}

// Find reads the port and the password of obs-websocket from OBS's own settings: of OBS 28 to 30 (global.ini) or of later
// ones (plugin_config/obs-websocket/config.json). Where both are found the file that was written last counts, since an
// OBS that was brought up to date leaves the older one behind. The first directory that has any is the answer.
func Find(dirs []string) (Found, error) {
	var trouble error
	for _, dir := range dirs {
		found, err := findIn(dir)
		switch {
		case err == nil:
			return found, nil
		case !errors.Is(err, ErrNotFound) && trouble == nil:
			trouble = err
		}
	}
	if trouble != nil {
		return Found{}, fmt.Errorf("find OBS: %w", trouble)
	}
	return Found{}, fmt.Errorf("find OBS: %w", ErrNotFound)
}

func findIn(dir string) (Found, error) {
	var best Found
	var newest fs.FileInfo
	var trouble error
	for _, kind := range []struct {
		name string
		read func([]byte) (Found, error)
	}{
		{filepath.Join("plugin_config", "obs-websocket", "config.json"), readJSONSettings},
		{"global.ini", readINISettings},
	} {
		path := filepath.Join(dir, kind.name)
		text, info, err := slurp(path)
		var found Found
		if err == nil {
			found, err = kind.read(text)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, ErrNotFound):
		case err != nil:
			trouble = fmt.Errorf("%w: %s: %w", ErrSettings, path, err)
		case newest == nil || info.ModTime().After(newest.ModTime()):
			best, newest = found, info
			best.File = path
		}
	}
	switch {
	case newest != nil:
		return best, nil
	case trouble != nil:
		return Found{}, trouble
	default:
		return Found{}, ErrNotFound
	}
}

func slurp(path string) ([]byte, fs.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSettings))
	return text, info, err
}

func found(port int, password string, enabled, asked bool) (Found, error) {
	if port < 1 || port > 65535 {
		return Found{}, fmt.Errorf("port %d", port)
	}
	if !asked {
		password = ""
	}
	return Found{Address: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), Password: password, Enabled: enabled}, nil
}

func readJSONSettings(text []byte) (Found, error) {
	s := struct {
		Enabled  bool   `json:"server_enabled"`
		Port     int    `json:"server_port"`
		Password string `json:"server_password"`
		Asked    bool   `json:"auth_required"`
	}{Port: 4455, Asked: true} // what OBS takes for a field that is not there
	if err := json.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &s); err != nil {
		return Found{}, err
	}
	return found(s.Port, s.Password, s.Enabled, s.Asked)
}

// readINISettings reads the section [OBSWebSocket]; without one, obs-websocket has never run in this OBS.
func readINISettings(text []byte) (Found, error) {
	values := map[string]string{}
	here, seen := false, false
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	lines.Buffer(nil, maxSettings)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			here = line == "[OBSWebSocket]"
			seen = seen || here
			continue
		}
		if key, value, ok := strings.Cut(line, "="); ok && here {
			values[strings.TrimSpace(key)] = unescape(strings.TrimSpace(value))
		}
	}
	if err := lines.Err(); err != nil {
		return Found{}, err
	}
	if !seen {
		return Found{}, ErrNotFound
	}
	port := 4455
	if v := values["ServerPort"]; v != "" {
		var err error
		if port, err = strconv.Atoi(v); err != nil {
			return Found{}, fmt.Errorf("port %q", v)
		}
	}
	return found(port, values["ServerPassword"], values["ServerEnabled"] == "true", values["AuthRequired"] != "false")
}

// unescape undoes what OBS does to a value before it writes it.
func unescape(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r").Replace(s)
}
