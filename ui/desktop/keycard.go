package desktop

import (
	"bytes"
	_ "embed"
	"html/template"

	"regie/assets"
)

//go:embed keycard.html
var keycardPage string

var keycard = template.Must(template.New("keycard").Parse(keycardPage))

// KeyCard is every key of the room as it is bound now, as a page to print on one sheet of A4. It must be called on Fyne's thread.
func (r *Room) KeyCard() ([]byte, error) {
	type line struct{ Keys, Does string }
	type column struct {
		Title string
		Lines []line
	}
	page := struct {
		Lang                    assets.Lang
		Title, Writing, Version string
		Columns                 []column
	}{Lang: r.lang, Title: r.words.Say("desktop.help.title"), Version: r.cfg.Version,
		Writing: r.words.Say("desktop.help.writing", "escape", r.words.Say("desktop.key.escape"))}
	for _, c := range r.card(r.words) {
		one := column{Title: c.title}
		for _, l := range c.lines {
			one.Lines = append(one.Lines, line{l.keys, l.does})
		}
		page.Columns = append(page.Columns, one)
	}
	var b bytes.Buffer
	err := keycard.Execute(&b, page)
	return b.Bytes(), err
}

// printKeys hands the card to whoever prints pages.
func (r *Room) printKeys() {
	page, err := r.KeyCard()
	if err != nil {
		r.complain(err)
		return
	}
	r.aside(func() error { return r.cfg.Print("regie-keys.html", page) })
	r.say(r.words.Say("desktop.did.printed"))
}
