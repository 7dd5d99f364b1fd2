package desktop

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/google/go-cmp/cmp"

	"regie/assets"
	"regie/assets/tokens"
	"regie/runsheet"
	"regie/ui/desktop/theme"
)

// No key of the table means two things in one place: the later one would silence the other.
func TestNoKeyMeansTwoThings(t *testing.T) {
	type heard struct {
		in scope
		stroke
	}
	taken := map[heard]action{}
	for _, v := range verbs {
		strokes, err := parseStrokes(v.keys)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range strokes {
			if other, twice := taken[heard{v.scope, s}]; twice {
				t.Errorf("%s is %s and %s", s, other, v.id)
			}
			taken[heard{v.scope, s}] = v.id
		}
	}
}

func TestStrokes(t *testing.T) {
	for _, tt := range []struct {
		text, fr string
		want     stroke
	}{
		{"Space", "Espace", stroke{name: fyne.KeySpace}},
		{"Shift+Space", "Maj+Espace", stroke{name: fyne.KeySpace, mods: fyne.KeyModifierShift}},
		{"p", "P", stroke{sign: 'p'}}, {"É", "É", stroke{sign: 'é'}}, {"+", "+", stroke{sign: '+'}}, {"?", "?", stroke{sign: '?'}},
		{"Ctrl+K", "Ctrl+K", stroke{name: fyne.KeyK, mods: fyne.KeyModifierControl}},
		{"Ctrl++", "Ctrl++", stroke{name: fyne.KeyPlus, mods: fyne.KeyModifierControl}},
		{"Ctrl+Shift+T", "Ctrl+Maj+T", stroke{name: fyne.KeyT, mods: fyne.KeyModifierControl | fyne.KeyModifierShift}},
		{"Alt+Up", "Alt+↑", stroke{name: fyne.KeyUp, mods: fyne.KeyModifierAlt}},
		{"F9", "F9", stroke{name: fyne.KeyF9}}, {"NumEnter", "Entrée pavé", stroke{name: fyne.KeyEnter}},
	} {
		got, err := parseStroke(tt.text)
		if err != nil || got != tt.want {
			t.Errorf("%q is %+v, %v; want %+v", tt.text, got, err, tt.want)
		}
		if again, err := parseStroke(got.String()); err != nil || again != got {
			t.Errorf("%q is written %q, which is %+v, %v", tt.text, got.String(), again, err)
		}
		if printed := got.printed(assets.In(assets.French)); printed != tt.fr {
			t.Errorf("%q is printed %q, want %q", tt.text, printed, tt.fr)
		}
	}
	for _, bad := range []string{"", "Ctrl+", "pp", "Hyper+K", "Shift+k", "F13", "\x00\x01"} {
		if s, err := parseStroke(bad); err == nil {
			t.Errorf("%q is read as %+v", bad, s)
		}
	}
}

func FuzzStrokes(f *testing.F) {
	for _, text := range []string{"Space", "Ctrl+Shift+T", "+ =", "Ctrl++", "é", "Alt+Up p"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseStrokes(text)
		if err != nil {
			return
		}
		for _, s := range all {
			if again, err := parseStroke(s.String()); err != nil || again != s {
				t.Fatalf("%q: %+v is written %q, which is read as %+v, %v", text, s, s.String(), again, err)
			}
		}
	})
}

// One key of one panel asks for one thing, and nothing but GO is on the space bar.
func TestTheTableHasNoClash(t *testing.T) {
	m := builtIn(t)
	for _, v := range verbs {
		if v.fixed {
			continue
		}
		if err := m.may(v, m.strokes[v.id]); err != nil {
			t.Errorf("%s: %v", v.id, err)
		}
	}
	names := map[action]bool{}
	for _, v := range verbs {
		if names[v.id] || v.id == "" || v.do == nil {
			t.Errorf("%q stands twice in the table, or does nothing", v.id)
		}
		names[v.id] = true
		for _, l := range assets.Langs {
			if words := v.words(assets.In(l)); strings.HasPrefix(words, "desktop.") {
				t.Errorf("%s: %s has no words", l, v.id)
			}
		}
	}
}

func TestChangedKeys(t *testing.T) {
	m, err := newKeymap(map[string]string{"hold": "h", "go": "PageUp Space"})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.find(stroke{sign: 'h'}, anywhere); got != actHold {
		t.Errorf("h asks for %q", got)
	}
	if got := m.find(stroke{sign: 'p'}, anywhere); got != noAction {
		t.Errorf("the old key still asks for %q", got)
	}
	if got := m.printed(actGo, assets.In(assets.French)); got != "Pg préc" {
		t.Errorf("GO prints %q", got)
	}
	if diff := cmp.Diff(map[string]string{"hold": "h", "go": "PageUp Space"}, m.changed()); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	for _, bad := range []map[string]string{
		{"hold": "Space"}, {"end": "Shift+Space"}, {"hold": "t"}, {"hold": "Ctrl+K"}, {"approve": "r"}, {"leave": "q"}, {"hold": "??"}, {"hold": "Escape"},
	} {
		m, err := newKeymap(bad)
		if err == nil {
			t.Errorf("%v is taken", bad)
		}
		if len(m.changed()) > 0 {
			t.Errorf("%v: changed %v although it is refused", bad, m.changed())
		}
	}
	// The same letter in two panels is no clash.
	if _, err := newKeymap(map[string]string{"approve": "k"}); err != nil {
		t.Error(err)
	}
}

func TestRebindingInTheDialog(t *testing.T) {
	var kept map[string]string
	s := seat(t, "live", func(c *Config) { c.KeepKeys = func(m map[string]string) { kept = m } })
	s.askKeys()
	c := s.window.Canvas().Focused()
	press := func(name fyne.KeyName) { c.TypedKey(&fyne.KeyEvent{Name: name}) }
	at := func() string { return s.dialogTexts() }
	for s.keysChosen(t) != actHold {
		press(fyne.KeyDown)
	}
	press(fyne.KeyReturn)
	c.TypedRune('t')
	if !strings.Contains(at(), "est déjà pris") {
		t.Errorf("a taken key is not said: %s", at())
	}
	press(fyne.KeyReturn)
	c.TypedRune('h')
	if diff := cmp.Diff(map[string]string{"hold": "h"}, kept); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	if _, key := s.next.hold.Words(); key != "H" {
		t.Errorf("the button prints %q", key)
	}
	press(fyne.KeyDelete)
	if len(kept) != 0 {
		t.Errorf("after taking back the built-in key, kept %v", kept)
	}
	press(fyne.KeyEscape)
	if s.dialog != nil {
		t.Error("Escape leaves the dialog open")
	}
	s.hitSign('p')
	s.told(t, runsheet.Hold{Slot: "s4"})
}

// keysChosen is the verb that the dialog of the keys has chosen.
func (s seated) keysChosen(t *testing.T) action {
	t.Helper()
	if s.rebinder == nil {
		t.Fatal("the dialog of the keys is not open")
	}
	return s.rebinder.chosen().id
}

func (s seated) dialogTexts() string {
	return test.RenderObjectToMarkup(s.dialog.popup)
}

func TestPaletteFindsAndDoes(t *testing.T) {
	s := seat(t, "live")
	s.askPalette()
	field := s.window.Canvas().Focused()
	for _, r := range "ATTENTE repr" {
		field.TypedRune(r)
	}
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.dialog != nil {
		t.Fatal("the palette is still open")
	}
	s.told(t, runsheet.Hold{Slot: "s4"})

	s.askPalette()
	field = s.window.Canvas().Focused()
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace}) // text, never GO
	field.TypedRune(' ')
	s.told(t, runsheet.Hold{Slot: "s4"})
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.dialog != nil || s.state.OnAirSlot() != "s4" {
		t.Error("Escape leaves the palette open, or stops the show")
	}
}

func TestPaletteShowsEveryVerbWithItsKey(t *testing.T) {
	s := seat(t, "live", func(c *Config) { c.Connect = func(string, string) error { return errors.New("test") } })
	seen := map[action]string{}
	for _, l := range s.linesOf() {
		seen[l.verb.id] = l.key
	}
	for id, key := range map[action]string{actGo: "Espace", actHold: "P", actConnect: "Ctrl+B", actApprove: "A", actLock: "Alt+L", actLockDesk: "Ctrl+L", actFollow: "L"} {
		if got, ok := seen[id]; !ok || got != key {
			t.Errorf("%s: shown %v, key %q, want %q", id, ok, got, key)
		}
	}
	if _, ok := seen[actDemo]; ok {
		t.Error("what the room was not given is offered")
	}
}

func TestListStays(t *testing.T) {
	s := seat(t, "crowd")
	s.sheet.list.ScrollToTop()
	s.hitSign('l')
	s.hit(fyne.KeySpace)
	s.render()
	if at := s.sheet.list.GetScrollOffset(); at != 0 {
		t.Errorf("the list that stays went to %v", at)
	}
	s.hitSign('l')
	if at := s.sheet.list.GetScrollOffset(); at == 0 {
		t.Error("the list that follows stays")
	}
}

// The slot on air stays in sight in a window that becomes smaller.
func TestListFollowsInASmallerWindow(t *testing.T) {
	s := seat(t, "crowd")
	list := s.sheet.list
	pitch := newSheetRow(s.sheet, orderRow).MinSize().Height + theme.New().Size(fynetheme.SizeNamePadding)
	airs := func() bool {
		y := float32(s.state.Show.Index(s.state.OnAirSlot()))*pitch - list.GetScrollOffset()
		return y >= 0 && y+pitch <= list.Size().Height
	}
	for _, height := range []float32{900, 560, 900} {
		s.window.Resize(fyne.NewSize(1280, height))
		s.render()
		if !airs() {
			t.Errorf("what is on air is out of sight in a window of %v", height)
		}
	}
}

func TestAppearanceIsKept(t *testing.T) {
	t.Setenv(scaleVariable, "")
	t.Cleanup(func() { theme.Use(tokens.Dark) })
	var kept Appearance
	s := seat(t, "live", func(c *Config) { c.Appear = func(a Appearance) { kept = a } })
	s.act(actScheme)
	s.act(actLarger)
	if want := (Appearance{Scheme: tokens.Light, Size: 1.1}); kept != want {
		t.Errorf("kept %+v, want %+v", kept, want)
	}
	for range 30 {
		s.act(actLarger)
	}
	if kept.Size != mostSize {
		t.Errorf("grows to %v", kept.Size)
	}
}

func TestSecondWindows(t *testing.T) {
	screens := []Screen{{Name: "A", Width: 1920, Height: 1080, Primary: true}, {Name: "B", X: 1920, Width: 1280, Height: 720}}
	var kept Window
	s := seat(t, "live", func(c *Config) {
		c.Screens = func() []Screen { return screens }
		c.Recall = func() Window {
			return Window{Second: []Place{{Name: speakerWindow, Fills: true, X: 1920}, {Name: "of a later version"}}}
		}
		c.Remember = func(w Window) { kept = w }
	})
	if len(s.seconds) != 1 || s.seconds[0].name != speakerWindow {
		t.Fatalf("%d windows are open again", len(s.seconds))
	}
	s.wait(0)
	speaker := s.seconds[0]
	// The space bar is GO whichever window has the keyboard.
	s.KeyDown(&fyne.KeyEvent{Name: fyne.KeySpace})
	speaker.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeySpace})
	s.told(t, runsheet.Go{From: "s4", To: "s5"})

	// The display is pulled out, and comes back.
	all := screens
	s.polled, s.screens = 0, all
	screens = all[:1]
	s.wait(0)
	if !speaker.lost || !strings.Contains(s.notice.text, "a perdu son écran") {
		t.Errorf("lost %v, said %q", speaker.lost, s.notice.text)
	}
	s.polled, screens = 0, all
	s.wait(0)
	if speaker.lost {
		t.Error("still lost although its display is back")
	}

	s.act(actAnimator) // asks which display
	if s.dialog == nil {
		t.Fatal("two displays and no question")
	}
	s.shut()
	s.openSecond(Place{Name: animatorWindow})
	s.close()
	if diff := cmp.Diff([]Place{{Name: speakerWindow, Fills: true, X: 1920}, {Name: animatorWindow}}, kept.Second); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestKeyCardPrintsEveryKey(t *testing.T) {
	var page string
	s := seat(t, "live", func(c *Config) { c.Print = func(_ string, printed []byte) error { page = string(printed); return nil } })
	s.act(actPrintKeys)
	s.settle()
	for _, want := range []string{"<dt>Espace</dt>", "<dt>Ctrl&#43;K</dt>", "Attente, reprise", `lang="fr"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the card lacks %q", want)
		}
	}
	if strings.Contains(page, "desktop.") {
		t.Error("a sentence is missing on the card")
	}
}

// The card is one sheet of paper, in each language.
func TestKeyCardIsOneSheet(t *testing.T) {
	if os.Getenv("REGIE_WITHOUT_CHROMIUM") == "1" {
		t.Skip("REGIE_WITHOUT_CHROMIUM=1: no browser, by choice")
	}
	s := seat(t, "live")
	folder := t.TempDir()
	for _, l := range assets.Langs {
		s.speak(l)
		page, err := s.KeyCard()
		if err != nil {
			t.Fatal(err)
		}
		card, sheet := filepath.Join(folder, string(l)+".html"), filepath.Join(folder, string(l)+".pdf")
		if err := os.WriteFile(card, page, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(folder, "profile"),
			"--no-pdf-header-footer", "--print-to-pdf="+sheet, "file://"+card).CombinedOutput()
		if err != nil {
			t.Fatalf("print: %v %s", err, out)
		}
		printed, err := os.ReadFile(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(printed, -1)); n != 1 {
			t.Errorf("in %s the card takes %d sheets", l, n)
		}
	}
}

// Whatever keys a person chooses, Space stops nothing: no other verb may have it, in any panel, with any key held, or once GO has
// another; and Shift+Space, where nothing has it, is not a hasty Space.
func TestNothingElseMayHaveSpace(t *testing.T) {
	strokes := func(text string) []stroke {
		all, err := parseStrokes(text)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	m := builtIn(t)
	if err := m.bind(actGo, strokes("PageUp")); err != nil {
		t.Fatal(err)
	}
	if err := m.bind(actBack, strokes("Backspace")); err != nil {
		t.Fatal(err)
	}
	for _, a := range []action{actHold, actEnd, actApprove, actAdd} {
		for _, space := range []string{"Space", "Shift+Space", "Ctrl+Space"} {
			if err := m.bind(a, strokes(space)); err == nil {
				t.Errorf("%s may have %s", a, space)
			}
		}
	}
	if err := m.bind(actGo, strokes("Space")); err != nil {
		t.Fatal(err)
	}
	if got := m.find(strokes("Shift+Space")[0], inSheet, anywhere); got != noAction {
		t.Errorf("Shift+Space, which nothing has, is %s", got)
	}
}
