package desktop

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// The verbs of incidents and destinations.
const (
	actRescue      action = "rescue"
	actIncident    action = "incident"
	actMove        action = "move-stream"
	actMoveBack    action = "move-back"
	actAnnounce    action = "announce"
	actResolve     action = "resolve"
	actDestination action = "destination-add"
	actPlaces      action = "destinations"
	rescuePane     pane   = "rescue"
)

var rescueVerbs = []verb{
	{id: actRescue, group: viewGroup, keys: "Ctrl+7", can: loaded, do: func(r *Room) { r.showWith(rescuePane) }},
	{id: actIncident, group: airGroup, keys: "F9", line: true, ellipsis: true, can: loaded, do: (*Room).askIncident},
	{id: actMove, group: outputGroup, keys: "F11", line: true, ellipsis: true, can: func(r *Room) bool { return len(r.state.Stream.Destinations) > 0 }, do: (*Room).askMove},
	{id: actMoveBack, group: outputGroup, ellipsis: true, can: func(r *Room) bool { return r.state.Stream.Before != "" }, do: func(r *Room) { r.askMoveTo(r.state.Stream.Before) }},
	{id: actAnnounce, group: outputGroup, ellipsis: true, can: troubled, do: (*Room).askAnnounce},
	{id: actResolve, group: outputGroup, ellipsis: true, can: troubled, do: (*Room).askResolve},
	{id: actDestination, group: outputGroup, line: true, ellipsis: true, do: (*Room).askDestination},
	{id: actPlaces, group: outputGroup, ellipsis: true, do: (*Room).askDestinations},
}

// troubled says that an incident is open.
func troubled(r *Room) bool {
	_, open := r.state.Incident()
	return open
}

// askIncident is the first of two steps: what people notice; the second, what is known of it.
func (r *Room) askIncident() {
	w := r.words
	if _, open := r.state.Incident(); open { // it is in the panel, with what there is to do
		r.showWith(rescuePane)
		return
	}
	options := make([]option, len(runsheet.Symptoms))
	for i, s := range runsheet.Symptoms {
		options[i] = option{w.Say("desktop.symptom." + string(s)), ""}
	}
	r.askWhich(w.Say("desktop.incident.ask"), w.Say("desktop.incident.body"), options, w.Say("desktop.incident.next"), kit.Urgent, func(at int) {
		symptom := runsheet.Symptoms[at]
		r.askField(options[at].name, w.Say("desktop.incident.how"), "", w.Say("desktop.incident.do"), kit.Urgent, anything, func(text string) {
			r.send(runsheet.OpenIncident{Symptom: symptom, Text: text})
			r.showWith(rescuePane)
		})
	})
}

// anything is what a field takes that asks for nothing in particular.
func anything(text string) (string, bool) { return "", len([]rune(text)) <= runsheet.MaxQuestion }

func something(text string) (string, bool) {
	return "", strings.TrimSpace(text) != "" && len([]rune(text)) <= runsheet.MaxQuestion
}

// askMove chooses where the stream goes, then asks once more with who agreed.
func (r *Room) askMove() {
	w, s := r.words, r.state
	var options []option
	for _, d := range s.Stream.Destinations {
		options = append(options, option{d.Name, join(" · ", destinationLine(s, d, r.keyed(d), w), d.Server)})
	}
	if len(options) == 0 {
		r.askDestination()
		return
	}
	d := r.askWhich(w.Say("desktop.move.ask"), "", options, w.Say("desktop.incident.next"), kit.Urgent, func(at int) {
		r.askMoveTo(s.Stream.Destinations[at].ID)
	})
	// The first that stands in is offered, not the one that has failed.
	d.turn(max(slices.IndexFunc(s.Stream.Destinations, func(d runsheet.Destination) bool { return d.ID != s.Stream.Current }), 0))
}

func (r *Room) askAnnounce() {
	i, open := r.state.Incident()
	if !open {
		return
	}
	w := r.words
	text := i.Announcement
	if text == "" {
		text = w.Say("desktop.announce.usual")
	}
	r.askField(w.Say("desktop.announce.ask"), w.Say("desktop.announce.body", "link", r.state.Public()), text, w.Say("desktop.announce.do"), kit.Main, something,
		func(text string) {
			r.send(runsheet.AdvanceIncident{Incident: i.ID, Step: runsheet.IncidentAnnounced, Text: text})
		})
}

func (r *Room) askResolve() {
	i, open := r.state.Incident()
	if !open {
		return
	}
	w := r.words
	r.askField(w.Say("desktop.resolve.ask"), w.Say("desktop.resolve.body"), "", w.Say("desktop.resolve.do"), kit.Main, anything, func(text string) {
		r.send(runsheet.AdvanceIncident{Incident: i.ID, Step: runsheet.IncidentResolved, Text: text})
	})
}

// keyed says whether this computer keeps the key of a destination, or needs none.
func (r *Room) keyed(d runsheet.Destination) bool {
	return d.Server == "" || r.cfg.HasStreamKey == nil || r.cfg.HasStreamKey(d.ID)
}

// askDestination adds one: which sort, its server, the public's address, its key.
func (r *Room) askDestination() {
	w, seen := r.words, r.state.Stream.Version
	var options []option
	for _, o := range runsheet.Outlets {
		name := o.Name
		if name == "" {
			name = w.Say("desktop.destination.page")
		}
		options = append(options, option{name, o.Server})
	}
	next := w.Say("desktop.incident.next")
	r.askWhich(w.Say("desktop.destination.ask"), "", options, next, kit.Main, func(at int) {
		outlet := runsheet.Outlets[at]
		d := runsheet.Destination{ID: r.freeDestination(outlet.ID), Name: options[at].name, Platform: outlet.ID}
		watch := func() {
			r.askField(d.Name, w.Say("desktop.destination.watch", "example", outlet.Example), "", next, kit.Main, anything, func(text string) {
				d.Watch = text
				if d.Server == "" {
					d.Name = r.freeName(d.Name, outlet, "")
					r.addDestination(d, "", seen)
					return
				}
				d.Name = r.freeName(d.Name, outlet, d.Server)
				key := kit.NewField()
				key.Password = true // a control room has visitors
				r.askFields(d.Name, w.Say("desktop.destination.key"), w.Say("desktop.destination.do"), kit.Main,
					[]*kit.Field{key}, []string{w.Say("desktop.destination.key.field")}, nil, func() { r.addDestination(d, key.Text, seen) })
			})
		}
		if outlet.Server == "" {
			watch()
			return
		}
		r.askField(d.Name, w.Say("desktop.destination.server"), outlet.Server, next, kit.Main, something, func(text string) {
			d.Server = text
			watch()
		})
	})
}

func (r *Room) freeDestination(base string) runsheet.DestinationID {
	id := runsheet.DestinationID(base)
	for n := 2; ; n++ {
		if _, taken := r.state.Stream.Find(id); !taken {
			return id
		}
		id = runsheet.DestinationID(base + "-" + strconv.Itoa(n))
	}
}

// freeName tells a destination from the others: a server of one's own by its host, two of a kind by a number.
func (r *Room) freeName(name string, of runsheet.Outlet, server string) string {
	if u, err := url.Parse(server); err == nil && strings.Contains(of.Server, "{host}") {
		name = join(" ", name, u.Hostname())
	}
	free := name
	for n := 2; slices.ContainsFunc(r.state.Stream.Destinations, func(d runsheet.Destination) bool { return d.Name == free }); n++ {
		free = name + " " + strconv.Itoa(n)
	}
	return free
}

// addDestination keeps the key on this computer before the list names the destination.
func (r *Room) addDestination(d runsheet.Destination, key string, seen runsheet.Seq) {
	list := append(append([]runsheet.Destination{}, r.state.Stream.Destinations...), d)
	if key == "" || r.cfg.KeepStreamKey == nil {
		r.send(runsheet.SetDestinations{Destinations: list, Seen: seen})
		return
	}
	r.aside(func() error {
		err := r.cfg.KeepStreamKey(d.ID, strings.TrimSpace(key))
		if err == nil {
			r.later(func() { r.send(runsheet.SetDestinations{Destinations: list, Seen: seen}) })
		}
		return err
	})
}

// destinationLine says of a destination where it is, whether the stream goes there, and what is missing.
func destinationLine(s runsheet.State, d runsheet.Destination, keyed bool, w assets.Words) string {
	var all []string
	if d.ID == s.Stream.Current {
		all = append(all, w.Say("desktop.destination.current"))
	}
	if !keyed {
		all = append(all, w.Say("desktop.destination.nokey"))
	}
	if d.Watch != "" {
		all = append(all, d.Watch)
	}
	return strings.Join(all, " · ")
}

// rescueBox is the panel for when something breaks.
type rescueBox struct {
	*kit.Surface
	incident, announced, public *kit.Line
	steps                       *kit.Line
	move                        *kit.Line
	places                      []*kit.Line
	buttons                     map[action]*kit.Press
	key                         func(action) string
}

const mostPlaces = 6

var rescueButtons = []action{actIncident, actMove, actMoveBack, actAnnounce, actResolve, actDestination, actPlaces}

func newRescue(act func(action), key func(action) string) *rescueBox {
	b := &rescueBox{key: key, incident: kit.NewBold(theme.Strong, theme.Ink).Lines(4).Snug(), steps: kit.NewLine(theme.Text, theme.Ink).Lines(3).Snug(),
		announced: kit.NewLine(theme.Text, theme.Dim).Lines(4).Snug(), public: kit.NewLine(theme.Text, theme.Dim).Lines(3).Snug(), move: kit.NewBold(theme.Text, theme.Ink).Lines(5).Snug(),
		buttons: map[action]*kit.Press{}}
	flow := kit.Flow(theme.Gap)
	for _, a := range rescueButtons {
		weight := kit.Plain
		if a == actIncident {
			weight = kit.Urgent
		}
		b.buttons[a] = kit.NewPress(weight, func() { act(a) })
		flow.Add(b.buttons[a])
	}
	rows := []fyne.CanvasObject{b.incident, b.steps, b.announced, b.move, flow, b.public}
	for range mostPlaces {
		line := kit.NewLine(theme.Text, theme.Ink).Lines(3).Snug()
		b.places = append(b.places, line)
		rows = append(rows, line)
	}
	b.Surface = kit.NewSurface(theme.Panel, theme.Edge, 8, container.NewVScroll(besideBar(kit.Down(theme.Gap, rows...))))
	return b
}

var rescueSide = paneOf{id: rescuePane, key: actRescue, keyboard: sheetPanel,
	tab: func(r *Room, w assets.Words) string {
		if troubled(r) {
			return w.Say("desktop.rescue.tab") + " !"
		}
		return w.Say("desktop.rescue.tab")
	},
	box: func(r *Room) fyne.CanvasObject { return r.rescue.Box }}

func (b *rescueBox) show(r *Room, s runsheet.State, now runsheet.Moment, w assets.Words) {
	i, open := s.Incident()
	b.incident.Paint(w.Say("desktop.incident.none"), theme.Dim)
	var steps []string
	if open {
		b.incident.Paint(join(" — ", w.Say("desktop.symptom."+string(i.Symptom))+", "+age(now.Since(i.Detected)), i.Text), theme.Warn)
		for _, step := range runsheet.IncidentSteps {
			mark := "○\u00a0" + w.Say("desktop.incident."+string(step))
			if at := i.At(step); !at.IsZero() {
				mark = "●\u00a0" + w.Say("desktop.incident."+string(step)) + "\u00a0+" + digits(at.Since(i.Detected))
			}
			steps = append(steps, mark)
		}
	}
	b.steps.Set(strings.Join(steps, "   "))
	told := ""
	if text, link, on := s.Rescue(); on {
		told = w.Say("desktop.announce.now", "text", text, "link", link)
	}
	b.announced.Set(told)
	b.move.Set(moveLine(s, w))
	for _, line := range []*kit.Line{b.steps, b.announced, b.move} {
		kit.Show(line, line.Text() != "")
	}
	for a, p := range b.buttons {
		v, _ := verbOf(a)
		p.Label(v.words(w), b.key(a))
		p.Enable(v.can == nil || v.can(r))
	}
	public := w.Say("desktop.public.nowhere")
	if at := s.Public(); at != "" {
		public = w.Say("desktop.public.at", "link", at)
	}
	b.public.Set(public)
	for n, line := range b.places {
		text := ""
		if n < len(s.Stream.Destinations) {
			d := s.Stream.Destinations[n]
			text = d.Name + "  " + destinationLine(s, d, r.keyed(d), w)
		}
		line.Set(text)
		kit.Show(line, text != "")
	}
}

// moveLine is the last move, step by step.
func moveLine(s runsheet.State, w assets.Words) string {
	m := s.Stream.Move
	if m == nil {
		return ""
	}
	to, _ := s.Stream.Find(m.To)
	parts := []string{w.Say("desktop.move.line", "name", to.Name)}
	for _, step := range m.Steps {
		parts = append(parts, w.Say("desktop.move."+strings.ReplaceAll(string(step.Phase), " ", "-"), "s", w.Decimal(float64(step.After)/1000, 1)))
	}
	if m.Failed != "" {
		parts = append(parts, w.Tell("desktop.move.why."+string(m.Cause), nil, m.Failed))
	}
	return strings.Join(parts, " › ")
}
