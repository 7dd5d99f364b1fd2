package desktop

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"regie/assets"
	"regie/runsheet"
)

// moment is an instant some time after the machine was started.
func moment(d time.Duration) runsheet.Moment {
	return runsheet.Moment{Wall: time.Date(2027, 2, 4, 17, 0, 0, 0, time.UTC).Add(d), Steady: d, Boot: "test"}
}

// builtIn are the keys that nobody has changed.
func builtIn(t testing.TB) *keymap {
	t.Helper()
	m, err := newKeymap(nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestKeys(t *testing.T) {
	inSheet, inQuestions := place{Panel: sheetPanel}, place{Panel: questionPanel}
	modal := place{Modal: true, Panel: questionPanel}
	inEdit := place{Panel: sheetPanel, Edit: true}
	name := func(n fyne.KeyName) key { return key{Name: n} }
	sign := func(r rune) key { return key{Rune: r} }
	held := func(k key) key { k.Repeat = true; return k }
	for _, tt := range []struct {
		what string
		k    key
		in   place
		want action
	}{
		{"space goes", name(fyne.KeySpace), inSheet, actGo},
		{"space goes from the questions too", name(fyne.KeySpace), inQuestions, actGo},
		{"space held down does not go again", held(name(fyne.KeySpace)), inSheet, noAction},
		{"space's sign is nothing", sign(' '), inSheet, noAction},
		{"shift and space go back", key{Name: fyne.KeySpace, Shift: true}, inSheet, actBack},
		{"space in a dialog confirms nothing", name(fyne.KeySpace), modal, noAction},
		{"shift and space in a dialog ask nothing", key{Name: fyne.KeySpace, Shift: true}, modal, noAction},

		{"up", name(fyne.KeyUp), inSheet, actUp},
		{"down held", held(name(fyne.KeyDown)), inSheet, actDown},
		{"down in the questions", name(fyne.KeyDown), inQuestions, actQuestionDown},
		{"up held in the questions", held(name(fyne.KeyUp)), inQuestions, actQuestionUp},
		{"right in the questions", name(fyne.KeyRight), inQuestions, actTabRight},
		{"right in the sheet", name(fyne.KeyRight), inSheet, noAction},

		{"p holds", sign('p'), inSheet, actHold},
		{"P holds", sign('P'), inQuestions, actHold},
		{"p held down holds once", held(sign('p')), inSheet, noAction},
		{"p in a dialog", sign('p'), modal, noAction},
		{"plus", sign('+'), inSheet, actMore},
		{"plus without shift", sign('='), inSheet, actMore},
		{"minus", sign('-'), inSheet, actLess},
		{"minus held", held(sign('-')), inSheet, noAction},
		{"the key that has a plus on it, by its name", name(fyne.KeyPlus), inSheet, noAction},
		{"t", sign('t'), inSheet, actAgain},
		{"question mark", sign('?'), inQuestions, actHelp},
		{"end", name(fyne.KeyEnd), inSheet, actEnd},

		{"escape", name(fyne.KeyEscape), inSheet, actLeave},
		{"escape in a dialog", name(fyne.KeyEscape), modal, actDialogLeave},
		{"enter in a dialog", name(fyne.KeyReturn), modal, actConfirm},
		{"enter held in a dialog", held(name(fyne.KeyReturn)), modal, noAction},
		{"left in a dialog", name(fyne.KeyLeft), modal, actDialogLeft},
		{"m in a dialog", sign('m'), modal, actMerge},
		{"R in a dialog", sign('R'), modal, actReplace},
		{"n in a dialog", sign('n'), modal, actFresh},
		{"m elsewhere", sign('m'), inSheet, actMark},
		{"numpad enter in a dialog", name(fyne.KeyEnter), modal, actConfirm},
		{"enter elsewhere", name(fyne.KeyReturn), inSheet, noAction},

		{"e begins to edit", sign('e'), inSheet, actEdit},
		{"F2 takes a scene", name(fyne.KeyF2), inSheet, sceneAction(2)},
		{"e in the questions", sign('e'), inQuestions, actReword},
		{"e while editing goes to the fields", sign('E'), inEdit, actField},
		{"F9 while editing", name(fyne.KeyF9), inEdit, actIncident},
		{"enter while editing", name(fyne.KeyReturn), inEdit, actField},
		{"up while editing selects", name(fyne.KeyUp), inEdit, actSelectUp},
		{"down held while editing", held(name(fyne.KeyDown)), inEdit, actSelectDown},
		{"page down held while editing", held(name(fyne.KeyPageDown)), inEdit, actPageDown},
		{"page up", name(fyne.KeyPageUp), inSheet, noAction},
		{"home while editing", name(fyne.KeyHome), inEdit, actFirst},
		{"end while editing ends no show", name(fyne.KeyEnd), inEdit, actLast},
		{"insert", name(fyne.KeyInsert), inEdit, actAdd},
		{"insert outside", name(fyne.KeyInsert), inSheet, noAction},
		{"delete", name(fyne.KeyDelete), inEdit, actRemove},
		{"delete held removes one", held(name(fyne.KeyDelete)), inEdit, noAction},
		{"delete outside", name(fyne.KeyDelete), inSheet, noAction},
		{"delete in a dialog", name(fyne.KeyDelete), place{Modal: true, Panel: sheetPanel, Edit: true}, actItemRemove}, // of its own list, never of the sheet
		{"k", sign('k'), inEdit, actDrop},
		{"k outside", sign('k'), inSheet, noAction},
		{"r", sign('r'), inEdit, actReserve},
		{"n", sign('n'), inEdit, actBatch},
		{"space while editing is GO", name(fyne.KeySpace), inEdit, actGo},
		{"p while editing holds", sign('p'), inEdit, actHold},
		{"escape while editing", name(fyne.KeyEscape), inEdit, actLeave},

		{"a", sign('a'), inQuestions, actApprove},
		{"A", sign('A'), inQuestions, actApprove},
		{"a held", held(sign('a')), inQuestions, noAction},
		{"r", sign('r'), inQuestions, actReject},
		{"n", sign('n'), inQuestions, actNext},
		{"s", sign('s'), inQuestions, actOnAir},
		{"d", sign('d'), inQuestions, actDone},
		{"z", sign('z'), inQuestions, actUndo},
		{"a in the sheet", sign('a'), inSheet, noAction},
		{"r in the sheet", sign('r'), inSheet, noAction},
		{"é", sign('é'), inQuestions, noAction},
		{"nothing", key{}, inSheet, noAction},
	} {
		t.Run(tt.what, func(t *testing.T) {
			tt.k.At = moment(time.Hour)
			if _, got := (dispatcher{keys: builtIn(t)}).press(tt.k, tt.in); got != tt.want {
				t.Errorf("%+v in %+v: %q, want %q", tt.k, tt.in, got, tt.want)
			}
		})
	}
}

func TestTwoQuickGoesAreOne(t *testing.T) {
	space := func(at time.Duration) key { return key{Name: fyne.KeySpace, At: moment(at)} }
	d := dispatcher{keys: builtIn(t)}
	for i, step := range []struct {
		at   time.Duration
		want action
	}{
		{0, actGo}, {80 * time.Millisecond, noAction}, {299 * time.Millisecond, noAction},
		{300 * time.Millisecond, actGo}, {599 * time.Millisecond, noAction}, {2 * time.Second, actGo},
	} {
		var got action
		if d, got = d.press(space(step.at), place{Panel: sheetPanel}); got != step.want {
			t.Errorf("press %d at %v: %q, want %q", i+1, step.at, got, step.want)
		}
	}
}

// However the keys fall, a show is never ended, held or left by the space bar.
func TestSpaceOnlyEverGoes(t *testing.T) {
	harmless := map[action]bool{noAction: true, actGo: true, actBack: true}
	for _, modal := range []bool{false, true} {
		for _, p := range []panel{sheetPanel, questionPanel} {
			for _, shift := range []bool{false, true} {
				for _, repeat := range []bool{false, true} {
					k := key{Name: fyne.KeySpace, Shift: shift, Repeat: repeat, At: moment(time.Hour)}
					_, got := dispatcher{keys: builtIn(t)}.press(k, place{Modal: modal, Panel: p})
					if !harmless[got] || (modal || repeat) && got != noAction {
						t.Errorf("%+v, dialog %v, %s: %q", k, modal, p, got)
					}
				}
			}
		}
	}
}

// Whichever window has the keyboard, the same keys do the same: in one that is for others to look at there is nothing to type into,
// so that it hands on every chord, and gives the keyboard back where the room asks for something.
func TestSecondWindowsHandOnEveryKey(t *testing.T) {
	stroke := func(text string) fyne.Shortcut {
		one, err := parseStroke(text)
		if err != nil {
			t.Fatal(err)
		}
		return one.shortcut()
	}
	for _, name := range []string{speakerWindow, animatorWindow} {
		t.Run(name, func(t *testing.T) {
			s := seat(t, "live")
			s.openSecond(Place{Name: name})
			second := s.seconds[0].window
			front := false
			s.window = &watchedWindow{s.window, &front}
			space := func() {
				s.KeyDown(&fyne.KeyEvent{Name: fyne.KeySpace})
				second.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeySpace})
			}

			s.chord(s.window, stroke("Ctrl+3"))
			if !s.typing() {
				t.Fatal("Ctrl+3 gives the field no keyboard")
			}
			s.message.field.SetText("p")
			space() // with the other window in front, nobody types into the field
			s.told(t, runsheet.Go{From: "s4", To: "s5"})
			if s.typing() || front {
				t.Errorf("after GO: typing %v, the room came to the front %v", s.typing(), front)
			}

			s.chord(second, stroke("Ctrl+Shift+L"))
			if s.lang != assets.English {
				t.Error("the language stays")
			}
			s.chord(second, stroke("Ctrl+Shift+L")) // what is heard was bound anew with the words
			if s.lang != assets.French || front {
				t.Errorf("language %s, the room came to the front %v", s.lang, front)
			}
			s.chord(second, stroke("Ctrl+L"))
			if !s.locked {
				t.Error("the desk is not locked")
			}
			s.wait(time.Second)
			space()
			s.chord(second, stroke("Ctrl+K"))
			if s.dialog != nil || front || len(s.desk.Told()) != 1 {
				t.Errorf("behind the lock: dialog %v, front %v, told %v", s.dialog != nil, front, s.desk.Told())
			}
			s.chord(second, stroke("Ctrl+L"))

			s.chord(second, stroke("Ctrl+K"))
			if s.dialog == nil || !front {
				t.Fatalf("the palette is open %v, and the room in front %v", s.dialog != nil, front)
			}
			front = false
			s.chord(second, stroke("Ctrl+Shift+L"))
			if s.lang != assets.French || front {
				t.Error("a chord acts behind an open dialog")
			}
			s.shut()
			s.chord(second, stroke("Ctrl+3"))
			if !s.typing() || !front {
				t.Errorf("the word to the host is typed %v, the room in front %v", s.typing(), front)
			}
			s.unfocus()
			if name == speakerWindow {
				s.chord(second, stroke("Ctrl+Shift+S"))
				if len(s.seconds) != 0 {
					t.Error("the window does not close by its own chord")
				}
			}
		})
	}
}

// watchedWindow tells when it is brought to the front.
type watchedWindow struct {
	fyne.Window
	front *bool
}

func (w *watchedWindow) RequestFocus() { *w.front = true; w.Window.RequestFocus() }

// Changed keys are heard in windows that were open before.
func TestChangedChordIsHeardElsewhere(t *testing.T) {
	s := seat(t, "live")
	s.openSecond(Place{Name: speakerWindow})
	second := s.seconds[0].window
	was, _ := parseStroke("Ctrl+Shift+L")
	is, _ := parseStroke("Ctrl+Shift+F2")
	if err := s.keys.keys.bind(actLanguage, []stroke{is}); err != nil {
		t.Fatal(err)
	}
	s.bindChords()
	s.chord(second, was.shortcut())
	if s.lang != assets.French {
		t.Error("the old key is still heard")
	}
	s.chord(second, is.shortcut())
	if s.lang != assets.English {
		t.Error("the new key is not heard")
	}
}

// A second press is one with the first, also where the window was too busy to hear it at once.
func TestPressHeardLate(t *testing.T) {
	at := func(ms int) time.Time { return time.Unix(1_800_000_000, 0).Add(time.Duration(ms) * time.Millisecond) }
	for _, tc := range []struct {
		name  string
		drawn []int // milliseconds after the GO that was heard at 0
		heard int
		want  bool
	}{
		{"drawn in time", []int{-100, 0, 100, 200, 300}, 320, false},
		{"nothing was drawn yet", nil, 600, false},
		{"busy since the first press", []int{-110, -10}, 700, true},
		{"busy, and a drawing came before the press", []int{-110, -10, 690}, 700, true},
		{"busy from 200 on", []int{0, 100, 200}, 900, true},
		{"busy, but long after the first press", []int{1000, 1100, 1200}, 2000, false},
		{"two drawings came meanwhile", []int{-10, 690, 790}, 800, false},
	} {
		b := breath{took: at(0)}
		for _, ms := range tc.drawn {
			b.drawn(at(ms))
		}
		if got := b.doubles(at(tc.heard)); got != tc.want {
			t.Errorf("%s: %v", tc.name, got)
		}
	}
}
