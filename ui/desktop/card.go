package desktop

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// cardLine is one line of the card of keys: what is printed on the keys, and what they do.
type cardLine struct{ keys, does string }

// cardColumn is one group of the card.
type cardColumn struct {
	title string
	lines []cardLine
}

// card is every key of the room as it is bound now, by groups. The screen and the printer show the same.
func (r *Room) card(w assets.Words) []cardColumn {
	var all []cardColumn
	for _, g := range groups {
		column := cardColumn{title: w.Say("desktop.menu." + string(g))}
		for _, v := range verbs {
			strokes := r.keys.keys.strokes[v.id]
			if v.group != g || len(strokes) == 0 || !v.offered(r) {
				continue
			}
			keys := strokes[0].printed(w)
			if len(strokes) > 1 {
				if both := keys + "  " + strokes[1].printed(w); utf8.RuneCountInString(both) <= mostOnCard {
					keys = both
				}
			}
			column.lines = append(column.lines, cardLine{keys, v.words(w)})
		}
		if len(column.lines) > 0 {
			all = append(all, column)
		}
	}
	return all
}

// mostOnCard is how many letters of a verb's keys the card has room for; a second key is printed where it fits.
const mostOnCard = 9

// mostCardColumns is how many columns the card has on the screen; a narrow window shows fewer, and scrolls.
const mostCardColumns = 4

// help shows every key on one card.
func (r *Room) help() {
	w := r.words
	var rows []fyne.CanvasObject
	heads := map[fyne.CanvasObject]bool{}
	var total float32
	add := func(o fyne.CanvasObject) {
		rows = append(rows, o)
		total += o.MinSize().Height + cardGap
	}
	for _, c := range r.card(w) {
		head := kit.NewBold(theme.Strong, theme.Dim).Whole()
		head.Set(strings.ToUpper(c.title))
		heads[head] = true
		add(head)
		for _, l := range c.lines {
			add(cardRow(l))
		}
	}
	columns := min(mostCardColumns, max(1, int((r.window.Canvas().Size().Width-cardMargin)/(cardKeys+cardWords+cardMargin/2))))
	row := container.NewGridWithColumns(columns)
	column, height := kit.Down(cardGap), float32(0)
	for _, o := range rows {
		h := o.MinSize().Height + cardGap
		if heads[o] {
			h *= 3 // a heading stays with its first lines
		}
		if height+h > total/float32(columns)+cardGap && len(row.Objects) < columns-1 && height > 0 {
			row.Add(kit.Pad(8, column))
			column, height = kit.Down(cardGap), 0
		}
		column.Add(o)
		height += o.MinSize().Height + cardGap
	}
	row.Add(kit.Pad(8, column))
	scroll := container.NewVScroll(row)
	least := row.MinSize()
	scroll.SetMinSize(fyne.NewSize(least.Width, min(least.Height, r.window.Canvas().Size().Height-dialogMargin)))
	note := kit.NewLine(theme.Text, theme.Dim)
	note.Set(w.Say("desktop.help.writing", "escape", w.Say("desktop.key.escape")))
	d := r.ask(w.Say("desktop.help.title"), container.NewBorder(nil, kit.Pad(cardGap, note), nil, nil, scroll), "", kit.Plain, nil)
	d.turn = func(by int) {
		scroll.ScrollToOffset(scroll.Offset.AddXY(0, float32(by)*cardTurn))
	}
}

// dialogMargin is what a tall dialog leaves of the window for its own frame and the room behind it.
const dialogMargin = 210

const (
	cardKeys = 104
	// cardWords is the width that the words of a line have at least; longer ones take a second line.
	cardWords  = 190
	cardGap    = 3
	cardTurn   = 120 // how far an arrow scrolls
	cardMargin = 60
)

func cardRow(l cardLine) fyne.CanvasObject {
	cap := kit.NewBadge(theme.Text)
	cap.Paint(l.keys, theme.Raised, theme.Ink)
	what := kit.NewLine(theme.Text, theme.Ink).Least(cardWords)
	if fyne.MeasureText(l.does, theme.Text, fyne.TextStyle{}).Width > cardWords {
		what.Lines(2)
	}
	what.Set(l.does)
	return container.NewBorder(nil, nil, kit.Wide(cardKeys, cap), nil, kit.Pad(2, what))
}
