// Command bare is the least that a window of Fyne can do for a key: one word of it changes. The control room is measured beside it.
package main

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

func main() {
	w := app.NewWithID("org.regie.bare").NewWindow("bare")
	word, n := widget.NewLabel("0"), 0
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) {
		n++
		word.SetText(strconv.Itoa(n))
	})
	w.SetContent(container.NewCenter(word))
	w.Resize(fyne.NewSize(1600, 810))
	w.ShowAndRun()
}
