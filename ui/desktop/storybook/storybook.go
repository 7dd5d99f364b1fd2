// Package storybook opens every screen of the control room with invented data, one after another, to look at: in each
// language, in each scheme, at each size.
//
// It touches no file, no network and no OBS: behind each screen is a story's own small desk, which obeys the same rules as
// the real one. The app opens it; nothing else does.
package storybook

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"regie/assets"
	"regie/ui/desktop"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/stories"
	"regie/ui/desktop/theme"
)

// Book is the window of the storybook. It belongs to Fyne's thread.
type Book struct {
	app    fyne.App
	window fyne.Window
	lang   assets.Lang
	look   desktop.Appearance
	names  []string
	at     int

	list  *kit.List
	title *kit.Line
	hint  *kit.Line
	room  *desktop.Room
	stop  context.CancelFunc
}

// New builds the storybook in a window of the app, open at the story of that name or else at the first, and does not show it.
func New(a fyne.App, lang assets.Lang, look desktop.Appearance, name string) *Book {
	b := &Book{app: a, window: a.NewWindow("Régie"), lang: lang, look: look, names: stories.Names(), stop: func() {},
		title: kit.NewBold(theme.Text, theme.Dim), hint: kit.NewLine(theme.Caption, theme.Dim).Lines(3).Snug()}
	b.at = max(slices.Index(b.names, name), 0)
	b.list = kit.NewList(b, func() int { return len(b.names) }, func() kit.Row { return newRow(b) })
	b.list.OnTap = b.open
	for key, by := range map[fyne.KeyName]int{fyne.KeyPageDown: 1, fyne.KeyPageUp: -1} {
		b.window.Canvas().AddShortcut(&fynedesktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault},
			func(fyne.Shortcut) { b.open(b.at + by) })
	}
	b.window.Resize(fyne.NewSize(1600+listWidth, 900))
	b.open(b.at)
	return b
}

// listWidth is what the list of stories takes from the window.
const listWidth = 230

// Run shows the storybook until its window is closed.
func (b *Book) Run() {
	b.window.Show()
	desktop.RunApp(b.app)
	b.room.Stopped()
	b.stop()
}

// open tells a story: a room of its own, in the book's window.
func (b *Book) open(i int) {
	if i < 0 || i >= len(b.names) {
		return
	}
	b.stop()
	b.at = i
	story, _ := stories.Find(b.names[i])
	cfg := Config(story, b.lang)
	cfg.Appearance, cfg.Window, cfg.Frame = b.look, b.window, b.frame
	cfg.Appear = func(a desktop.Appearance) { b.look = a }
	cfg.Speak = func(l assets.Lang) { b.lang = l; b.tell() }
	b.room = desktop.New(b.app, cfg)
	b.room.Press(story.Press...)
	b.room.Type(story.Type)
	ctx, stop := context.WithCancel(context.Background())
	b.stop = stop
	go b.room.Run(ctx)
	b.tell()
	b.list.ScrollTo(i)
}

// frame puts the list of stories beside the room.
func (b *Book) frame(room fyne.CanvasObject) fyne.CanvasObject {
	side := kit.NewSurface(theme.Panel, theme.Edge, 8, container.NewBorder(b.title, b.hint, nil, nil, b.list))
	return container.NewBorder(nil, nil, kit.Wide(listWidth, side.Box), nil, room)
}

// tell draws the list in the present language.
func (b *Book) tell() {
	w := assets.In(b.lang)
	b.title.Set(w.Say("story.title"))
	b.hint.Set(w.Say("story.hint"))
	b.list.EachRow(func(r kit.Row) { r.(*row).draw() })
}

// KeyDown, TypedKey and TypedRune hand the list's keys to the room, so that Space is GO there too.
func (b *Book) KeyDown(e *fyne.KeyEvent)  { b.room.KeyDown(e) }
func (b *Book) TypedKey(e *fyne.KeyEvent) { b.room.TypedKey(e) }
func (b *Book) TypedRune(r rune)          { b.room.TypedRune(r) }

// row is one story's name.
type row struct {
	widget.BaseWidget
	line  *kit.Line
	book  *Book
	index int
}

func newRow(b *Book) *row {
	r := &row{line: kit.NewLine(theme.Text, theme.Ink), book: b}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the name.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.line) }

// Bind makes the row stand for a story.
func (r *row) Bind(i int) { r.index = i; r.draw() }

func (r *row) draw() {
	if r.index >= len(r.book.names) {
		return
	}
	text, token := assets.In(r.book.lang).Say("story."+r.book.names[r.index]), theme.Dim
	if r.index == r.book.at {
		text, token = "▶ "+text, theme.Focus
	}
	r.line.Paint(text, token)
}
