package desktop

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// files is the dialog in which a file is chosen, or is given its name and folder. Fyne's own is deaf to Escape once Tab was
// pressed, and Tab leads past its files.
type files struct {
	room  *Room
	field *kit.Field
	where *kit.Line
	said  *kit.Line
	none  *kit.Line
	list  *kit.List

	folder  string // "" for the drives of Windows
	endings []string
	// writes: a place is wanted for something, under the name in the field; else some letters there find a file.
	writes bool
	name   string // what the field begins with
	take   func(path string)

	all, hits []fileEntry
	at        int // -1 for none
	asked     int // how often a folder was asked for: only the last answer counts
	sure      string
}

// fileEntry is one line of a folder.
type fileEntry struct {
	name   string
	folder bool
	at     time.Time
}

// askFiles opens the dialog in the folder where it was last; left is called where nothing was chosen.
func (r *Room) askFiles(title string, f *files, left func()) {
	w := r.words
	f.room, f.field, f.at = r, kit.NewField(), -1
	f.where = kit.NewLine(theme.Text, theme.Dim)
	f.said = kit.NewLine(theme.Text, theme.Warn).Lines(2)
	f.none = kit.NewLine(theme.Text, theme.Dim).Align(fyne.TextAlignCenter)
	f.none.Set(w.Say("desktop.files.none"))
	f.none.Hide() // until the folder is read
	f.list = kit.NewList(r, func() int { return len(f.hits) }, func() kit.Row { return newPaletteRow(f.line) })
	f.list.OnTap = func(i int) { f.at = i; f.do() }
	f.list.OnFocus = func() { r.window.Canvas().Focus(f.field) }
	f.field.SetText(f.name)
	f.field.OnChanged = func(string) { f.seek() }
	f.field.OnSubmitted = func(string) { f.do() }
	f.field.OnEscape = r.dismiss
	f.field.OnKey = f.key
	up := kit.NewPress(kit.Quiet, f.up).Sized(theme.Text).Label(w.Say("desktop.files.up"), w.Say("desktop.key.backspace"))
	hint, foot := "desktop.files.hint", container.NewBorder(nil, nil, nil, nil, f.said)
	if f.writes {
		save := kit.NewPress(kit.Main, f.write).Sized(theme.Text).Label(w.Say("desktop.files.write"), w.Say("desktop.key.enter"))
		hint, foot = "desktop.files.name", container.NewBorder(nil, nil, nil, save, f.said)
	}
	f.field.SetPlaceHolder(w.Say(hint))
	size := r.window.Canvas().Size()
	size = fyne.NewSize(min(size.Width-140, 760), min(size.Height-180, 520))
	head := kit.Down(6, container.NewBorder(nil, nil, nil, up, f.where), f.field)
	body := container.NewBorder(head, foot, nil, nil, kit.Pad(4, container.NewStack(f.list, container.NewCenter(kit.Wide(400, f.none)))))
	d := r.ask(title, container.New(&fixed{size}, body), "", kit.Plain, nil)
	d.no.Label(w.Say("desktop.cancel"), w.Say("desktop.key.escape"))
	d.left, d.back = func() { f.asked++ }, left
	r.window.Canvas().Focus(f.field)
	f.enter(cmp.Or(r.folder, home()))
}

func home() string {
	if dir, err := os.UserHomeDir(); err == nil {
		return dir
	}
	return "."
}

// key is what the keys do while a name is typed.
func (f *files) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyUp:
		f.move(-1)
	case fyne.KeyDown:
		f.move(1)
	case fyne.KeyPageUp:
		f.move(-paletteRows)
	case fyne.KeyPageDown:
		f.move(paletteRows)
	case fyne.KeyBackspace:
		if f.field.Text != "" {
			return false
		}
		f.up()
	default:
		return false
	}
	return true
}

// move marks another line. Above the first line of a place to write to is the name itself.
func (f *files) move(by int) {
	least := 0
	if f.writes {
		least = -1
	}
	f.at = min(max(f.at+by, least), len(f.hits)-1)
	if f.at >= 0 {
		f.list.ScrollTo(f.at)
	}
	f.draw()
}

// up goes to the folder above.
func (f *files) up() {
	above := filepath.Dir(f.folder)
	if above == f.folder && runtime.GOOS == "windows" {
		above = ""
	}
	f.enter(above)
}

// enter reads a folder away from Fyne's thread, which a disk of the network would hold up, and shows it.
func (f *files) enter(folder string) {
	r := f.room
	f.asked++
	turn := f.asked
	r.aside(func() error {
		if folder != "" {
			if full, err := filepath.Abs(folder); err == nil {
				folder = full
			}
		}
		all, err := readFolder(folder, f.endings)
		r.later(func() {
			switch {
			case turn != f.asked:
			case err != nil:
				f.fail(folder)
			default:
				f.folder, f.all = folder, all
				r.folder = folder
				f.where.Set(folder)
				if isPath(f.field.Text) { // it has led here
					f.field.SetText(f.name)
				}
				f.seek()
			}
		})
		return nil
	})
}

// readFolder lists what can be chosen in a folder: files of some endings, newest first, and folders. What is hidden is left out.
func readFolder(folder string, endings []string) ([]fileEntry, error) {
	if folder == "" {
		return drives(), nil
	}
	found, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []fileEntry
	for _, one := range found {
		info, err := os.Stat(filepath.Join(folder, one.Name())) // what a link leads to
		if err != nil || strings.HasPrefix(one.Name(), ".") {
			continue
		}
		if info.IsDir() || slices.Contains(endings, strings.ToLower(filepath.Ext(one.Name()))) {
			all = append(all, fileEntry{one.Name(), info.IsDir(), info.ModTime()})
		}
	}
	slices.SortStableFunc(all, func(a, b fileEntry) int {
		switch {
		case a.folder != b.folder:
			return map[bool]int{false: -1, true: 1}[a.folder]
		case a.folder:
			return strings.Compare(runsheet.Fold(a.name), runsheet.Fold(b.name))
		}
		return b.at.Compare(a.at)
	})
	return all, nil
}

func drives() []fileEntry {
	var all []fileEntry
	for letter := 'A'; letter <= 'Z'; letter++ {
		if name := string(letter) + `:\`; statIs(name) {
			all = append(all, fileEntry{name: name, folder: true})
		}
	}
	return all
}

func statIs(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// seek shows what holds every word of what was typed, whatever the accents.
func (f *files) seek() {
	f.hits, f.sure = nil, ""
	words := strings.Fields(runsheet.Fold(f.field.Text))
	if f.writes || isPath(f.field.Text) {
		words = nil
	}
	for _, e := range f.all {
		name, all := runsheet.Fold(e.name), true
		for _, word := range words {
			all = all && strings.Contains(name, word)
		}
		if all {
			f.hits = append(f.hits, e)
		}
	}
	f.at = -1
	if !f.writes && len(f.hits) > 0 {
		f.at = 0
	}
	f.tell("")
	kit.Show(f.none, len(f.hits) == 0 && !f.writes)
	f.list.Refresh()
	f.list.ScrollToTop()
	f.draw()
}

func (f *files) draw() { f.list.EachRow(func(r kit.Row) { r.(*paletteRow).draw() }) }

// line is how a line of the folder is drawn.
func (f *files) line(i int) (paletteLine, bool, bool) {
	if i >= len(f.hits) {
		return paletteLine{}, false, false
	}
	e := f.hits[i]
	l := paletteLine{what: e.name, can: true}
	if e.folder {
		l.group = f.room.words.Say("desktop.files.folder")
	} else {
		l.key = f.room.words.Day(e.at)
		if now := f.room.cfg.Desk.Now().Wall.Local(); now.Format(time.DateOnly) == e.at.Format(time.DateOnly) {
			l.key = clockTime(e.at, time.Local)
		}
	}
	return l, i == f.at, true
}

// isPath says whether what was typed is more than a name.
func isPath(text string) bool {
	return strings.HasPrefix(text, "~") || filepath.IsAbs(text) || strings.ContainsAny(text, `/`+string(filepath.Separator))
}

// path is what was typed as a path, seen from the folder that is shown.
func (f *files) path(text string) string {
	if rest, ok := strings.CutPrefix(text, "~"); ok {
		return filepath.Join(home(), rest)
	}
	if filepath.IsAbs(text) {
		return filepath.Clean(text)
	}
	return filepath.Join(f.folder, text)
}

// do is Enter: it goes into the folder that is marked or written, and takes the file.
func (f *files) do() {
	text := strings.TrimSpace(f.field.Text)
	switch {
	case isPath(text) && (f.at < 0 || !f.writes):
		f.look(f.path(text))
	case f.at >= 0 && f.at < len(f.hits):
		e := f.hits[f.at]
		switch {
		case e.folder:
			if !f.writes {
				f.field.SetText("")
			}
			f.enter(filepath.Join(f.folder, e.name))
		case f.writes:
			f.field.SetText(e.name)
		default:
			f.choose(filepath.Join(f.folder, e.name))
		}
	case f.writes:
		f.write()
	}
}

// write takes what stands in the field for the name, in the folder that is shown or that it names.
func (f *files) write() {
	if text := strings.TrimSpace(f.field.Text); text != "" && (f.folder != "" || filepath.IsAbs(text)) {
		if path := f.path(text); filepath.Ext(path) == "" && len(f.endings) > 0 && !isPath(text) {
			f.look(path + f.endings[0])
		} else {
			f.look(path)
		}
	}
}

// look goes into a folder, and takes a file: one that is there to be read, one that is not to be written. What is there is written
// over only by who was told.
func (f *files) look(path string) {
	r := f.room
	f.asked++
	turn := f.asked
	r.aside(func() error {
		info, err := os.Stat(path)
		r.later(func() {
			switch {
			case turn != f.asked:
			case err == nil && info.IsDir():
				f.enter(path)
			case err == nil && f.writes && f.sure != path:
				f.sure = path
				f.tell(r.words.Say("desktop.files.over", "name", filepath.Base(path), "enter", r.words.Say("desktop.key.enter")))
			case err == nil || f.writes && errors.Is(err, fs.ErrNotExist):
				f.choose(path)
			default:
				f.fail(path)
			}
		})
		return nil
	})
}

func (f *files) choose(path string) {
	f.room.folder = filepath.Dir(path)
	f.room.shut()
	f.take(path)
}

func (f *files) fail(path string) {
	f.tell(f.room.words.Say("desktop.files.unread", "name", path))
}

func (f *files) tell(text string) { f.said.Set(text) }
