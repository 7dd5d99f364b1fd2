package obs

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// lay writes files, each newer than the one before.
func lay(t *testing.T, files ...[2]string) string {
	t.Helper()
	dir := t.TempDir()
	for i, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f[0]))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(f[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	iniFile  = "global.ini"
	jsonFile = "plugin_config/obs-websocket/config.json"
)

func TestFind(t *testing.T) {
	old := [2]string{iniFile, "\ufeff[General]\r\nServerPort=1\r\n\r\n[OBSWebSocket]\r\nFirstLoad=false\r\nServerEnabled=true\r\nServerPort=4460\r\nAuthRequired=true\r\nServerPassword=a=b\\\\c é\r\n[Other]\r\nServerPort=2\r\n"}
	recent := [2]string{jsonFile, `{"alerts_enabled":false,"auth_required":true,"server_enabled":true,"server_password":"\u00e9t\u00e9","server_port":4461}`}
	for name, tc := range map[string]struct {
		dirs []string
		want Found
		err  error
	}{
		"28 to 30":            {[]string{lay(t, old)}, Found{"127.0.0.1:4460", `a=b\c é`, true, iniFile}, nil},
		"31 and later":        {[]string{lay(t, recent)}, Found{"127.0.0.1:4461", "été", true, jsonFile}, nil},
		"brought up to date":  {[]string{lay(t, old, recent)}, Found{"127.0.0.1:4461", "été", true, jsonFile}, nil},
		"gone back":           {[]string{lay(t, recent, old)}, Found{"127.0.0.1:4460", `a=b\c é`, true, iniFile}, nil},
		"the second place":    {[]string{t.TempDir(), lay(t, recent)}, Found{"127.0.0.1:4461", "été", true, jsonFile}, nil},
		"switched off":        {[]string{lay(t, [2]string{jsonFile, `{"server_enabled":false,"server_password":"p"}`})}, Found{"127.0.0.1:4455", "p", false, jsonFile}, nil},
		"no password":         {[]string{lay(t, [2]string{iniFile, "[OBSWebSocket]\nServerEnabled=true\nAuthRequired=false\nServerPassword=old\n"})}, Found{"127.0.0.1:4455", "", true, iniFile}, nil},
		"nothing":             {[]string{t.TempDir(), "/nowhere"}, Found{}, ErrNotFound},
		"never had WebSocket": {[]string{lay(t, [2]string{iniFile, "[General]\nServerPort=4460\n"})}, Found{}, ErrNotFound},
		"half a file":         {[]string{lay(t, [2]string{jsonFile, `{"server_port":44`})}, Found{}, ErrSettings},
		"half a file, and an older one": {[]string{lay(t, old, [2]string{jsonFile, `{"server_port":44`})},
			Found{"127.0.0.1:4460", `a=b\c é`, true, iniFile}, nil},
		"no port": {[]string{lay(t, [2]string{iniFile, "[OBSWebSocket]\nServerPort=70000\n"})}, Found{}, ErrSettings},
	} {
		got, err := Find(tc.dirs)
		if tc.want.File != "" {
			tc.want.File = filepath.Join(tc.dirs[len(tc.dirs)-1], filepath.FromSlash(tc.want.File))
		}
		if got != tc.want || !errors.Is(err, tc.err) {
			t.Errorf("%s: found %+v, %v", name, got, err)
		}
	}
}

func TestSettingsDirs(t *testing.T) {
	join := filepath.Join
	for _, tc := range []struct{ system, home, config, want string }{
		{"linux", "/home/zoe", "/home/zoe/.config", join("/home/zoe", ".config", "obs-studio")},
		{"windows", "C:/Users/zoe", "C:/Users/zoe/AppData/Roaming", join("C:/Users/zoe/AppData/Roaming", "obs-studio")},
		{"darwin", "/Users/zoe", "/Users/zoe/Library/Application Support", join("/Users/zoe/Library/Application Support", "obs-studio")},
	} {
		if got := settingsDirs(tc.system, tc.home, tc.config); len(got) == 0 || got[0] != tc.want || slices.Contains(got[1:], tc.want) {
			t.Errorf("%s: %q", tc.system, got)
		}
	}
	if got := settingsDirs("windows", "", ""); got != nil {
		t.Errorf("without a home: %q", got)
	}
}

func FuzzSettings(f *testing.F) {
	f.Add([]byte("[OBSWebSocket]\nServerPort=1\nServerPassword=\\\\n"))
	f.Add([]byte(`{"server_port":4455}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, read := range []func([]byte) (Found, error){readINISettings, readJSONSettings} {
			if found, err := read(text); err == nil && found.Address == "" {
				t.Errorf("%q gives %+v", text, found)
			}
		}
	})
}
