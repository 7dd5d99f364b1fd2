package desktop

import (
	"encoding/json"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"regie/assets"
)

// speak changes the language of everything on the screen.
func (r *Room) speak(l assets.Lang) {
	if l == r.lang {
		return
	}
	r.lang, r.words = l, assets.In(l)
	teachFyne(l)
	r.notice, r.told = notice{}, ""
	r.bindChords()
	for _, s := range r.seconds {
		s.window.SetTitle(r.words.Say("desktop.second." + s.name))
	}
	r.render()
	if r.cfg.Speak != nil {
		r.cfg.Speak(l)
	}
}

// nextLanguage speaks the language after the present one.
func (r *Room) nextLanguage() {
	r.speak(assets.Langs[(slices.Index(assets.Langs, r.lang)+1)%len(assets.Langs)])
}

// fyneWords is how the catalogues name what Fyne's own dialogs and menus say.
const fyneWords = "fyne."

// teachFyne makes Fyne's own dialogs speak a language. Fyne chooses its language once, by the system; what it says in that
// language can be replaced at any time.
func teachFyne(l assets.Lang) {
	said := map[string]string{}
	for key, words := range assets.In(l) {
		if name, ok := strings.CutPrefix(key, fyneWords); ok {
			said[name] = words
		}
	}
	b, err := json.Marshal(said)
	if err != nil {
		panic(err) // strings only: a programmer's mistake
	}
	system := lang.SystemLocale().String()
	plain, _, _ := strings.Cut(system, "-")
	for _, name := range []string{system, plain} {
		if err := lang.AddTranslationsForLocale(b, fyne.Locale(name)); err != nil {
			fyne.LogError("teach Fyne a language", err)
		}
	}
}
