package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"regie/app/settings"
	"regie/obs"
)

func TestFindOBS(t *testing.T) {
	keyring.MockInit()
	dir := home(t)
	config := filepath.Join(dir, "obs-studio")
	lay := func(enabled string) {
		t.Helper()
		path := filepath.Join(config, "plugin_config", "obs-websocket", "config.json")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		put(t, path, []byte(`{"server_enabled":`+enabled+`,"server_port":4461,"auth_required":true,"server_password":"sésame"}`))
	}
	if status, _, errOut := regie(t, "find-obs", "--dir", config); status != exitRefused || !strings.Contains(errOut, "OBS") {
		t.Errorf("nothing there: %d %s", status, errOut)
	}
	lay("false")
	status, out, errOut := regie(t, "find-obs", "--dir", config, "--use")
	if status != exitRefused || !strings.Contains(out, `"enabled":false`) || !strings.Contains(errOut, "WebSocket") {
		t.Errorf("switched off: %d %s%s", status, out, errOut)
	}
	lay("true")
	status, out, _ = regie(t, "find-obs", "--dir", config)
	var told struct {
		Address  string `json:"address"`
		Password bool   `json:"password"`
	}
	if err := json.Unmarshal([]byte(out), &told); err != nil || status != exitDone || told.Address != "127.0.0.1:4461" || !told.Password || strings.Contains(out, "sésame") {
		t.Errorf("found: %d %s %v", status, out, err)
	}
	s := loaded(t)
	if s.OBS.Address == "127.0.0.1:4461" || s.OBS.Found {
		t.Error("what was only looked at is kept")
	}
	p := &program{settings: s}
	if !p.offersOBS([]string{config}) || p.offersOBS([]string{filepath.Join(dir, "nowhere")}) {
		t.Error("offered where there is none, or not where there is one")
	}
	if status, _, errOut := regie(t, "find-obs", "--dir", config, "--use"); status != exitDone {
		t.Errorf("use: %d %s", status, errOut)
	}
	s = loaded(t)
	password, err := s.Password("127.0.0.1:4461")
	if err != nil || s.OBS.Address != "127.0.0.1:4461" || password != "sésame" {
		t.Errorf("kept %q, %q, %v", s.OBS.Address, password, err)
	}
	if file, err := os.ReadFile(s.File()); err != nil || strings.Contains(string(file), "sésame") {
		t.Errorf("the password stands in the settings: %v", err)
	}
	if p = (&program{settings: s}); p.offersOBS([]string{config}) {
		t.Error("asked again")
	}
	if obs.Installed([]string{s.File()}) {
		t.Error("a file is no folder of settings")
	}
}

// loaded are the settings as the next start finds them.
func loaded(t *testing.T) *settings.Settings {
	t.Helper()
	p := &program{out: os.Stdout, err: os.Stderr}
	root := p.root()
	if err := root.ParseFlags(nil); err != nil {
		t.Fatal(err)
	}
	s, err := settings.Load(root.Flags())
	if err != nil {
		t.Fatal(err)
	}
	return s
}
