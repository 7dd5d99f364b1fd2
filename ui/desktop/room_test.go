package desktop

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/stories"
	"regie/ui/desktop/theme"
)

// seatApp is one app for every room: each new one would read the typefaces again, which takes longer than most tests.
var seatApp = sync.OnceValue(test.NewApp)

// seated is a room with a story's desk behind it, in Fyne's test driver. What is asked for reaches the desk at once.
type seated struct {
	*Room
	desk    *stories.Desk
	waiting *[]func()
}

func seat(t testing.TB, name string, change ...func(*Config)) seated {
	t.Helper()
	story, ok := stories.Find(name)
	if !ok {
		t.Fatalf("no story %q", name)
	}
	d := stories.NewDesk(story, false)
	cfg := Config{Desk: d, Lang: assets.French, Version: "test", ParseStart: hoursMinutes, ParseLength: time.ParseDuration}
	for _, f := range change {
		f(&cfg)
	}
	fyne.SetCurrentApp(seatApp()) // a test with an app of its own has put that in its place
	r := New(seatApp(), cfg)
	s := seated{r, d, new([]func())}
	r.apart = func(f func()) { *s.waiting = append(*s.waiting, f) }
	r.send = func(c runsheet.Command) {
		err := d.Do(context.Background(), runsheet.Actor{Role: runsheet.Operator}, c)
		r.state = d.State()
		r.render()
		if err != nil {
			r.complain(err)
		}
	}
	r.change = func(i intent) {
		c, err := i(d.State())
		if err != nil {
			r.complain(err)
		} else if c != nil {
			r.send(c)
		}
	}
	r.Show()
	r.window.Resize(fyne.NewSize(1600, 900))
	t.Cleanup(func() {
		if r.window != nil {
			r.window.Close()
		}
	})
	return s
}

// settle does what the room wanted done away from Fyne's thread, and what came of that.
func (s seated) settle() {
	for len(*s.waiting) > 0 {
		f := (*s.waiting)[0]
		*s.waiting = (*s.waiting)[1:]
		f()
	}
}

// hoursMinutes stands for the parser of the formats' room.
func hoursMinutes(text string) (time.Duration, error) {
	at, err := time.Parse("15:04", text)
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, err
}

// wait lets time pass at the desk and draws the room again.
func (s seated) wait(d time.Duration) {
	s.desk.Pass(d)
	s.state = s.desk.State()
	s.render()
}

// hit is one press of a key by its name, as Fyne's window tells of it: what has the focus hears it, else the room. hitSign is one
// of a key that makes a sign.
func (s seated) hit(name fyne.KeyName) {
	s.down(name)
	if c := s.window.Canvas(); c.Focused() != nil {
		c.Focused().TypedKey(&fyne.KeyEvent{Name: name})
	} else {
		c.OnTypedKey()(&fyne.KeyEvent{Name: name})
	}
}

func (s seated) hitSign(r rune) {
	s.down("")
	if c := s.window.Canvas(); c.Focused() != nil {
		c.Focused().TypedRune(r)
	} else {
		c.OnTypedRune()(r)
	}
}

func (s seated) down(name fyne.KeyName) {
	switch focused := s.window.Canvas().Focused().(type) {
	case nil:
		s.KeyDown(&fyne.KeyEvent{Name: name})
	case fynedesktop.Keyable:
		focused.KeyDown(&fyne.KeyEvent{Name: name})
	}
}

// chord is one press of a key with Ctrl or Alt in a window, as Fyne tells of it: the menu hears it, else what has the focus, else the
// window.
func (s seated) chord(w fyne.Window, pressed fyne.Shortcut) {
	s.KeyDown(&fyne.KeyEvent{})
	if m := w.MainMenu(); m != nil {
		for _, menu := range m.Items {
			for _, item := range menu.Items {
				if item.Shortcut != nil && item.Shortcut.ShortcutName() == pressed.ShortcutName() {
					item.Action()
					return
				}
			}
		}
	}
	if focused, ok := w.Canvas().Focused().(fyne.Shortcutable); ok {
		focused.TypedShortcut(pressed)
		return
	}
	// The test driver wraps the canvas that hears shortcuts in one that does not say so.
	reflect.ValueOf(w.Canvas()).Elem().FieldByName("WindowlessCanvas").Interface().(fyne.Shortcutable).TypedShortcut(pressed)
}

// told is what the desk was told by the room, the questions' own commands included.
func (s seated) told(t *testing.T, want ...runsheet.Command) {
	t.Helper()
	if diff := cmp.Diff(want, s.desk.Told()); diff != "" {
		t.Errorf("told the desk (-want +got):\n%s", diff)
	}
}

func TestGoTakesTheStandbySlot(t *testing.T) {
	s := seat(t, "live")
	s.hit(fyne.KeySpace)
	s.told(t, runsheet.Go{From: "s4", To: "s5"})
	if got := s.air.title.Text(); got != "5  Table ronde : qui décide ?" {
		t.Errorf("on air: %q", got)
	}
	if got := s.next.title.Text(); got != "6  Reportage au lycée" {
		t.Errorf("standby: %q", got)
	}
}

func TestGoIsSentOncePerPress(t *testing.T) {
	s := seat(t, "live")
	s.hit(fyne.KeySpace)
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace}) // the key is still down
	s.wait(100 * time.Millisecond)
	s.hit(fyne.KeySpace) // the finger trembles
	s.told(t, runsheet.Go{From: "s4", To: "s5"})
	s.wait(400 * time.Millisecond)
	s.hit(fyne.KeySpace)
	s.told(t, runsheet.Go{From: "s4", To: "s5"}, runsheet.Go{From: "s5", To: "s6"})
}

func TestGoButtonCannotBeLandedOn(t *testing.T) {
	s := seat(t, "live")
	if _, focusable := any(s.next.gone).(fyne.Focusable); focusable {
		t.Fatal("Tab can land on GO")
	}
	test.Tap(s.next.gone)
	test.Tap(s.next.gone)
	s.told(t, runsheet.Go{From: "s4", To: "s5"})
}

func TestArrowsChooseAndGoFollowsTheChoice(t *testing.T) {
	s := seat(t, "live")
	// The desk answers late: nothing is drawn between the presses.
	var sent []runsheet.Command
	s.send = func(c runsheet.Command) { sent = append(sent, c) }
	s.hit(fyne.KeyDown)
	s.hit(fyne.KeyDown)
	s.hit(fyne.KeyUp)
	s.hit(fyne.KeySpace)
	want := []runsheet.Command{runsheet.Standby{Slot: "s6"}, runsheet.Standby{Slot: "s7"}, runsheet.Standby{Slot: "s6"},
		runsheet.Go{From: "s4", To: "s6"}}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

func TestArrowsPassTheSlotOnAir(t *testing.T) {
	s := seat(t, "live")
	s.hit(fyne.KeyUp)
	s.told(t, runsheet.Standby{Slot: "s3"})
	s.hit(fyne.KeyDown)
	s.told(t, runsheet.Standby{Slot: "s3"}, runsheet.Standby{Slot: "s5"})
}

func TestClickOnARowSetsStandby(t *testing.T) {
	s := seat(t, "live")
	s.click(t, "s7", "title")
	s.told(t, runsheet.Standby{Slot: "s7"})
	s.wait(time.Second)
	s.click(t, "s7", "title") // the same row once more, later, is no double click
	s.click(t, "s4", "title") // the slot on air is no standby
	s.told(t, runsheet.Standby{Slot: "s7"}, runsheet.Standby{Slot: "s7"})
}

func TestTimeAndHold(t *testing.T) {
	s := seat(t, "live")
	s.hitSign('+')
	s.hitSign('-')
	s.hitSign('p')
	s.told(t, runsheet.AddTime{Slot: "s4", By: time.Minute}, runsheet.AddTime{Slot: "s4", By: -time.Minute}, runsheet.Hold{Slot: "s4"})
	s.wait(42 * time.Second)
	if !s.air.holdBox.Visible() || s.air.holdWord.Text() != "ATTENTE — meublez" || s.air.holdCount.Text() != "00:42" {
		t.Errorf("hold banner: visible %v, %q %q", s.air.holdBox.Visible(), s.air.holdWord.Text(), s.air.holdCount.Text())
	}
	if label, _ := s.next.hold.Words(); label != "Reprendre" {
		t.Errorf("hold button says %q", label)
	}
	s.hitSign('P')
	if s.air.holdBox.Visible() || s.state.Held() {
		t.Error("still on hold after P")
	}
}

func TestTypingReachesNothingButTheField(t *testing.T) {
	s := seat(t, "live")
	s.window.Canvas().Focus(s.message.field)
	for _, sign := range "p a" {
		if sign == ' ' {
			s.hit(fyne.KeySpace)
		}
		s.hitSign(sign)
	}
	for _, name := range []fyne.KeyName{fyne.KeyDown, fyne.KeyUp, fyne.KeyEnd, fyne.KeyHome, fyne.KeyInsert} {
		s.hit(name)
	}
	s.told(t)
	if got := s.message.field.Text; got != "p a" {
		t.Errorf("field holds %q", got)
	}
	s.KeyDown(&fyne.KeyEvent{Name: fyne.KeyF9}) // of which a field tells a window, but not the test driver's
	s.hit(fyne.KeyF9)
	if s.dialog == nil {
		t.Error("an F key is lost in a field")
	}
	s.hit(fyne.KeyEscape)
	s.window.Canvas().Focus(s.message.field)
	s.hit(fyne.KeyReturn)
	s.told(t, runsheet.SendMessage{Text: "p a"})
	if s.window.Canvas().Focused() != nil {
		t.Error("the field keeps the keyboard after Enter")
	}
	s.hit(fyne.KeySpace)
	s.told(t, runsheet.SendMessage{Text: "p a"}, runsheet.Go{From: "s4", To: "s5"})
}

// While somebody writes, no key cuts the picture: what is seen on air at once is named with how to do it, and what asks is heard.
func TestNoKeyCutsThePictureWhileSomebodyWrites(t *testing.T) {
	s := seat(t, "obs-panel")
	s.toggleLock()
	scene := s.sceneName(2)
	for _, where := range []struct {
		name  string
		write func()
	}{
		{"the word to the host", func() { s.window.Canvas().Focus(s.message.field) }},
		{"a cell", func() { s.writeIn(s.state.OnAirSlot(), "length") }},
		{"the slot's form", func() { s.window.Canvas().Focus(s.field(t, "notes").field) }},
	} {
		where.write()
		if !s.typing() {
			t.Fatalf("%s has no keyboard", where.name)
		}
		press := func(name fyne.KeyName) {
			s.KeyDown(&fyne.KeyEvent{Name: name}) // of which a field tells a window, but not the test driver's
			s.hit(name)
		}
		for _, name := range []fyne.KeyName{fyne.KeyF2, fyne.KeyF8, fyne.KeyF12} {
			s.notice = notice{}
			press(name)
			s.told(t)
			if !s.typing() {
				t.Errorf("%s: %s takes the keyboard", where.name, name)
			}
			if said := s.notice.text; name == fyne.KeyF2 && said != "✕  On écrit : rien n'est fait. Échap, puis F2 : "+scene+"." {
				t.Errorf("%s: F2 says %q", where.name, said)
			} else if name == fyne.KeyF8 && said != "" {
				t.Errorf("%s: a key without a scene says %q", where.name, said)
			}
		}
		press(fyne.KeyF9)
		if s.dialog == nil {
			t.Errorf("%s: F9 asks nothing", where.name)
		}
		s.hit(fyne.KeyEscape)
	}
	s.unfocus()
	s.hit(fyne.KeyF2)
	s.told(t, runsheet.TakeScene{Scene: scene})
}

// The arrows scroll the card of keys where the window is too low for all of it.
func TestArrowsScrollTheCardOfKeys(t *testing.T) {
	s := seat(t, "live")
	s.window.Resize(fyne.NewSize(1280, 720))
	s.hitSign('?')
	card := find[*container.Scroll](s.dialog.popup.Content)[0]
	for range 40 {
		s.hit(fyne.KeyDown)
	}
	if end := card.Content.MinSize().Height - card.Size().Height; end < 100 || card.Offset.Y != end {
		t.Errorf("scrolled to %v of %v", card.Offset.Y, end)
	}
	for range 40 {
		s.hit(fyne.KeyUp)
	}
	if card.Offset.Y != 0 {
		t.Errorf("scrolled back to %v", card.Offset.Y)
	}
}

func TestEscapeLeavesTheField(t *testing.T) {
	s := seat(t, "live")
	s.window.Canvas().Focus(s.message.field)
	s.message.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.window.Canvas().Focused() != nil {
		t.Error("the field keeps the keyboard after Escape")
	}
}

func TestBackAsks(t *testing.T) {
	s := seat(t, "live")
	s.act(actBack)
	s.told(t)
	s.hit(fyne.KeySpace)
	s.told(t)
	s.hit(fyne.KeyEscape)
	if s.dialog != nil {
		t.Fatal("the dialog stays after Escape")
	}
	s.told(t)
	s.act(actBack)
	s.hit(fyne.KeyReturn)
	s.told(t, runsheet.Back{From: "s4"})
	if s.dialog != nil {
		t.Error("the dialog stays after Enter")
	}
}

func TestEndOnlyWhenNothingFollowsAndAsks(t *testing.T) {
	s := seat(t, "live")
	s.hit(fyne.KeyEnd)
	if s.dialog != nil || s.next.end.Visible() {
		t.Fatal("the show can be ended with a slot on standby")
	}
	s = seat(t, "last")
	if !s.next.end.Visible() || s.next.gone.Visible() {
		t.Fatal("the last slot offers no end")
	}
	s.hit(fyne.KeyEnd)
	s.told(t)
	s.hit(fyne.KeyReturn)
	s.told(t, runsheet.End{From: "s9"})
}

func TestClosingAsksOnAir(t *testing.T) {
	closed := 0
	var kept Window
	hooks := func(c *Config) {
		c.OnClose = func() { closed++ }
		c.Remember = func(w Window) { kept = w }
	}
	s := seat(t, "live", hooks)
	s.askClose()
	if closed != 0 || s.dialog == nil {
		t.Fatal("closing on air did not ask")
	}
	s.hit(fyne.KeyReturn)
	if closed != 1 {
		t.Errorf("closed %d times, want 1", closed)
	}
	if kept.Width != 1600 || kept.Left <= 0 || kept.Right <= 0 {
		t.Errorf("remembered %+v", kept)
	}
	s = seat(t, "closed", hooks)
	if s.askClose(); closed != 2 {
		t.Error("closing with nothing on air asked")
	}
}

func TestRefusalsAreSentencesOnTheStatusLine(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('p')
	if got := s.status.text.Text(); got != "✕  Rien n'est à l'antenne. Prenez d'abord une séquence avec GO." {
		t.Errorf("status line: %q", got)
	}
	if s.window.Canvas().Overlays().Top() != nil {
		t.Error("a refusal opened a dialog")
	}
	s.wait(noticed)
	if got := s.status.text.Text(); strings.HasPrefix(got, "✕") {
		t.Errorf("the refusal stays: %q", got)
	}
}

func TestQuestionKeys(t *testing.T) {
	s := seat(t, "questions")
	s.hitSign('a')
	s.told(t) // the run sheet has the keyboard
	s.focus(questionPanel)
	first := s.questions.queue.selected
	s.hitSign('a')
	second := s.questions.queue.selected
	if second == first {
		t.Error("the selection stays on a question that was dealt with")
	}
	s.hitSign('r')
	s.hitSign('z')
	s.hitSign('d')
	s.told(t, runsheet.Approve{ID: first}, runsheet.Reject{ID: second}, runsheet.Restore{ID: second}, runsheet.Answer{ID: "q2"})
	if s.questions.queue.selected != second {
		t.Errorf("after undoing, %q is selected, want %q", s.questions.queue.selected, second)
	}
	s.hitSign('s')
	if got := s.desk.Told(); got[len(got)-1] != (runsheet.PutOnAir{ID: "r4"}) {
		t.Errorf("S put %v on air, want the next question", got[len(got)-1])
	}
	s.hit(fyne.KeyRight)
	if s.questions.queue.tab != approved {
		t.Fatalf("right arrow shows %q", s.questions.queue.tab)
	}
	picked := s.questions.queue.selected
	s.hitSign('n')
	if got := s.desk.Told(); got[len(got)-1] != (runsheet.Next{ID: picked}) {
		t.Errorf("N sent %v", got[len(got)-1])
	}
	s.hit(fyne.KeyEscape)
	if s.panel != sheetPanel {
		t.Error("Escape does not give the keyboard back to the run sheet")
	}
}

func TestTabGivesAPanelTheKeyboard(t *testing.T) {
	s := seat(t, "questions")
	s.window.Canvas().Focus(s.questions.list)
	if s.panel != questionPanel {
		t.Fatal("a focused question list does not have the keyboard")
	}
	s.questions.list.KeyDown(&fyne.KeyEvent{Name: fyne.KeySpace})
	s.questions.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	s.told(t, runsheet.Go{From: "s4", To: "s5"})
}

func TestModerationSwitches(t *testing.T) {
	s := seat(t, "questions")
	for range 3 {
		test.Tap(s.questions.moderation)
	}
	s.told(t, runsheet.Moderate{Mode: runsheet.Passive}, runsheet.Moderate{Mode: runsheet.Unmoderated}, runsheet.Moderate{Mode: runsheet.Active})
}

func TestLanguageSwitchesWhileRunning(t *testing.T) {
	var spoken assets.Lang
	s := seat(t, "hold", func(c *Config) { c.Speak = func(l assets.Lang) { spoken = l } })
	before := s.window.MainMenu().Items[0].Label
	s.speak(assets.English)
	if spoken != assets.English || s.window.MainMenu().Items[0].Label == before {
		t.Errorf("menu %q after %q, told %q", s.window.MainMenu().Items[0].Label, before, spoken)
	}
	if s.air.holdWord.Text() != "HOLD — please fill" || s.sheet.title.Text() != "RUN SHEET · 9" {
		t.Errorf("still in French: %q, %q", s.air.holdWord.Text(), s.sheet.title.Text())
	}
	if _, key := s.next.gone.Words(); key != "Space" {
		t.Errorf("GO's key is %q", key)
	}
}

func TestCountdownColoursComeWithWords(t *testing.T) {
	for _, tt := range []struct {
		story, count, state string
		token               theme.Token
	}{
		{"live", "07:32", "reste", theme.Ink},
		{"warn", "00:38", "⚠ DERNIÈRE MINUTE", theme.Warn},
		{"over", "+02:47", "▲ DÉPASSEMENT", theme.OnAir},
		{"hold", "12:20", "■ HORLOGE ARRÊTÉE", theme.Dim},
	} {
		t.Run(tt.story, func(t *testing.T) {
			s := seat(t, tt.story)
			if s.air.count.Text() != tt.count || s.air.state.Text() != tt.state || s.air.count.Token() != tt.token {
				t.Errorf("%q %q in %s, want %q %q in %s", s.air.count.Text(), s.air.state.Text(), s.air.count.Token(), tt.count, tt.state, tt.token)
			}
		})
	}
}

// The window that was too busy to hear the second press at once takes no second slot; see TestPressHeardLate for when.
func TestSecondPressHeardLateTakesNothing(t *testing.T) {
	s := seat(t, "live")
	s.hit(fyne.KeySpace)
	was := s.state.OnAirSlot()
	s.wait(time.Minute) // by the desk's clock it is another press
	s.breath = breath{before: time.Now().Add(-time.Second), took: time.Now().Add(-time.Second)}
	s.hit(fyne.KeySpace)
	if now := s.state.OnAirSlot(); now != was {
		t.Errorf("%s is on air, want %s", now, was)
	}
	s.wait(time.Minute)
	s.breath.drawn(time.Now())
	s.breath.drawn(time.Now())
	s.hit(fyne.KeySpace)
	if now := s.state.OnAirSlot(); now == was {
		t.Error("a GO from a window that draws again takes nothing")
	}
}

// What keeps the journal from the disk is said in words, with what to do about it; what has no name as the machine says it.
func TestLateJournalIsSaidInWords(t *testing.T) {
	story, _ := stories.Find("journal-late")
	for cause, want := range map[runsheet.DiskCause]string{
		runsheet.DiskFull: "le disque est plein. L'émission continue, 12 entrées en mémoire. Faites de la place", runsheet.DiskSlow: "ne répond pas",
		runsheet.DiskReadOnly: "n'est plus accessible en écriture", "": "sqlite: 42. L'émission continue, 12 entrées en mémoire. Regardez le disque",
	} {
		s := story.State
		s.Signals.Late, s.Signals.LateFor = "sqlite: 42", cause
		said := alertsOf(s, story.Now, assets.In("fr"))[0].text
		if !strings.Contains(said, want) || !strings.Contains(said, "ne fermez pas Régie") && !strings.Contains(said, "Ne fermez pas Régie") || cause != "" && strings.Contains(said, "sqlite") {
			t.Errorf("%q: %s", cause, said)
		}
	}
}

func TestAlerts(t *testing.T) {
	for _, tt := range []struct {
		story, starts string
		again         bool
	}{
		{"live", "", false},
		{"drift", "⚠ OBS montre «\u00a0Plateau large\u00a0», pas «\u00a0Diapositives\u00a0».", true},
		{"obs-lost", "✕ OBS ne répond plus depuis 01:12", false},
		{"journal-late", "✕ JOURNAL NON ÉCRIT\u00a0: le disque est plein. L'émission continue, 12", false},
		{"burst", "⚠ Rafale de questions", false},
	} {
		t.Run(tt.story, func(t *testing.T) {
			s := seat(t, tt.story)
			one := s.alerts.rows[0]
			if tt.starts == "" {
				if s.alerts.told > 0 {
					t.Errorf("an alert on a quiet evening: %q", one.text.Text())
				}
				return
			}
			if !one.Box.Visible() || !strings.HasPrefix(one.text.Text(), tt.starts) || one.again.Visible() != tt.again {
				t.Errorf("alert %q (again: %v), want %q (again: %v)", one.text.Text(), one.again.Visible(), tt.starts, tt.again)
			}
		})
	}
}

func TestTakeAgainAfterDrift(t *testing.T) {
	s := seat(t, "drift")
	s.hitSign('t')
	s.told(t, runsheet.TakeAgain{})
	if s.alerts.told > 0 {
		t.Error("the drift is still shown once OBS has followed")
	}
}

func TestSheetRows(t *testing.T) {
	s := seat(t, "late")
	rows := map[string]rowView{}
	s.sheet.list.EachRow(func(r kit.Row) {
		if v := r.(*sheetRow).view; v.number != "" {
			rows[v.number] = v
		}
	})
	if len(rows) != 9 {
		t.Fatalf("%d rows drawn, want 9", len(rows))
	}
	if v := rows["3"]; v.sign != "✓" || v.word != "passée" {
		t.Errorf("row 3: %q %q", v.sign, v.word)
	}
	if v := rows["5"]; v.sign != "▶" || v.stage != runsheet.OnTheAir {
		t.Errorf("row 5: %q %q", v.sign, v.stage)
	}
	if v := rows["6"]; v.sign != "◎" || v.planned != "18:25" || v.expected == v.planned || !v.moved {
		t.Errorf("row 6: %+v", v)
	}
}

func TestQuietRoomTouchesNothing(t *testing.T) {
	s := seat(t, "live")
	a, n := s.air.shown, s.next.shown
	s.render()
	s.wait(0)
	if !reflect.DeepEqual(a, s.air.shown) || n != s.next.shown {
		t.Error("the same moment is shown differently")
	}
}

func TestWelcomeGivesWayToAShow(t *testing.T) {
	s := seat(t, "empty", func(c *Config) { c.Demo = func() error { return nil } })
	if !s.welcome.box.Visible() || s.middle.Visible() || !s.welcome.demo.Visible() || s.welcome.open.Visible() {
		t.Fatalf("welcome %v, room %v", s.welcome.box.Visible(), s.middle.Visible())
	}
	s.send(runsheet.Load{Show: stories.Evening()})
	if s.welcome.box.Visible() || !s.middle.Visible() {
		t.Error("the welcome stays once a show is loaded")
	}
}

func TestOfferedFileThatCannotBeRead(t *testing.T) {
	s := seat(t, "live", func(c *Config) {
		c.Open = func(string, []byte, Wish, assets.Lang) (Reading, error) {
			return Reading{}, errors.New("not a sheet")
		}
	})
	s.Offer("notes.pdf", []byte("%PDF"))
	if got := s.status.text.Text(); !strings.Contains(got, "notes.pdf") || !strings.Contains(got, "not a sheet") {
		t.Errorf("status line: %q", got)
	}
}

func TestPagesToShare(t *testing.T) {
	links := []Link{{"ask", "http://192.0.2.7:8080/ask"}, {"mod", "http://192.0.2.7:8080/mod#k"}}
	shared := false
	s := seat(t, "live", func(c *Config) {
		c.Links = func() []Link { return links }
		c.Shared = func() bool { return shared }
		c.Share = func(on bool) error { shared = on; return nil }
	})
	s.act(actToPublic)
	if s.public.code.Visible() {
		t.Error("the audience's code is shown while the pages are closed")
	}
	s.toggleShare()
	s.settle()
	if !shared || !s.public.code.Visible() || s.public.url.Text() != links[0].URL {
		t.Errorf("shared %v, code %v, address %q", shared, s.public.code.Visible(), s.public.url.Text())
	}
	s.copyText(links[1].URL)
	if got := s.app.Clipboard().Content(); got != links[1].URL {
		t.Errorf("clipboard holds %q", got)
	}
}

func TestCodeHasItsQuietBorder(t *testing.T) {
	img := codeOf("http://192.0.2.7:8080/ask")
	if img == nil {
		t.Fatal("no code")
	}
	n := img.Bounds().Dx()
	if n != img.Bounds().Dy() || n < 21+2*quiet {
		t.Errorf("code of %v", img.Bounds())
	}
	if r, _, _, _ := img.At(quiet, quiet).RGBA(); r != 0 {
		t.Error("no finder pattern in the corner")
	}
	if r, _, _, _ := img.At(quiet-1, quiet).RGBA(); r == 0 {
		t.Error("no border")
	}
	if codeOf(strings.Repeat("x", 5000)) != nil {
		t.Error("a code of 5,000 letters")
	}
}

// Every story is drawn in both languages and at both sizes, and no sentence is missing.
func TestEveryStoryDrawsInBothLanguages(t *testing.T) {
	missing := regexp.MustCompile(`>(desktop|refusal)\.[a-z]|\{[a-z]+\}`)
	for _, story := range stories.All() {
		for _, l := range assets.Langs {
			t.Run(story.Name+" "+string(l), func(t *testing.T) {
				s := seat(t, story.Name, func(c *Config) { c.Lang = l })
				for _, size := range []fyne.Size{{Width: 1600, Height: 900}, {Width: 1280, Height: 690}} {
					s.window.Resize(size)
					s.render()
					if least := s.window.Content().MinSize(); least.Width > size.Width || least.Height > size.Height {
						t.Errorf("asks for %v, has %v", least, size)
					}
				}
				if found := missing.FindString(test.RenderToMarkup(s.window.Canvas())); found != "" {
					t.Errorf("shows %q", found)
				}
			})
		}
	}
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	fr, en := assets.In(assets.French), assets.In(assets.English)
	holes := regexp.MustCompile(`\{[a-z]+\}`)
	for key, sentence := range fr {
		if !strings.HasPrefix(key, "desktop.") {
			continue
		}
		other, ok := en[key]
		if !ok {
			t.Errorf("%s is not in English", key)
			continue
		}
		a, b := map[string]bool{}, map[string]bool{}
		for _, h := range holes.FindAllString(sentence, -1) {
			a[h] = true
		}
		for _, h := range holes.FindAllString(other, -1) {
			b[h] = true
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s: the two languages fill in different things:\n%s", key, diff)
		}
	}
	for key := range en {
		if _, ok := fr[key]; strings.HasPrefix(key, "desktop.") && !ok {
			t.Errorf("%s is not in French", key)
		}
	}
}

// Every fact, refusal and status has its sentence.
func TestEverySentenceExists(t *testing.T) {
	story, _ := stories.Find("questions")
	facts := []runsheet.Fact{runsheet.Loaded{}, runsheet.EventLoaded{}, runsheet.ShowChosen{}, runsheet.StoodBy{}, runsheet.Went{To: "s5"}, runsheet.WentBack{To: "s3"}, runsheet.Held{},
		runsheet.Released{}, runsheet.Extended{By: time.Minute}, runsheet.Closed{}, runsheet.Retook{}, runsheet.Told{}, runsheet.Told{Text: "x"},
		runsheet.WaitingSet{}, runsheet.Warned{}, runsheet.RanOver{}, runsheet.Resumed{}, runsheet.Asked{}, runsheet.Moderated{Mode: runsheet.Active},
		runsheet.Moderated{Mode: runsheet.Passive}, runsheet.WordsSet{}, runsheet.BurstBegan{}, runsheet.BurstEnded{}, runsheet.SceneSeen{},
		runsheet.SceneSeen{Asked: true}, runsheet.SceneRefused{}, runsheet.Edited{}, runsheet.Imported{}, runsheet.Undid{}, runsheet.Redid{},
		runsheet.Prepared{}, runsheet.MovedMany{Moves: []runsheet.Moved{{ID: "q1", To: runsheet.Archived}}}, runsheet.SetAside{}, runsheet.Reworded{},
		runsheet.Joined{}, runsheet.Assigned{}, runsheet.Assigned{To: "x"}, runsheet.Sorted{Kind: runsheet.IsComment}, runsheet.Restored{},
		runsheet.QuestionViewed{Status: runsheet.OnAirNow}, runsheet.Voted{}, runsheet.Unvoted{}, runsheet.Restricted{}, runsheet.Restricted{Links: true}, runsheet.AudienceSet{},
		runsheet.Moderated{Mode: runsheet.Unmoderated},
		runsheet.CheckDone{}, runsheet.Vouched{Matter: runsheet.SpeakerTest, Subject: "Inès", Outcome: runsheet.Good}, runsheet.AudienceExpected{}}
	for _, symptom := range runsheet.ViewerSymptoms {
		facts = append(facts, runsheet.Reported{Symptom: symptom})
	}
	statuses := []runsheet.Status{runsheet.Incoming, runsheet.Approved, runsheet.NextUp, runsheet.OnAirNow, runsheet.Answered, runsheet.Rejected,
		runsheet.Quarantined, runsheet.Merged, runsheet.Archived}
	for _, to := range statuses {
		facts = append(facts, runsheet.Moved{ID: "q1", To: to})
	}
	for _, link := range []runsheet.Link{runsheet.LinkOff, runsheet.LinkConnecting, runsheet.LinkReady, runsheet.LinkLost, runsheet.LinkRefused, runsheet.LinkKicked} {
		facts = append(facts, runsheet.LinkChanged{Link: link})
	}
	for _, l := range assets.Langs {
		w := assets.In(l)
		for _, f := range facts {
			for _, role := range []runsheet.Role{runsheet.Operator, runsheet.Animator, runsheet.Moderator, runsheet.StageRole, runsheet.Audience, runsheet.DeskRole} {
				got := happened(story.State, runsheet.Entry{By: runsheet.Actor{Role: role}, Fact: f}, w)
				if got == "" || strings.Contains(got, "desktop.") {
					t.Errorf("%s: %s by %s: %q", l, runsheet.FactKind(f), role, got)
				}
			}
		}
		for _, why := range []runsheet.Why{runsheet.WhyWord, runsheet.WhyNear, runsheet.WhyCopy, runsheet.WhyBurst,
			runsheet.WhyBlocked, runsheet.WhyLink, runsheet.WhyFirst, runsheet.WhyJoined} {
			if key := "desktop.why." + string(why); w.Say(key) == key {
				t.Errorf("%s: no %s", l, key)
			}
		}
		for _, v := range verbs {
			if words := v.words(w); strings.HasPrefix(words, "desktop.") {
				t.Errorf("%s: no %s", l, words)
			}
		}
	}
}

func TestDialogsInBothLanguages(t *testing.T) {
	for _, l := range assets.Langs {
		s := seat(t, "live", func(c *Config) {
			c.Lang = l
			c.Connect = func(string, string) error { return nil }
			c.Target = func() string { return "localhost:4455" }
		})
		for _, open := range []func(){s.help, s.about, s.askConnect, s.askBack, s.askClose} {
			open()
			if s.dialog == nil {
				t.Fatal("no dialog")
			}
			if markup := test.RenderToMarkup(s.window.Canvas()); strings.Contains(markup, ">desktop.") {
				t.Errorf("%s: a sentence is missing in a dialog", l)
			}
			s.escape()
			if s.window.Canvas().Overlays().Top() != nil {
				t.Fatal("Escape leaves the dialog open")
			}
		}
	}
}

// Run carries what is asked for to the desk in its order, draws what the desk says, and ends with everything it started.
func TestRun(t *testing.T) {
	story, _ := stories.Find("live")
	d := stories.NewDesk(story, false)
	r := New(test.NewTempApp(t), Config{Desk: d, Lang: assets.English})
	ctx, stop := context.WithCancel(t.Context())
	states := d.Watch(ctx)
	done := make(chan struct{})
	go func() { r.Run(ctx); close(done) }()
	r.showLane <- runsheet.Standby{Slot: "s8"}
	r.showLane <- runsheet.Go{From: "s4", To: "s8"}
	for s := range states {
		if s.OnAirSlot() == "s8" {
			break
		}
	}
	stop()
	<-done
	if diff := cmp.Diff([]runsheet.Command{runsheet.Standby{Slot: "s8"}, runsheet.Go{From: "s4", To: "s8"}}, d.Told()); diff != "" {
		t.Errorf("told the desk (-want +got):\n%s", diff)
	}
	if r.window != nil {
		t.Error("the window is open after Run has returned")
	}
}

func TestAFullLaneIsSaid(t *testing.T) {
	story, _ := stories.Find("live")
	r := New(test.NewTempApp(t), Config{Desk: stories.NewDesk(story, false), Lang: assets.English})
	for range waiting {
		r.enqueue(runsheet.TakeAgain{})
	}
	if r.notice.text != "" {
		t.Fatalf("complains too early: %q", r.notice.text)
	}
	r.enqueue(runsheet.Approve{ID: "q1"})
	if r.notice.text != "" {
		t.Error("a full lane of the show holds up a question")
	}
	r.enqueue(runsheet.TakeAgain{})
	if !strings.Contains(r.notice.text, "does not answer") {
		t.Errorf("status line: %q", r.notice.text)
	}
}

func TestASecondClickOnGoDoesNotAskToEnd(t *testing.T) {
	s := seat(t, "live")
	s.standby("s9")
	s.act(actGo)
	s.act(actEnd)
	if s.dialog != nil {
		t.Fatal("the button that took GO's place heard the same click")
	}
	s.wait(time.Second)
	if s.act(actEnd); s.dialog == nil {
		t.Error("the last slot cannot be ended")
	}
}

func TestUndoTakesOneStepAQuestion(t *testing.T) {
	s := seat(t, "questions")
	s.focus(questionPanel)
	first := s.questions.queue.selected
	s.hitSign('a')
	s.hitSign('d')
	s.questions.queue.selected = first
	s.hitSign('r')
	s.hitSign('z')
	s.hitSign('z')
	got := s.desk.Told()
	want := []runsheet.Command{runsheet.Restore{ID: first}, runsheet.Restore{ID: "q2"}}
	if diff := cmp.Diff(want, got[len(got)-2:]); diff != "" {
		t.Errorf("two undos (-want +got):\n%s", diff)
	}
}

// A long sheet costs no more widgets than a short one, and what is on air is in sight.
func TestFiveThousandSlots(t *testing.T) {
	s := seat(t, "empty")
	show := runsheet.Show{Title: "Trois jours"}
	for i := range 5000 {
		show.Slots = append(show.Slots, runsheet.Slot{ID: runsheet.SlotID(fmt.Sprintf("s%d", i)), Number: fmt.Sprint(i), Title: "Atelier", Length: time.Minute})
	}
	s.send(runsheet.Load{Show: show})
	s.send(runsheet.Standby{Slot: "s4000"})
	s.wait(0)
	s.hit(fyne.KeySpace)
	s.act(actConfirm)
	s.render()
	widgets, onAir := 0, false
	s.sheet.list.EachRow(func(r kit.Row) {
		widgets++
		onAir = onAir || r.(*sheetRow).view.number == "4000" && r.(*sheetRow).view.stage == runsheet.OnTheAir
	})
	if widgets > 100 {
		t.Errorf("%d row widgets", widgets)
	}
	if !onAir {
		t.Error("the slot on air is not in sight")
	}
}

func TestOpenAsksForAFileOnce(t *testing.T) {
	s := seat(t, "live", func(c *Config) {
		c.Open = func(string, []byte, Wish, assets.Lang) (Reading, error) { return Reading{}, nil }
	})
	open := s.menu().Items[0].Items[0].Action
	open()
	open()
	overlays := s.window.Canvas().Overlays()
	if n := len(overlays.List()); n != 1 {
		t.Fatalf("%d dialogs", n)
	}
	s.hit(fyne.KeyEscape)
	if overlays.Top() != nil {
		t.Fatal("Escape leaves the file dialog open")
	}
	s.hit(fyne.KeySpace)
	s.told(t, runsheet.Go{From: "s4", To: "s5"})
}

// Every line of the menu and every button of the welcome does what it does without a crash, with nothing behind it.
func TestEveryMenuLine(t *testing.T) {
	for _, name := range []string{"empty", "live", "closed"} {
		s := seat(t, name, func(c *Config) {
			c.Open = func(string, []byte, Wish, assets.Lang) (Reading, error) { return Reading{}, nil }
			c.Demo = func() error { return nil }
			c.Connect = func(string, string) error { return nil }
			c.Share = func(bool) error { return nil }
			c.Shared = func() bool { return false }
		})
		for _, menu := range s.menu().Items {
			for _, item := range menu.Items {
				if item.Action == nil || item.IsQuit {
					continue
				}
				item.Action()
				s.settle()
				if s.escape(); s.window.Canvas().Overlays().Top() != nil {
					t.Fatalf("%s: Escape leaves %q open", name, item.Label)
				}
			}
		}
	}
}
