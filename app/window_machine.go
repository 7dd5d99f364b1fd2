//go:build !headless

package app

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"regie/assets"
	"regie/assets/tokens"
	"regie/ui/desktop"
)

// remember keeps settings for the evenings to come. What cannot be kept holds until the program ends, and is logged: "the size is".
func (p *program) remember(what string, values map[string]any) {
	if err := p.settings.Keep(values); err != nil {
		p.log.Warn(what+" not remembered", "error", err)
	}
}

// machine joins the window to what this machine remembers of it.
func (e *evening) machine(c *desktop.Config) {
	p := e.p
	keep := p.remember
	c.Remember = func(w desktop.Window) {
		keep("the window's size is", map[string]any{"window.width": w.Width, "window.height": w.Height, "window.left": w.Left, "window.right": w.Right,
			"window.pane": w.Pane, "window.second": placesText(w.Second), "window.relative": w.Relative})
	}
	c.Recall = func() desktop.Window {
		w := p.settings.Window
		return desktop.Window{Width: w.Width, Height: w.Height, Left: w.Left, Right: w.Right, Pane: w.Pane, Second: placesOf(w.Second), Relative: w.Relative}
	}
	c.Speak = func(l assets.Lang) {
		e.spoken.speak(assets.In(l))
		keep("the language is", map[string]any{"language": string(l)})
	}
	c.Appearance = desktop.Appearance{Scheme: tokens.Scheme(p.settings.Window.Scheme), Size: p.settings.Window.Size, Still: p.settings.Window.Still}
	c.Appear = func(a desktop.Appearance) {
		keep("the appearance is", map[string]any{"window.scheme": string(a.Scheme), "window.size": a.Size, "window.still": a.Still})
	}
	c.Keys = keysOf(p.settings.Keys)
	c.KeepKeys = func(keys map[string]string) { keep("the keys are", map[string]any{"keys": keysText(keys)}) }
	for _, kind := range append(slices.Clone(noticeKinds), chimes) {
		c.Choices = append(c.Choices, desktop.Choice{ID: kind, On: e.wishes.has(kind)})
	}
	c.Choose = func(id string, on bool) { keep("the choice is", e.wishes.set(id, on)) }
	c.Print = openPage
	c.Screens, c.Hidden = screens, hidden
}

// keysOf reads the changed keys as the settings keep them, each as "hold=h".
func keysOf(lines []string) map[string]string {
	keys := map[string]string{}
	for _, line := range lines {
		if id, strokes, ok := strings.Cut(line, "="); ok {
			keys[strings.TrimSpace(id)] = strings.TrimSpace(strokes)
		}
	}
	return keys
}

func keysText(keys map[string]string) []string {
	lines := []string{}
	for id, strokes := range keys {
		lines = append(lines, id+"="+strokes)
	}
	slices.Sort(lines)
	return lines
}

// placesOf reads where the second windows stood, each as "speaker 1920 0", or "speaker" for an ordinary window; what cannot be read was never there.
func placesOf(lines []string) []desktop.Place {
	var places []desktop.Place
	for _, line := range lines {
		var p desktop.Place
		if n, _ := fmt.Sscanf(line, "%s %d %d", &p.Name, &p.X, &p.Y); n > 0 {
			p.Fills = n == 3
			places = append(places, p)
		}
	}
	return places
}

func placesText(places []desktop.Place) []string {
	lines := []string{}
	for _, p := range places {
		line := p.Name
		if p.Fills {
			line = fmt.Sprintf("%s %d %d", p.Name, p.X, p.Y)
		}
		lines = append(lines, line)
	}
	return lines
}

// openPage writes a page where the system's browser can read it, and opens it there.
func openPage(name string, page []byte) error {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	dir = filepath.Join(dir, "regie")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("print page: %w", err)
	}
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, page, 0o600); err != nil {
		return fmt.Errorf("print page: %w", err)
	}
	if err := fyne.CurrentApp().OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}); err != nil {
		return fmt.Errorf("open page %s: %w", file, err)
	}
	return nil
}

// crashReport is the newest of them as a person reads it, with ~ for home; "" for none.
func (p *program) crashReport() string {
	if len(p.crashed) == 0 {
		return ""
	}
	path := p.crashed[len(p.crashed)-1]
	if home, err := os.UserHomeDir(); err == nil {
		if rest, in := strings.CutPrefix(path, home+string(filepath.Separator)); in {
			return "~" + string(filepath.Separator) + rest
		}
	}
	return path
}
