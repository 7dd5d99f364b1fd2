package desktop

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// chest is a folder with run sheets of several ages, other files, and a folder in it.
func chest(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	now := time.Now()
	for name, old := range map[string]time.Duration{"hier.csv": 24 * time.Hour, "Été.XLSX": time.Hour, "photo.png": 0, ".secret.csv": 0, "Archives/mars.ods": time.Hour} {
		path := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(path), 0o700)
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
		os.Chtimes(path, now, now.Add(-old))
	}
	return dir
}

// choosing is a room in which a file is chosen; read is what was handed over, left how often nothing was.
type choosing struct {
	seated
	read []string
	left int
}

func choose(t *testing.T) *choosing {
	c := &choosing{seated: seat(t, "live")}
	c.folder = chest(t)
	c.ask()
	return c
}

func (c *choosing) ask() {
	c.askFile(sheetFiles, func(_ context.Context, _ *task, name string, data []byte) error {
		c.read = append(c.read, name+"="+string(data))
		return nil
	}, func() { c.left++ })
	c.settle()
}

// shown is what the dialog shows: a ▸ before what Enter would take.
func (c *choosing) shown() string {
	var all []string
	for i := range find[*kit.List](c.dialog.popup.Content)[0].Length() {
		for _, r := range find[*paletteRow](c.dialog.popup.Content) {
			if r.index == i && r.Visible() {
				l, at, _ := r.line(i)
				all = append(all, map[bool]string{true: "▸"}[at]+l.what)
				break
			}
		}
	}
	return strings.Join(all, " ")
}

func (c *choosing) press(names ...fyne.KeyName) {
	for _, name := range names {
		c.hit(name)
		c.settle()
	}
}

func TestAFileIsChosenByKeyboard(t *testing.T) {
	for _, tt := range []struct {
		name  string
		typed string
		keys  []fyne.KeyName
		shown string // before Enter
		read  string
	}{
		{"the newest is first, folders are last", "", nil, "▸Été.XLSX hier.csv Archives", "Été.XLSX=Été.XLSX"},
		{"the arrows", "", []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp}, "Été.XLSX ▸hier.csv Archives", "hier.csv=hier.csv"},
		{"some letters, without accents", "ete", nil, "▸Été.XLSX", "Été.XLSX=Été.XLSX"},
		{"into a folder", "arch", []fyne.KeyName{fyne.KeyReturn}, "▸mars.ods", "mars.ods=Archives/mars.ods"},
		{"and out again", "arch", []fyne.KeyName{fyne.KeyReturn, fyne.KeyBackspace}, "▸Été.XLSX hier.csv Archives", "Été.XLSX=Été.XLSX"},
		{"a path", "Archives/mars.ods", nil, "▸Été.XLSX hier.csv Archives", "mars.ods=Archives/mars.ods"},
		{"a path to a folder", "./Archives", []fyne.KeyName{fyne.KeyReturn}, "▸mars.ods", "mars.ods=Archives/mars.ods"},
		{"nothing like it", "zzz", nil, "", ""},
	} {
		c := choose(t)
		for _, r := range tt.typed {
			c.hitSign(r)
		}
		c.press(tt.keys...)
		if got := c.shown(); got != tt.shown {
			t.Errorf("%s: shown is %q, want %q", tt.name, got, tt.shown)
		}
		c.press(fyne.KeyReturn)
		if got := strings.Join(c.read, " "); got != tt.read || c.left != 0 || (c.dialog == nil) != (tt.read != "") {
			t.Errorf("%s: read %q, want %q; left %d times, open %v", tt.name, got, tt.read, c.left, c.dialog != nil)
		}
	}
}

func TestWhereAFileIsChosenEscapeCloses(t *testing.T) {
	c := choose(t)
	c.press(fyne.KeyEscape)
	if c.left != 1 || c.dialog != nil || len(c.read) != 0 {
		t.Fatalf("open %v, left %d times, read %q", c.dialog != nil, c.left, c.read)
	}
	c.ask()
	for _, r := range "/nowhere/at/all.csv" {
		c.hitSign(r)
	}
	c.press(fyne.KeyReturn)
	said := ""
	for _, l := range find[*kit.Line](c.dialog.popup.Content) {
		said += l.Text() + "|"
	}
	if !strings.Contains(said, "Ne s'ouvre pas") || !strings.Contains(said, "all.csv") {
		t.Errorf("a path to nothing says %q", said)
	}
	c.askPalette() // takes its place
	c.settle()
	if c.left != 1 || c.dialog == nil {
		t.Errorf("left %d times under the dialog that took its place", c.left)
	}
	c.press(fyne.KeyEscape, fyne.KeySpace)
	c.told(t, runsheet.Go{From: "s4", To: "s5"})
}

// A click opens what it meets, and the folder is where it was the next time.
func TestAFileIsChosenByMouse(t *testing.T) {
	c := choose(t)
	tap := func(line int) {
		find[*kit.List](c.dialog.popup.Content)[0].OnTap(line)
		c.settle()
	}
	tap(2)
	tap(0)
	if got := strings.Join(c.read, " "); got != "mars.ods=Archives/mars.ods" {
		t.Fatalf("read %q", got)
	}
	c.ask()
	if got := c.shown(); got != "▸mars.ods" {
		t.Errorf("asked again, %q is shown", got)
	}
	up := find[*kit.Press](c.dialog.popup.Content)[0]
	if label, _ := up.Words(); label != "Dossier parent" {
		t.Fatalf("the first button says %q", label)
	}
	test.Tap(up)
	c.settle()
	if got := c.shown(); got != "▸Été.XLSX hier.csv Archives" {
		t.Errorf("above it %q is shown", got)
	}
}

// What is written goes under the name that is typed, and over what is there only on the second Enter.
func TestAFileIsWrittenByKeyboard(t *testing.T) {
	s := seat(t, "live", func(c *Config) {
		c.Exports = []Export{{"csv", ".csv"}}
		c.Export = func(_ string, _ runsheet.Show, _ assets.Lang, w io.Writer) error {
			_, err := io.WriteString(w, "neuf")
			return err
		}
	})
	c := &choosing{seated: s}
	c.folder = chest(t)
	dir := c.folder
	save := func(name string) {
		c.askSave()
		c.press(fyne.KeyReturn)
		f := c.window.Canvas().Focused().(*kit.Field)
		if f.Text != "Les algorithmes dans l'IA.csv" {
			t.Fatalf("it would be %q", f.Text)
		}
		f.SetText(name)
	}
	holds := func(name, want string) {
		t.Helper()
		if got, _ := os.ReadFile(filepath.Join(dir, name)); string(got) != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	save("soir")
	c.press(fyne.KeyReturn)
	holds("soir.csv", "neuf")
	save("hier.csv")
	c.press(fyne.KeyReturn)
	holds("hier.csv", "hier.csv")
	c.press(fyne.KeyReturn)
	holds("hier.csv", "neuf")
	save("")
	c.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown) // soir, hier, Archives
	if got := c.shown(); !strings.HasSuffix(got, "▸Archives") {
		t.Fatalf("shown is %q", got)
	}
	c.press(fyne.KeyReturn)
	find[*kit.Field](c.dialog.popup.Content)[0].SetText("avril.csv")
	c.press(fyne.KeyReturn)
	holds("Archives/avril.csv", "neuf")
	c.folder = dir
	save("Archives/") // a path leads there, and the name is as it was
	c.press(fyne.KeyReturn, fyne.KeyReturn)
	holds("Archives/Les algorithmes dans l'IA.csv", "neuf")
}
