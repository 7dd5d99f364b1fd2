package desktop

import (
	"context"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// The verbs of the checks before the show.
const (
	actChecks      action = "checks"
	actFindOBS     action = "find-obs"
	actCheckAgain  action = "check-again"
	actCheckGood   action = "check-good"
	actCheckPoor   action = "check-poor"
	actCheckFailed action = "check-failed"
	actCheckTest   action = "check-test"
	actCheckSign   action = "check-sign"
	actCheckHall   action = "check-audience"
	actCheckPrint  action = "check-print"
)

var checkVerbs = []verb{
	{id: actChecks, group: showGroup, keys: "F10", line: true, ellipsis: true, can: loaded, do: (*Room).showChecks},
	{id: actFindOBS, group: outputGroup, ellipsis: true, has: func(r *Room) bool { return r.cfg.FindOBS != nil }, do: (*Room).askFindOBS},
	{id: actCheckAgain, scope: inDialog, keys: "v F5", fixed: true, do: onChecks((*checks).again)},
	{id: actCheckGood, scope: inDialog, keys: "1", fixed: true, do: onChecks(func(c *checks) { c.vouch(runsheet.Good) })},
	{id: actCheckPoor, scope: inDialog, keys: "2", fixed: true, do: onChecks(func(c *checks) { c.vouch(runsheet.Poor) })},
	{id: actCheckFailed, scope: inDialog, keys: "3", fixed: true, do: onChecks(func(c *checks) { c.vouch(runsheet.Failed) })},
	{id: actCheckTest, scope: inDialog, keys: "e", fixed: true, do: onChecks((*checks).askTest)},
	{id: actCheckSign, scope: inDialog, keys: "s", fixed: true, do: onChecks((*checks).askSign)},
	{id: actCheckHall, scope: inDialog, keys: "a", fixed: true, do: onChecks((*checks).askAudience)},
	{id: actCheckPrint, scope: inDialog, keys: "i", fixed: true, do: onChecks((*checks).print)},
}

// onChecks does something on the screen of checks while it is open.
func onChecks(do func(*checks)) func(*Room) {
	return func(r *Room) {
		if r.checks != nil {
			do(r.checks)
		}
	}
}

// checks is the screen before the show: what was found and what people have vouched for, the heaviest first. What can be
// vouched for is vouched for with one key on its line.
type checks struct {
	room  *Room
	found []runsheet.Finding
	// at is the line that the keys are about, by what it says: lines move when something is mended.
	at   int
	seen runsheet.Seq
	// asked is that checks were asked for here: what they find is shown from its top. before is when the last ones were done by then.
	asked  bool
	before runsheet.Moment
	list   *kit.List
	counts map[runsheet.Weight]*kit.Badge
	head   *fyne.Container
	when   *kit.Line
	whole  *kit.Line // the chosen line in full
	run    *kit.Press
	marks  []*kit.Press // good, poor, failed
}

// showChecks opens the checks.
func (r *Room) showChecks() { r.openChecks(0) }

func (r *Room) openChecks(at int) {
	if !loaded(r) {
		return
	}
	c := &checks{room: r, at: at, counts: map[runsheet.Weight]*kit.Badge{}}
	c.found = r.state.Ready()
	c.seen = r.state.Seq
	c.build()
	r.checks = c
	c.show()
}

var weightSigns = map[runsheet.Weight]tinted{
	runsheet.Blocking: {"✕", theme.OnAir}, runsheet.Worrying: {"⚠", theme.Warn}, runsheet.Noted: {"i", theme.Focus}, runsheet.Fine: {"✓", theme.Ready},
}

func (c *checks) build() {
	r, w := c.room, c.room.words
	press := func(a action) *kit.Press {
		v, _ := verbOf(a)
		return kit.NewPress(kit.Plain, func() { v.do(r) }).Sized(theme.Text).Label(v.words(w), r.keyOf(a))
	}
	c.when = kit.NewLine(theme.Text, theme.Dim)
	counts := kit.Across(8)
	for _, weight := range runsheet.Weights {
		c.counts[weight] = kit.NewBadge(theme.Text)
		counts.Add(c.counts[weight])
	}
	c.run = press(actCheckAgain)
	c.head = container.NewBorder(nil, nil, counts, c.run, kit.Pad(6, c.when))
	c.marks = []*kit.Press{press(actCheckGood), press(actCheckPoor), press(actCheckFailed)}
	acts := kit.Flow(6)
	for _, p := range c.marks {
		acts.Add(p)
	}
	for _, a := range []action{actCheckTest, actCheckSign, actCheckHall} {
		acts.Add(press(a))
	}
	if r.cfg.PrintChecks != nil {
		acts.Add(press(actCheckPrint))
	}
	kit.Show(c.run, r.cfg.Check != nil)
	c.list = kit.NewList(r, func() int { return len(c.found) }, func() kit.Row { return newCheckRow(c) })
	c.list.OnTap = func(n int) { c.at = n; c.show() }
	size := r.window.Canvas().Size()
	size = fyne.NewSize(min(size.Width-140, 1080), min(size.Height-190, 640))
	c.whole = kit.NewLine(theme.Text, theme.Ink).Lines(2)
	foot := kit.Down(6, c.whole, acts)
	body := container.New(&fixed{size}, container.NewBorder(c.head, foot, nil, nil, kit.Pad(6, c.list)))
	d := r.ask(w.Say("preflight.title"), body, "", kit.Plain, nil)
	d.left, d.turn = func() { r.checks = nil }, c.move
}

// follow keeps the screen true while somebody else changes the show.
func (c *checks) follow(s runsheet.State) {
	if s.Seq == c.seen {
		return
	}
	c.seen = s.Seq
	var was runsheet.Finding
	if c.at < len(c.found) {
		was = c.found[c.at]
	}
	c.found = s.Ready()
	same := func(f runsheet.Finding) bool {
		m, subject := matterOf(f)
		n, other := matterOf(was)
		return m != "" && m == n && subject == other || m == "" && f.Code == was.Code
	}
	if i := slices.IndexFunc(c.found, same); i >= 0 {
		c.at = i
	}
	if c.asked && s.Preflight.Checked != c.before {
		c.at, c.asked = 0, false
	}
	c.show()
}

func (c *checks) show() {
	r, w, s := c.room, c.room.words, c.room.state
	c.at = max(0, min(c.at, len(c.found)-1))
	for weight, badge := range c.counts {
		n := 0
		for _, f := range c.found {
			if f.Weight == weight {
				n++
			}
		}
		kit.Show(badge, n > 0)
		if n > 0 {
			badge.Paint(w.Say("preflight.count."+string(weight), "n", n), weightSigns[weight].token, theme.OnLight)
		}
	}
	when, run := w.Say("preflight.never"), w.Say("desktop.verb.check-again")
	switch {
	case r.checking != nil:
		when, run = join(" · ", w.Say("preflight.busy"), r.checking.far), w.Say("desktop.task.end")
	case !s.Preflight.Checked.IsZero():
		when = w.Say("preflight.when", "at", w.Moment(s.Preflight.Checked.Wall.In(s.Show.Location())))
	}
	c.when.Set(when)
	c.run.Label(run, r.keyOf(actCheckAgain))
	c.head.Refresh() // the counts have another width now
	m, _ := c.chosen()
	for _, p := range c.marks {
		p.Enable(m != "")
	}
	c.list.Refresh()
	whole := ""
	if c.at < len(c.found) {
		whole = c.say(c.found[c.at])
	}
	c.whole.Set(whole)
	if len(c.found) > 0 {
		c.list.ScrollTo(c.at)
	}
}

func (c *checks) say(f runsheet.Finding) string { return c.room.words.Tell(f.Code, f.Args, f.Text) }

func (c *checks) move(by int) {
	c.at += by
	c.show()
}

// matterOf is what a person can vouch for on a finding, "" for nothing.
func matterOf(f runsheet.Finding) (m runsheet.Matter, subject string) {
	for _, m := range []runsheet.Matter{runsheet.SpeakerTest, runsheet.Equipment, runsheet.SignOff} {
		switch {
		case !strings.HasPrefix(f.Code, "preflight."+string(m)+".") || f.Code == "preflight.sign-off.nobody":
		case m == runsheet.Equipment && len(f.Slots) > 0:
			return m, string(f.Slots[0])
		default:
			return m, f.Args["subject"]
		}
	}
	return "", ""
}

// chosen is what can be vouched for on the line that the keys are about.
func (c *checks) chosen() (runsheet.Matter, string) {
	if c.at >= len(c.found) {
		return "", ""
	}
	return matterOf(c.found[c.at])
}

// vouch says of the chosen line what came of it; where it was, and what was noted, stay as they were.
func (c *checks) vouch(o runsheet.Outcome) {
	m, subject := c.chosen()
	if m == "" {
		return
	}
	v := runsheet.Vouch{Matter: m, Subject: subject, Outcome: o}
	if was, ok := c.room.state.Preflight.On(m, subject); ok {
		v.From, v.Note = was.From, was.Note
	}
	c.room.send(v)
}

// again runs the checks once more, and gives up those that run.
func (c *checks) again() {
	r := c.room
	if r.cfg.Check == nil {
		return
	}
	if r.checking != nil {
		r.checking.giveUp()
		return
	}
	c.asked, c.before = true, r.state.Preflight.Checked
	r.checking = r.begin(r.words.Say("desktop.verb.checks"), func(ctx context.Context, t *task) error {
		err := r.cfg.Check(ctx, t.count)
		t.later(r.checked)
		return err
	})
	r.checking.moved, r.checking.left = r.showChecking, r.checked
	c.show()
}

// checked is called when the checks are done, or given up.
func (r *Room) checked() {
	r.checking = nil
	r.showChecking()
}

// showChecking draws the screen of checks, where it is open: it may have been closed and opened since they began.
func (r *Room) showChecking() {
	if r.checks != nil {
		r.checks.show()
	}
}

func (c *checks) print() {
	if r := c.room; r.cfg.PrintChecks != nil {
		r.browse("desktop.verb.check-print", r.cfg.PrintChecks)
	}
}

// browse has a page written in the present language, and shown by the browser.
func (r *Room) browse(name string, write func(context.Context, assets.Lang) (path string, err error)) {
	lang := r.lang
	r.begin(r.words.Say(name), func(ctx context.Context, _ *task) error {
		path, err := write(ctx, lang)
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = r.app.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)})
		}
		return err
	})
}

var outcomes = []runsheet.Outcome{runsheet.Good, runsheet.Poor, runsheet.Failed}

// entry is one field of a small form.
type entry struct {
	label, text string
	field       *kit.Field
}

// fill asks for a few texts, and for an outcome where one is offered; afterwards the checks are there again.
func (c *checks) fill(title string, entries []*entry, outcome runsheet.Outcome, then func(runsheet.Outcome) runsheet.Command) {
	r, w, at := c.room, c.room.words, c.at
	body := kit.Down(6)
	label := func(text string) {
		line := kit.NewBold(theme.Text, theme.Dim)
		line.Set(text)
		body.Add(line)
	}
	for _, e := range entries {
		label(w.Say(e.label))
		e.field = kit.NewField()
		e.field.SetText(e.text)
		body.Add(e.field)
	}
	choice := kit.NewChoice(func(n int) { outcome = outcomes[n] })
	if outcome != "" {
		label(w.Say("preflight.form.outcome"))
		words := make([]string, len(outcomes))
		for i, o := range outcomes {
			words[i] = w.Say("preflight.outcome." + string(o))
		}
		choice.Offer(words, slices.Index(outcomes, outcome))
		body.Add(choice)
	}
	d := r.ask(title, kit.Wide(480, body), w.Say("preflight.form.do"), kit.Main, func() {
		if command := then(outcome); command != nil {
			r.send(command)
		}
	})
	d.left = func() { r.openChecks(at) }
	choice.OnEscape, choice.OnEnter = r.shut, r.confirm
	for i, e := range entries {
		e.field.OnEscape = r.shut
		e.field.OnSubmitted = func(string) { d.yes.Tapped(nil) }
		if i == 0 {
			r.window.Canvas().Focus(e.field)
		}
	}
}

// askTest notes a test in full: of whom, from where, with what outcome.
func (c *checks) askTest() {
	m, subject := c.chosen()
	if m != runsheet.Equipment {
		m = runsheet.SpeakerTest
		if n, _ := c.chosen(); n != m {
			subject = ""
		}
	}
	was, _ := c.room.state.Preflight.On(m, subject)
	outcome := was.Outcome
	if outcome == "" {
		outcome = runsheet.Good
	}
	who := &entry{label: "preflight.form.who", text: subject}
	from, note := &entry{label: "preflight.form.from", text: was.From}, &entry{label: "preflight.form.note", text: was.Note}
	entries := []*entry{who, from, note}
	if m == runsheet.Equipment { // the slot is the one of the line
		entries = []*entry{note}
	}
	c.fill(c.room.words.Say("preflight.form.test."+string(m)), entries, outcome, func(o runsheet.Outcome) runsheet.Command {
		v := runsheet.Vouch{Matter: m, Subject: subject, Outcome: o, Note: note.field.Text}
		if m == runsheet.SpeakerTest {
			v.Subject, v.From = who.field.Text, from.field.Text
		}
		return v
	})
}

func (c *checks) askSign() {
	who, note := &entry{label: "preflight.form.signs"}, &entry{label: "preflight.form.note"}
	c.fill(c.room.words.Say("preflight.form.sign"), []*entry{who, note}, runsheet.Good, func(o runsheet.Outcome) runsheet.Command {
		return runsheet.Vouch{Matter: runsheet.SignOff, Subject: who.field.Text, Outcome: o, Note: note.field.Text}
	})
}

func (c *checks) askAudience() {
	a := c.room.state.Preflight.Audience
	if a.PerModerator == 0 {
		a.PerModerator = runsheet.UsualShare
	}
	entries := []*entry{{label: "preflight.form.registered", text: strconv.Itoa(a.Registered)}, {label: "preflight.form.no-shows", text: strconv.Itoa(a.NoShows)},
		{label: "preflight.form.share", text: strconv.Itoa(a.PerModerator)}, {label: "preflight.form.moderators", text: strconv.Itoa(a.Moderators)}}
	c.fill(c.room.words.Say("preflight.form.audience"), entries, "", func(runsheet.Outcome) runsheet.Command {
		for i, to := range []*int{&a.Registered, &a.NoShows, &a.PerModerator, &a.Moderators} {
			n, err := strconv.Atoi(strings.Join(strings.Fields(entries[i].field.Text), ""))
			if err != nil {
				c.room.complain(&runsheet.Refusal{Reason: runsheet.BadValue, Detail: entries[i].field.Text})
				return nil
			}
			*to = n
		}
		return a
	})
}

// checkRow draws one finding.
type checkRow struct {
	widget.BaseWidget
	checks *checks
	sign   *kit.Line
	text   twoLines
	ground *kit.Surface
}

func newCheckRow(c *checks) *checkRow {
	r := &checkRow{checks: c, sign: kit.NewBold(theme.Strong, theme.Dim).Align(fyne.TextAlignCenter).Least(26), text: newTwoLines()}
	r.ground = kit.NewSurface(theme.Panel, theme.Panel, 4, container.NewBorder(nil, nil, r.sign, nil, r.text.box))
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the row.
func (r *checkRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(r.ground.Box)
}

// Bind makes the row stand for a finding.
func (r *checkRow) Bind(n int) {
	c := r.checks
	f := c.found[n]
	sign := weightSigns[f.Weight]
	r.sign.Paint(sign.text, sign.token)
	var slots []string
	for _, id := range f.Slots {
		slots = append(slots, slotName(c.room.state, id))
	}
	r.text.set(c.say(f), strings.Join(slots, " · "))
	if n == c.at {
		r.ground.Paint(theme.Raised, theme.Focus, 2)
	} else {
		r.ground.Paint(theme.Panel, theme.Panel, 1)
	}
}
