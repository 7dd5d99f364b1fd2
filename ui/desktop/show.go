package desktop

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

const actShow action = "show"

// mostGroups bounds the groups whose lengths the dialog of the show offers.
const mostGroups = 8

// groupsOf are the groups of a show, in the order of its slots.
func groupsOf(show runsheet.Show) []string {
	var all []string
	for _, slot := range show.Slots {
		if slot.Group != "" && !slices.Contains(all, slot.Group) {
			all = append(all, slot.Group)
		}
	}
	return all
}

// askShow changes what belongs to no slot: the show's title, when it must be over, its thresholds, and the lengths that its groups
// are meant to have. One entry for all that was changed.
func (r *Room) askShow() {
	if r.editor.locked || r.cfg.ParseStart == nil || r.cfg.ParseLength == nil {
		r.complain(errLocked)
		return
	}
	w, was, sheet := r.words, r.state.Show, r.state.SheetVersion()
	loc := was.Location()
	var fields []*kit.Field
	field := func(label, text string) (*kit.Field, fyne.CanvasObject) {
		f, line := kit.NewField(), kit.NewBold(theme.Caption, theme.Dim)
		f.SetText(text)
		line.Set(label)
		fields = append(fields, f)
		return f, kit.Down(1, line, f)
	}
	title, titleBox := field(w.Say("desktop.show.title"), was.Title)
	end, endBox := field(w.Say("desktop.show.end-by"), clockTime(was.EndBy, loc))
	warn, warnBox := field(w.Say("desktop.field.warn"), threshold(was.Warn, w))
	danger, dangerBox := field(w.Say("desktop.field.danger"), threshold(was.Danger, w))
	groups := groupsOf(was)
	groups = groups[:min(len(groups), mostGroups)]
	lengths := make([]*kit.Field, len(groups))
	targets := container.NewGridWithColumns(2)
	for i, group := range groups {
		var box fyne.CanvasObject
		lengths[i], box = field(w.Say("desktop.show.target", "group", group), minutes(was.Targets[group]))
		targets.Add(box)
	}
	body := kit.Wide(560, kit.Down(8, titleBox, container.NewGridWithColumns(3, endBox, warnBox, dangerBox), targets))
	d := r.ask(w.Say("desktop.show"), body, w.Say("desktop.timer.do"), kit.Main, func() {
		c := runsheet.EditShow{Sheet: sheet}
		if text := strings.TrimSpace(title.Text); text != was.Title {
			c.Title = &text
		}
		var err error
		if text := strings.TrimSpace(end.Text); text != clockTime(was.EndBy, loc) {
			if c.EndBy, err = r.readEnd(text); err != nil {
				r.complain(err)
				return
			}
		}
		for _, t := range []struct {
			field *kit.Field
			was   time.Duration
			to    **time.Duration
		}{{warn, was.Warn, &c.Warn}, {danger, was.Danger, &c.Danger}} {
			if text := strings.TrimSpace(t.field.Text); text != threshold(t.was, w) {
				if *t.to, err = r.readThreshold(text); err != nil {
					r.complain(err)
					return
				}
			}
		}
		for i, group := range groups {
			length, err := r.parseMinutes(lengths[i].Text)
			if err != nil {
				r.complain(&wrongEntry{key: "desktop.wrong.length", text: lengths[i].Text})
				return
			}
			if length != was.Targets[group] {
				if c.Targets == nil {
					c.Targets = map[string]time.Duration{}
				}
				c.Targets[group] = length
			}
		}
		if c.Title != nil || c.EndBy != nil || c.Warn != nil || c.Danger != nil || c.Targets != nil {
			r.send(c)
		}
	})
	for _, f := range fields {
		f.OnEscape = r.shut
		f.OnSubmitted = func(string) { d.yes.Tapped(nil) }
	}
	r.window.Canvas().Focus(title)
	title.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// readEnd reads when the show must be over, on the day and at the hour that are nearest to its planned end; nothing is never.
func (r *Room) readEnd(text string) (*time.Time, error) {
	at := time.Time{}
	if text == "" {
		return &at, nil
	}
	since, err := r.cfg.ParseStart(text)
	if err != nil {
		return nil, &wrongEntry{"desktop.wrong.start", text}
	}
	_, about := r.state.Show.Hours()
	if about.IsZero() {
		about = r.cfg.Desk.Now().Wall
	}
	at = nearest(since, about, r.state.Show.Location())
	return &at, nil
}
