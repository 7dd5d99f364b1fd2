package web

import "regie/runsheet"

// roomView is one show of an event. Start and End are by its sheet alone.
type roomView struct {
	ID     runsheet.ShowID `json:"id"`
	Room   string          `json:"room"`
	Day    string          `json:"day"`
	Title  string          `json:"title"`
	Slots  int             `json:"slots"`
	Start  instant         `json:"start"`
	End    instant         `json:"end"`
	Chosen bool            `json:"chosen"`
}

// rooms are the shows of the event, and the one that this desk runs.
func (e eye) rooms() (now *roomView, all []roomView) {
	all = []roomView{}
	for _, r := range e.state.Shows() {
		start, end := r.Show.Hours()
		loc := r.Show.Location()
		v := roomView{ID: r.ID(), Room: r.Room, Day: r.Day, Title: r.Show.Title, Slots: len(r.Show.Slots), Chosen: r.ID() == e.state.Event.Chosen}
		if !start.IsZero() {
			v.Start, v.End = instant(start.In(loc)), instant(end.In(loc))
		}
		if v.Chosen {
			now = &v
		}
		all = append(all, v)
	}
	return now, all
}
