package desktop

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// askDestinations shows where the stream can go, in the order in which the places stand in for one another.
func (r *Room) askDestinations() { r.openDestinations(0) }

func (r *Room) openDestinations(at int) {
	w := r.words
	r.put(&order{
		title: w.Say("desktop.destinations"), empty: w.Say("desktop.destinations.none"),
		words: map[action]string{actItemChange: w.Say("desktop.destination.rekey")},
		items: func() []item {
			var all []item
			for _, d := range r.state.Stream.Destinations {
				all = append(all, item{join("  ", d.Name, destinationLine(r.state, d, r.keyed(d), w)), d.Server})
			}
			return all
		},
		swap: func(from, to int) {
			a, b := r.state.Stream.Destinations[from].ID, r.state.Stream.Destinations[to].ID
			r.changeDestinations(a, func(list []runsheet.Destination, i int) []runsheet.Destination {
				if j := placeOf(list, b); j >= 0 {
					list = swapped(list, i, j)
				}
				return list
			})
		},
		add:    r.askDestination,
		change: func(at int) { r.askKey(at) },
		remove: func(at int) {
			r.changeDestinations(r.state.Stream.Destinations[at].ID, func(list []runsheet.Destination, i int) []runsheet.Destination { return without(list, i) })
		},
	}, at)
}

func placeOf(list []runsheet.Destination, id runsheet.DestinationID) int {
	return slices.IndexFunc(list, func(d runsheet.Destination) bool { return d.ID == id })
}

// changeDestinations changes the list around one of its members, as the list is when its turn comes.
func (r *Room) changeDestinations(id runsheet.DestinationID, change func(list []runsheet.Destination, at int) []runsheet.Destination) {
	r.change(func(s runsheet.State) (runsheet.Command, error) {
		i := placeOf(s.Stream.Destinations, id)
		if i < 0 {
			return nil, &runsheet.Refusal{Reason: runsheet.UnknownDestination, Detail: string(id)}
		}
		return runsheet.SetDestinations{Destinations: change(s.Stream.Destinations, i), Seen: s.Stream.Version}, nil
	})
}

// askKey asks for another key of a destination. The one that is kept is never shown; an empty field leaves it as it is.
func (r *Room) askKey(at int) {
	d, w := r.state.Stream.Destinations[at], r.words
	if d.Server == "" || r.cfg.KeepStreamKey == nil {
		return
	}
	key := kit.NewField()
	key.Password = true
	r.askFields(d.Name, w.Say("desktop.destination.rekey.body"), w.Say("desktop.destination.rekey.do"), kit.Main,
		[]*kit.Field{key}, []string{w.Say("desktop.destination.rekey")}, nil, func() {
			if text := strings.TrimSpace(key.Text); text != "" {
				r.aside(func() error {
					err := r.cfg.KeepStreamKey(d.ID, text)
					if err == nil {
						r.later(func() { r.say(r.words.Say("desktop.destination.rekeyed", "name", d.Name)) })
					}
					return err
				})
			}
		})
	r.dialog.left = func() { r.openDestinations(at) }
}

// askMoveTo asks once more before the stream moves, and who agreed.
func (r *Room) askMoveTo(id runsheet.DestinationID) {
	w, from := r.words, r.state.Stream.Current
	to, ok := r.state.Stream.Find(id)
	if !ok {
		return
	}
	who, back := kit.NewField(), false
	restore := kit.NewCheck(func(on bool) { back = on })
	restore.Turn(w.Say("desktop.move.restore"), false)
	restore.OnEscape, restore.OnEnter = r.shut, r.confirm
	var more []fyne.CanvasObject
	if to.Server != "" { // a page changes nothing in OBS
		more = append(more, restore)
	}
	r.askFields(w.Say("desktop.move.to", "name", to.Name), w.Say("desktop.move.body"), w.Say("desktop.move.do"), kit.Urgent,
		[]*kit.Field{who}, []string{w.Say("desktop.move.who")}, more, func() {
			r.send(runsheet.MoveStream{From: from, To: id, Approved: who.Text, Restore: back})
			r.showWith(rescuePane)
		})
}
