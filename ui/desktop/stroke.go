package desktop

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"

	"regie/assets"
)

// stroke is one way to press a key. A letter or a sign alone is bound by what it types, because an AZERTY row has signs
// where others have digits; everything else by the key's name.
type stroke struct {
	mods fyne.KeyModifier
	name fyne.KeyName
	sign rune
}

// modifiers are the keys that are held down with another one, as settings write them. Ctrl is Cmd on a Mac.
var modifiers = []struct {
	word string
	mod  fyne.KeyModifier
}{{"Ctrl", fyne.KeyModifierShortcutDefault}, {"Alt", fyne.KeyModifierAlt}, {"Shift", fyne.KeyModifierShift}}

// keyNames are the keys without a sign, as settings write them.
var keyNames = map[string]fyne.KeyName{
	"Space": fyne.KeySpace, "Enter": fyne.KeyReturn, "NumEnter": fyne.KeyEnter, "Escape": fyne.KeyEscape, "Tab": fyne.KeyTab,
	"Up": fyne.KeyUp, "Down": fyne.KeyDown, "Left": fyne.KeyLeft, "Right": fyne.KeyRight, "PageUp": fyne.KeyPageUp, "PageDown": fyne.KeyPageDown,
	"Home": fyne.KeyHome, "End": fyne.KeyEnd, "Insert": fyne.KeyInsert, "Delete": fyne.KeyDelete, "Backspace": fyne.KeyBackspace,
	"F1": fyne.KeyF1, "F2": fyne.KeyF2, "F3": fyne.KeyF3, "F4": fyne.KeyF4, "F5": fyne.KeyF5, "F6": fyne.KeyF6,
	"F7": fyne.KeyF7, "F8": fyne.KeyF8, "F9": fyne.KeyF9, "F10": fyne.KeyF10, "F11": fyne.KeyF11, "F12": fyne.KeyF12,
}

// parseStroke reads a stroke as settings write it: "Space", "Ctrl+K", "Shift+Space", "p", "+".
func parseStroke(text string) (stroke, error) {
	var s stroke
	rest := text
	for _, m := range modifiers {
		if after, ok := strings.CutPrefix(rest, m.word+"+"); ok && after != "" {
			s.mods |= m.mod
			rest = after
		}
	}
	if name, ok := keyNames[rest]; ok {
		s.name = name
		return s, nil
	}
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case size == 0 || size != len(rest) || r == utf8.RuneError || unicode.IsSpace(r):
		return stroke{}, fmt.Errorf("read key %q: unknown", text)
	case s.mods == 0:
		s.sign = unicode.ToLower(r)
	case s.mods == fyne.KeyModifierShift:
		return stroke{}, fmt.Errorf("read key %q: Shift is part of the sign", text)
	default:
		s.name = fyne.KeyName(strings.ToUpper(rest))
	}
	return s, nil
}

// parseStrokes reads strokes with blanks between them.
func parseStrokes(text string) ([]stroke, error) {
	var all []stroke
	for word := range strings.FieldsSeq(text) {
		s, err := parseStroke(word)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// String is how settings write the stroke.
func (s stroke) String() string { return s.put(func(word string) string { return word }) }

// put writes the stroke with the names of its keys changed by say.
func (s stroke) put(say func(string) string) string {
	var parts []string
	for _, m := range modifiers {
		if s.mods&m.mod != 0 {
			parts = append(parts, say(m.word))
		}
	}
	switch {
	case s.sign != 0:
		parts = append(parts, string(s.sign))
	default:
		last := string(s.name)
		for word, name := range keyNames {
			if name == s.name {
				last = say(word)
			}
		}
		parts = append(parts, last)
	}
	return strings.Join(parts, "+")
}

// printed is what stands on a button: the key in the reader's language, a letter as it stands on the keyboard.
func (s stroke) printed(w assets.Words) string {
	if s.sign != 0 {
		return string(unicode.ToUpper(s.sign))
	}
	return s.put(func(word string) string {
		key := "desktop.key." + strings.ToLower(word)
		if said := w.Say(key); said != key {
			return said
		}
		return word
	})
}

// chorded says that the stroke needs Ctrl or Alt: Fyne tells of those as shortcuts, and of all others as keys.
func (s stroke) chorded() bool { return s.mods&^fyne.KeyModifierShift != 0 }

// textShortcuts are the chords that Fyne has a shortcut of its own for.
var textShortcuts = map[fyne.KeyName]fyne.Shortcut{
	fyne.KeyZ: &fyne.ShortcutUndo{}, fyne.KeyY: &fyne.ShortcutRedo{}, fyne.KeyV: &fyne.ShortcutPaste{},
	fyne.KeyC: &fyne.ShortcutCopy{}, fyne.KeyX: &fyne.ShortcutCut{}, fyne.KeyA: &fyne.ShortcutSelectAll{},
}

// shortcut is the stroke as Fyne tells of it.
func (s stroke) shortcut() fyne.Shortcut {
	if known, ok := textShortcuts[s.name]; ok && s.mods == fyne.KeyModifierShortcutDefault {
		return known
	}
	return &fynedesktop.CustomShortcut{KeyName: s.name, Modifier: s.mods}
}

// strokeOf is what was pressed, as the window tells of a key that is no shortcut.
func strokeOf(k key) stroke {
	if k.Name == "" {
		return stroke{sign: unicode.ToLower(k.Rune)}
	}
	s := stroke{name: k.Name}
	if k.Shift {
		s.mods = fyne.KeyModifierShift
	}
	return s
}
