package desktop

import "regie/ui/desktop/kit"

// askFindOBS asks before OBS's own settings are read: a password stands in them.
func (r *Room) askFindOBS() {
	if r.cfg.FindOBS == nil {
		return
	}
	w := r.words
	d := r.ask(w.Say("desktop.find.obs"), paragraph(w.Say("desktop.find.obs.body"), 480), w.Say("desktop.find.obs.do"), kit.Main,
		r.findOBS)
	if r.cfg.OfferedOBS != nil {
		d.left = r.cfg.OfferedOBS
	}
}
