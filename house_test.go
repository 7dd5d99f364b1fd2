package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The house: which of our packages each room may import. A package without a line here fails the test, so that nobody
// adds a room without saying where it stands.
var house = map[string][]string{
	".":                    {"app"},
	"app":                  {"app/awake", "app/certificate", "app/crash", "app/desk", "app/journal", "app/notify", "app/report", "app/settings", "app/sound", "app/sources", "assets", "assets/samples", "assets/tokens", "obs", "obs/obstest", "runsheet", "runsheet/formats", "runsheet/templates", "ui/desktop", "ui/desktop/storybook", "ui/desktop/theme", "ui/osc", "ui/web"},
	"app/awake":            {},
	"app/certificate":      {},
	"app/crash":            {},
	"app/desk":             {"runsheet"},
	"app/journal":          {"runsheet"},
	"app/notify":           {},
	"app/report":           {"runsheet"},
	"app/settings":         {},
	"app/sources":          {"runsheet", "runsheet/formats"},
	"app/sound":            {},
	"assets":               {},
	"doc":                  {},
	"assets/samples":       {},
	"assets/tokens":        {},
	"obs":                  {},
	"obs/obstest":          {},
	"obs/obstest/contract": {"obs"},
	"obs/realobs":          {"obs/realobs/bare"},
	"obs/realobs/bare":     {},
	"obs/realobs/lanes":    {"obs/realobs", "obs/realobs/bare"},
	"runsheet":             {"runsheet/sift"},
	"runsheet/formats":     {"runsheet"},
	"runsheet/sift":        {},
	"runsheet/templates":   {"runsheet"},
	"ui/desktop":           {"assets", "assets/tokens", "runsheet", "ui/desktop/kit", "ui/desktop/theme"},
	"ui/desktop/kit":       {"ui/desktop/theme"},
	"ui/desktop/stories":   {"assets", "runsheet", "ui/desktop"},
	"ui/desktop/storybook": {"assets", "assets/tokens", "runsheet", "ui/desktop", "ui/desktop/kit", "ui/desktop/stories", "ui/desktop/theme"},
	"ui/desktop/theme":     {"assets", "assets/tokens"},
	"ui/osc":               {"runsheet"},
	"ui/web":               {"assets", "assets/tokens", "doc", "runsheet"},
}

// kept holds the libraries that only some rooms may import, each with its reason.
var kept = map[string]struct {
	rooms  []string
	reason string
}{
	"fyne.io/fyne/v2":                    {[]string{"app", "ui/desktop", "ui/desktop/kit", "ui/desktop/stories", "ui/desktop/storybook", "ui/desktop/theme"}, "everything else builds and tests in seconds"},
	"github.com/andreykaipov/goobs":      {[]string{"obs", "obs/obstest", "obs/obstest/contract"}, "OBS's words stay in OBS's room"},
	"github.com/mattn/go-sqlite3":        {[]string{"app/journal"}, "one room knows how the show file is written"},
	"github.com/spf13/viper":             {[]string{"app/settings"}, "one room knows where settings come from"},
	"github.com/gen2brain/beeep":         {[]string{"app/notify"}, "a notification service that hangs is met once"},
	"github.com/gopxl/beep/v2":           {[]string{"app/sound"}, "a sound card that hangs is met once"},
	"github.com/godbus/dbus/v5":          {[]string{"app/awake"}, "a session bus that hangs is met once"},
	"github.com/chromedp/chromedp":       {nil, "tests only"},
	"pgregory.net/rapid":                 {nil, "tests only"},
	"github.com/google/go-cmp":           {nil, "tests only"},
	"github.com/zalando/go-keyring":      {[]string{"app/settings"}, "one room knows where passwords are"},
	"github.com/gempir/go-twitch-irc/v4": {[]string{"app/sources"}, "one room knows what platforms send"},
	"github.com/microcosm-cc/bluemonday": {[]string{"app/sources"}, "one room knows what platforms send"},
	"github.com/xuri/excelize/v2":        {[]string{"runsheet/formats"}, "one room knows spreadsheets"},
	"github.com/arran4/golang-ical":      {[]string{"runsheet/formats"}, "one room knows the files that people have"},
	"github.com/go-pdf/fpdf":             {[]string{"runsheet/formats"}, "one room knows the files that people have"},
	"github.com/beevik/ntp":              {[]string{"app"}, "one room compares clocks"},
	"github.com/boombuler/barcode":       {[]string{"ui/desktop"}, "only the window draws codes"},
	"github.com/yuin/goldmark":           {[]string{"ui/web"}, "one room shows documents"},
	"github.com/go-gl/glfw/v3.4/glfw":    {[]string{"app"}, "which displays there are, which Fyne does not tell"},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func list(t *testing.T, args ...string) []listed {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// room is a package's name in the table, "" for a package that is not ours.
func room(path string) string {
	if path == "regie" {
		return "."
	}
	return strings.TrimPrefix(path, "regie/")
}

func ours(path string) bool { return path == "regie" || strings.HasPrefix(path, "regie/") }

func TestRoomsImportOneWay(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range list(t, "-tags", "migrated_fynedo,gles", "./...") {
		here := room(p.ImportPath)
		seen[here] = true
		may, known := house[here]
		if !known {
			t.Errorf("%s has no line in the house: say what it may import", here)
			continue
		}
		for _, path := range p.Imports {
			if ours(path) && !slices.Contains(may, room(path)) {
				t.Errorf("%s imports %s, which its line in the house does not allow", here, room(path))
			}
			for library, k := range kept {
				if (path == library || strings.HasPrefix(path, library+"/")) && !slices.Contains(k.rooms, here) {
					t.Errorf("%s imports %s: %s", here, path, k.reason)
				}
			}
		}
	}
	for name := range house {
		if !seen[name] {
			t.Errorf("the house has a line for %s, which is not there", name)
		}
	}
}

// The headless build must run where no graphics library is installed.
func TestHeadlessHasNoGraphics(t *testing.T) {
	for _, p := range list(t, "-deps", "-tags", "headless", ".") {
		for _, graphics := range []string{"fyne.io/", "github.com/go-gl/"} {
			if strings.HasPrefix(p.ImportPath, graphics) {
				t.Errorf("the headless build contains %s", p.ImportPath)
			}
		}
	}
}
