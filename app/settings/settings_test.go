package settings

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/zalando/go-keyring"
)

func flags(t *testing.T, args ...string) *pflag.FlagSet {
	t.Helper()
	f := pflag.NewFlagSet("test", pflag.ContinueOnError)
	f.String("listen", "", "")
	f.String("obs", "", "")
	f.String("lang", "", "")
	if err := f.Parse(args); err != nil {
		t.Fatal(err)
	}
	return f
}

func write(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "regie.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWhoWins(t *testing.T) {
	dir := t.TempDir()
	s, err := load(dir, flags(t))
	if err != nil {
		t.Fatal(err)
	}
	if s.Listen != "127.0.0.1:7340" || s.OBS.Address != "127.0.0.1:4455" || !s.Notify {
		t.Errorf("built in: %+v", s)
	}
	write(t, dir, "listen: 127.0.0.1:1\nobs:\n  address: host-of-file:1\n  waiting: Pause\n")
	if s, err = load(dir, flags(t)); err != nil {
		t.Fatal(err)
	}
	if s.Listen != "127.0.0.1:1" || s.OBS.Address != "host-of-file:1" || s.OBS.Waiting != "Pause" {
		t.Errorf("the file does not win over the built in: %+v", s)
	}
	t.Setenv("REGIE_LISTEN", "127.0.0.1:2")
	t.Setenv("REGIE_OBS_ADDRESS", "host-of-env:2")
	if s, err = load(dir, flags(t)); err != nil {
		t.Fatal(err)
	}
	if s.Listen != "127.0.0.1:2" || s.OBS.Address != "host-of-env:2" {
		t.Errorf("the environment does not win over the file: %+v", s)
	}
	if s, err = load(dir, flags(t, "--listen", "127.0.0.1:3", "--obs", "sim")); err != nil {
		t.Fatal(err)
	}
	if s.Listen != "127.0.0.1:3" || s.OBS.Address != "sim" || s.OBS.Waiting != "Pause" {
		t.Errorf("the command line does not win: %+v", s)
	}
}

func TestKeepLeavesTheRestAsItIs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "new")
	s, err := load(dir, flags(t, "--obs", "sim"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Keep(map[string]any{"window.width": 1234.5}); err != nil {
		t.Fatal(err)
	}
	if err := s.Keep(map[string]any{"language": "fr"}); err != nil {
		t.Fatal(err)
	}
	again, err := load(dir, flags(t))
	if err != nil {
		t.Fatal(err)
	}
	if again.Window.Width != 1234.5 || again.Language != "fr" {
		t.Errorf("kept: %+v", again)
	}
	if again.OBS.Address == "sim" {
		t.Error("a flag of one run was kept for the next")
	}
}

func TestMalformedFileIsNamedAndStays(t *testing.T) {
	dir := t.TempDir()
	broken := "listen: [\n"
	write(t, dir, broken)
	_, err := load(dir, flags(t))
	if err == nil || !strings.Contains(err.Error(), "regie.yaml") {
		t.Errorf("load: %v", err)
	}
	if b, _ := os.ReadFile(filepath.Join(dir, "regie.yaml")); string(b) != broken {
		t.Errorf("the file is now %q", b)
	}
}

func TestPasswordInTheKeyring(t *testing.T) {
	keyring.MockInit()
	dir := t.TempDir()
	s, err := load(dir, flags(t))
	if err != nil {
		t.Fatal(err)
	}
	inFile, err := s.KeepPassword("ws://127.0.0.1:4455", "à garder")
	if err != nil || inFile {
		t.Fatalf("keep: in a file %v, %v", inFile, err)
	}
	if p, err := s.Password("ws://127.0.0.1:4455"); p != "à garder" || err != nil {
		t.Errorf("read back %q, %v", p, err)
	}
	for _, same := range []string{"127.0.0.1:4455", "127.0.0.1", "ws://127.0.0.1:4455/"} {
		if p, err := s.Password(same); p != "à garder" || err != nil {
			t.Errorf("by %s: %q, %v", same, p, err)
		}
	}
	if p, err := s.Password("elsewhere:4455"); p != "" || err != nil {
		t.Errorf("another OBS has the password %q, %v", p, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*password*")); len(left) > 0 {
		t.Errorf("the password is in %v too", left)
	}
}

func TestPasswordWithoutKeyringIsForItsOwnerOnly(t *testing.T) {
	keyring.MockInitWithError(errors.New("no keyring here"))
	dir := t.TempDir()
	s, err := load(dir, flags(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"first", "second"} {
		inFile, err := s.KeepPassword("127.0.0.1:4455", p)
		if err != nil || !inFile {
			t.Fatalf("keep: in a file %v, %v", inFile, err)
		}
		if got, err := s.Password("127.0.0.1:4455"); got != p || err != nil {
			t.Errorf("read back %q, %v", got, err)
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "obs-password-*"))
	if len(files) != 1 {
		t.Fatalf("files: %v", files)
	}
	info, err := os.Stat(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
	if yaml, err := os.ReadFile(filepath.Join(dir, "regie.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("keeping a password wrote the settings: %s", yaml)
	}
	t.Setenv("REGIE_OBS_PASSWORD", "of this run")
	if got, _ := s.Password("127.0.0.1:4455"); got != "of this run" {
		t.Errorf("the environment does not win: %q", got)
	}
}
