package desktop

import "regie/ui/desktop/kit"

// askFindOBS asks before OBS's own settings are read: a password stands in them.
func (r *Room) askFindOBS() {
	if r.cfg.FindOBS == nil {
		return
	}
	w := r.words
	d := r.ask(w.Say("desktop.find.obs"), paragraph(w.Say("desktop.find.obs.body"), 480), w.Say("desktop.find.obs.do"), kit.Main,
		func() { lang := r.lang; r.aside(func() error { return r.cfg.FindOBS(lang) }) })
	if r.cfg.OfferedOBS != nil {
		d.left = r.cfg.OfferedOBS
	}
}

// offerOBS asks once, at the first start on a computer that has an OBS.
func (r *Room) offerOBS() {
	if r.cfg.OfferOBS {
		r.askFindOBS()
	}
}
