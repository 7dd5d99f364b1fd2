package storybook

import (
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	_ "time/tzdata"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"

	"regie/assets"
	"regie/assets/tokens"
	"regie/ui/desktop"
	"regie/ui/desktop/stories"
	"regie/ui/desktop/theme"
)

var (
	pictures = flag.String("pictures", "", "folder to put a picture of every screen into")
	only     = flag.String("only", "", "with -pictures: this story alone")
	write    = flag.Bool("write", false, "write the texts, the outlines and the pictures of the screens anew")
)

// sizes are the window that the room was drawn for and the least that it must bear.
var sizes = map[string]fyne.Size{"": fyne.NewSize(1600, 900), "-small": fyne.NewSize(1280, 720)}

// stageApp is one app for every screen: each new one would read the typefaces again, which takes longer than to draw a screen.
var stageApp = sync.OnceValue(test.NewApp)

// stage opens a story whose clock stands still.
func stage(t testing.TB, name string, lang assets.Lang, scheme tokens.Scheme, size fyne.Size) (*desktop.Room, fyne.Window) {
	t.Helper()
	story, ok := stories.Find(name)
	if !ok {
		t.Fatalf("no story %q", name)
	}
	// Fyne looks at its clock only when it paints, and drops what it drew by an older one: a minute of tests that paint
	// nothing would cost the next screen all that is on it.
	a := stageApp()
	blank := a.NewWindow("")
	blank.Canvas().Capture()
	blank.Close()
	cfg := Config(story, lang)
	cfg.Desk = stories.NewDesk(story, false)
	cfg.Appearance.Scheme = scheme
	room := desktop.New(a, cfg)
	w := room.Window()
	room.Show()
	w.Resize(size)
	a.Clipboard().SetContent("Nom\nÉlodie Martin") // what is pasted reads as the story's
	room.Press(story.Press...)
	room.Type(story.Type)
	room.Wait()
	if beside := room.Beside(); len(beside) > 0 { // the story is of that window
		t.Cleanup(w.Close)
		w = beside[0]
	}
	w.Resize(size.AddWidthHeight(10, 10))
	w.Resize(size) // the test driver lays out anew for another size only
	t.Cleanup(w.Close)
	return room, w
}

// texts are what can be read on a window, in the order in which it is drawn, and where.
func texts(c fyne.Canvas) []*canvas.Text {
	var found []*canvas.Text
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *canvas.Text:
			if strings.TrimSpace(o.Text) != "" {
				found = append(found, o)
			}
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child)
			}
		}
	}
	walk(c.Content())
	for _, o := range c.Overlays().List() {
		walk(o)
	}
	return found
}

// What every screen says, in both languages, is kept beside the tests, one text a line in the order in which they are drawn: a
// change of words, or of what is shown, is seen in review. Where things stand and in which colours is kept in French, as an outline
// that names each of them and as a picture. No screen asks for more room than the least window has. Run with -write after a change that was meant.
func TestScreensAreAsTheyWere(t *testing.T) {
	for _, name := range stories.Names() {
		for _, lang := range assets.Langs {
			t.Run(name+"/"+string(lang), func(t *testing.T) {
				_, w := stage(t, name, lang, tokens.Dark, sizes[""])
				var b strings.Builder
				for _, text := range texts(w.Canvas()) {
					fmt.Fprintln(&b, text.Text)
					if strings.HasPrefix(text.Text, "desktop.") || strings.HasPrefix(text.Text, "story.") {
						t.Errorf("a sentence is missing: %q", text.Text)
					}
				}
				compareText(t, filepath.Join("testdata", name+"."+string(lang)+".txt"), b.String())
				if lang == assets.French {
					compareText(t, filepath.Join("testdata", name+".outline"), outline(w.Canvas()))
					comparePicture(t, filepath.Join("testdata", name+".png"), w.Canvas())
				}
				least := sizes["-small"]
				w.Resize(least)
				if asks := w.Content().MinSize(); asks.Width > least.Width || asks.Height > least.Height {
					t.Errorf("asks for %v, the window has %v", asks, least)
				}
			})
		}
	}
}

// compareText fails where a screen's text is not what its file says.
func compareText(t *testing.T, file, is string) {
	t.Helper()
	if *write {
		if err := os.WriteFile(file, []byte(is), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(was), "\n"), strings.Split(is, "\n")); diff != "" {
		t.Errorf("run with -write if this was meant (-was +is):\n%s", diff)
	}
}

// A scheme that is chosen during a show looks exactly like one that was chosen before it.
func TestSchemeChangesEverything(t *testing.T) {
	t.Cleanup(func() { theme.Use(tokens.Dark) })
	if raced {
		t.Skip("what is drawn is compared without the race detector, which takes ten times as long and finds nothing in it")
	}
	for _, name := range []string{"empty", "live", "hold", "questions", "burst", "editor", "pages", "journal-late"} {
		t.Run(name, func(t *testing.T) {
			room, w := stage(t, name, assets.French, tokens.Dark, sizes[""])
			room.Press("scheme") // dark, then light
			room.Press("scheme", "scheme", "scheme")
			w.Resize(sizes[""].AddWidthHeight(10, 10))
			w.Resize(sizes[""])
			changed := w.Canvas().Capture()
			_, w = stage(t, name, assets.French, tokens.Light, sizes[""])
			fresh := w.Canvas().Capture()
			if n, at := differ(changed, fresh, statusLine); n > 0 {
				t.Errorf("%d points differ, the first at %v", n, at)
				keep(t, "changed", changed)
				keep(t, "fresh", fresh)
			}
		})
	}
}

// statusLine is the height of the last line of the window, which says that the scheme was changed.
const statusLine = 44

// differ counts the points of two pictures that differ, above the last rows.
func differ(a, b image.Image, rows int) (n int, first image.Point) {
	if a.Bounds() != b.Bounds() {
		return 1, image.Point{}
	}
	for y := range a.Bounds().Dy() - rows {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				if n++; n == 1 {
					first = image.Pt(x, y)
				}
			}
		}
	}
	return n, first
}

// keep writes a picture where a person finds it after a failure.
func keep(t *testing.T, name string, img image.Image) {
	t.Helper()
	if *pictures != "" {
		save(t, filepath.Join(*pictures, strings.ReplaceAll(t.Name(), "/", "-")+"-"+name+".png"), img)
	}
}

func save(t *testing.T, file string, img image.Image) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// TestPictures draws every screen in both languages, and in every scheme, for a person to look at and for the guides:
//
//	make pictures
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("no -pictures folder")
	}
	t.Cleanup(func() { theme.Use(tokens.Dark) })
	if err := os.MkdirAll(*pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range stories.Names() {
		if *only != "" && name != *only {
			continue
		}
		for _, lang := range assets.Langs {
			for _, scheme := range tokens.Schemes {
				for suffix, size := range sizes {
					if suffix != "" && scheme != tokens.Dark {
						continue
					}
					_, w := stage(t, name, lang, scheme, size)
					img := w.Canvas().Capture()
					if blank(img) {
						t.Errorf("%s is blank", name)
					}
					save(t, filepath.Join(*pictures, fmt.Sprintf("%s-%s-%s%s.png", name, lang, scheme, suffix)), img)
				}
			}
		}
	}
}

// blank says that a picture is of one colour.
func blank(img image.Image) bool {
	seen := map[color.Color]bool{}
	for y := 0; y < img.Bounds().Dy(); y += 7 {
		for x := 0; x < img.Bounds().Dx(); x += 7 {
			seen[img.At(x, y)] = true
		}
	}
	return len(seen) < 4
}
