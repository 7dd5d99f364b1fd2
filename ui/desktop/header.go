package desktop

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// tinted is a text and its colour.
type tinted struct {
	text  string
	token theme.Token
}

// headerView is what the top of the window says.
type headerView struct {
	title, clock    string
	mode            tinted // on the badge's ground
	late, end       tinted
	obs, scene      tinted
	journal, public tinted
	sources         tinted
}

var modeTokens = map[runsheet.Mode]theme.Token{
	runsheet.Preparation: theme.Focus, runsheet.RehearsalMode: theme.Warn, runsheet.LiveMode: theme.OnAir, runsheet.ClosedMode: theme.Faint,
}

func headerOf(s runsheet.State, now runsheet.Moment, c runsheet.Clock, sharing share, relative bool, w assets.Words) headerView {
	loc := zone(s.Show)
	v := headerView{
		title:   s.Show.Title,
		clock:   c.Now.In(loc).Format("15:04:05"),
		mode:    tinted{w.Say("desktop.mode." + string(s.Mode)), modeTokens[s.Mode]},
		obs:     linkOf(s, now, w),
		journal: journalOf(s, w),
		public:  sharing.sign(w),
	}
	if rate := s.Run.Rate(); rate > 1 {
		v.mode.text = fmt.Sprintf("%s ×%d", v.mode.text, rate)
	}
	if room, ok := s.Room(); ok {
		v.title = join(" · ", room.Room, s.Show.Title)
	}
	if s.OBS.Scene != "" && s.OBS.Link == runsheet.LinkReady {
		v.scene = tinted{join("   ", w.Say("desktop.scene", "scene", s.OBS.Scene), outputSigns(s, w)), theme.Dim}
	}
	switch late := c.Late; {
	case s.Mode == runsheet.LiveMode || s.Mode == runsheet.RehearsalMode:
		if relative {
			late = c.LateSinceStart
		}
		v.late.text, v.late.token = lateness(late, relative, w)
	case late > 0 && s.Mode == runsheet.Preparation:
		v.late.text, v.late.token = lateness(late, false, w)
	}
	if !c.ExpectedEnd.IsZero() && s.Mode != runsheet.ClosedMode {
		v.end = endOf(c, loc, w)
	}
	return v
}

// endOf says when the show will end, and how that stands to when it must.
func endOf(c runsheet.Clock, loc *time.Location, w assets.Words) tinted {
	at := clockTime(c.ExpectedEnd, loc)
	switch by := clockTime(c.EndBy, loc); {
	case c.EndBy.IsZero():
		return tinted{w.Say("desktop.end", "at", at), theme.Dim}
	case c.PastEndBy >= onTime:
		return tinted{w.Say("desktop.end.past", "at", at, "by", by, "d", span(c.PastEndBy.Truncate(time.Second))), theme.Warn}
	default:
		return tinted{w.Say("desktop.end.by", "at", at, "by", by), theme.Dim}
	}
}

// zone is where the show's hours are read; without a show, the hours of this machine.
func zone(s runsheet.Show) *time.Location {
	if len(s.Slots) == 0 {
		return time.Local
	}
	return s.Location()
}

// unmet says that OBS was not heard since this start: what was never there is not lost.
func unmet(s runsheet.State) bool { return s.Signals.OBSHeard.IsZero() }

// linkOf says how the connection with OBS stands, with its age while it is not ready.
func linkOf(s runsheet.State, now runsheet.Moment, w assets.Words) tinted {
	since := ""
	if !s.OBS.LinkAt.IsZero() {
		since = age(now.Since(s.OBS.LinkAt))
	}
	text := w.Say("desktop.link."+string(s.OBS.Link), "d", since)
	if s.OBS.Link == runsheet.LinkLost && unmet(s) {
		text = w.Say("desktop.link.unmet")
	}
	switch s.OBS.Link {
	case runsheet.LinkReady:
		return tinted{text, theme.Ready}
	case runsheet.LinkOff:
		return tinted{text, theme.Dim}
	case runsheet.LinkConnecting:
		return tinted{text, theme.Warn}
	}
	return tinted{text, theme.OnAir}
}

func journalOf(s runsheet.State, w assets.Words) tinted {
	switch {
	case s.Signals.Late != "":
		return tinted{w.Say("desktop.journal.late"), theme.OnAir}
	case s.Signals.Unwritten > 0:
		return tinted{w.Say("desktop.journal.writing", "n", s.Signals.Unwritten), theme.Dim}
	}
	return tinted{w.Say("desktop.journal.written"), theme.Dim}
}

// share is what is known of the pages for other machines.
type share struct {
	offered, open bool
	here          int // pages of the audience that are open
}

func (s share) sign(w assets.Words) tinted {
	switch {
	case !s.offered:
		return tinted{}
	case s.open && s.here > 0:
		return tinted{w.Say("desktop.public.here", "n", s.here, "count", w.Count(s.here)), theme.Ready}
	case s.open:
		return tinted{w.Say("desktop.public.open"), theme.Ready}
	}
	return tinted{w.Say("desktop.public.closed"), theme.Dim}
}

// header is the top of the window: what show this is, what time it is, and whether everything is well.
type header struct {
	box                         fyne.CanvasObject
	title, clock, late, end     *kit.Line
	mode                        *kit.Badge
	obs, scene, journal, public *kit.Line
	sources                     *kit.Line
}

func newHeader() *header {
	h := &header{
		title: kit.NewBold(theme.Heading, theme.Ink), clock: kit.NewBold(theme.Display, theme.Ink).Whole(),
		late: kit.NewBold(theme.Strong, theme.Ink).Align(fyne.TextAlignTrailing), end: kit.NewLine(theme.Strong, theme.Dim).Whole(),
		mode: kit.NewBadge(theme.Text),
		obs:  kit.NewBold(theme.Text, theme.Dim).Whole(), scene: kit.NewLine(theme.Text, theme.Dim).Whole(),
		sources: kit.NewBold(theme.Text, theme.Dim).Whole(),
		journal: kit.NewLine(theme.Text, theme.Dim).Whole(), public: kit.NewLine(theme.Text, theme.Dim).Whole(),
	}
	left := container.NewBorder(nil, nil, nil, kit.Across(0, kit.Pad(6, kit.Down(0)), h.mode), h.title)
	right := container.NewBorder(nil, nil, nil, kit.Across(0, kit.Pad(9, kit.Down(0)), h.end), h.late)
	first := container.New(&thirds{gap: 24}, left, h.clock, right)
	second := kit.Across(28, h.obs, h.scene, kit.Gap(), h.sources, h.journal, h.public)
	h.box = kit.Pad(theme.Inset-2, kit.Down(4, first, second))
	return h
}

func (h *header) show(v headerView) {
	h.title.Set(v.title)
	h.clock.Set(v.clock)
	h.mode.Paint(v.mode.text, v.mode.token, theme.OnLight)
	h.late.Paint(v.late.text, v.late.token)
	h.end.Paint(v.end.text, v.end.token)
	h.obs.Paint(v.obs.text, v.obs.token)
	h.scene.Paint(v.scene.text, v.scene.token)
	h.sources.Paint(v.sources.text, v.sources.token)
	kit.Show(h.sources, v.sources.text != "")
	h.journal.Paint(v.journal.text, v.journal.token)
	h.public.Paint(v.public.text, v.public.token)
}

// thirds keeps its middle object in the middle of the window, and gives what is left to the two beside it.
type thirds struct{ gap float32 }

func (t *thirds) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, 0)
	for _, o := range objects {
		min := o.MinSize()
		size = fyne.NewSize(size.Width+min.Width, max(size.Height, min.Height))
	}
	return size.Add(fyne.NewSize(2*t.gap, 0))
}

func (t *thirds) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if len(objects) != 3 {
		return
	}
	middle := objects[1].MinSize().Width
	side := max((size.Width-middle)/2-t.gap, 0)
	put(objects[0], 0, side, size.Height)
	put(objects[1], side+t.gap, middle, size.Height)
	put(objects[2], side+2*t.gap+middle, side, size.Height)
}

// put sets an object into a column of a row.
func put(o fyne.CanvasObject, x, width, height float32) {
	o.Move(fyne.NewPos(x, 0))
	o.Resize(fyne.NewSize(width, height))
}

// alertView is one banner: something that needs a hand, and the button that helps.
type alertView struct {
	text        string
	ground, ink theme.Token
	again       bool // offers to take the scene again
}

// stepTold is how long people are told that the machine's clock was set.
const stepTold = 2 * time.Minute

// alertsOf lists what needs a hand, the worst first.
func alertsOf(s runsheet.State, now runsheet.Moment, w assets.Words) []alertView {
	var all []alertView
	if s.Signals.Late != "" {
		why, do := s.Signals.Late, w.Say("desktop.late.do")
		if cause := string(s.Signals.LateFor); cause != "" {
			why, do = w.Say("desktop.late."+cause), w.Say("desktop.late."+cause+".do")
		}
		all = append(all, alertView{w.Say("desktop.alert.journal", "why", why, "n", s.Signals.Unwritten, "do", do), theme.Alarm, theme.OnDark, false})
	}
	since := time.Duration(0)
	if !s.OBS.LinkAt.IsZero() {
		since = now.Since(s.OBS.LinkAt)
	}
	switch s.OBS.Link {
	case runsheet.LinkLost, runsheet.LinkKicked, runsheet.LinkRefused:
		all = append(all, alertView{w.Say("desktop.alert."+string(s.OBS.Link), "d", digits(max(since, 0))), theme.Alarm, theme.OnDark, false})
	}
	switch want := s.Look().Scene; {
	case s.OBS.Refused.Why != "" && s.OBS.Link != runsheet.LinkReady:
		all = append(all, alertView{w.Say("desktop.alert.scene.away", "scene", want), theme.Warn, theme.OnLight, false})
	case s.OBS.Refused.Why != "" && s.OBS.Refused.Cause != runsheet.CauseAway:
		all = append(all, alertView{w.Say("desktop.alert.scene", "scene", want, "why", denied(s.OBS.Refused, w)), theme.Warn, theme.OnLight, want != ""})
	case s.Drifted():
		all = append(all, alertView{w.Say("desktop.alert.drift", "scene", s.OBS.Scene, "want", want), theme.Warn, theme.OnLight, true})
	}
	all = append(all, studioAlerts(s, now, w)...)
	if !s.Old.IsZero() {
		all = append(all, alertView{w.Say("desktop.alert.old", "at", w.Moment(s.Old.Wall.In(zone(s.Show)))), theme.Warn, theme.OnLight, false})
	}
	if !s.Stepped.At.IsZero() && now.Since(s.Stepped.At) < stepTold { // quiet: it moved nothing
		all = append(all, alertView{w.Say("desktop.alert.stepped", "d", jump(s.Stepped.By), "at", s.Stepped.At.Wall.In(zone(s.Show)).Format("15:04:05")),
			theme.Raised, theme.Ink, false})
	}
	if s.Burst {
		all = append(all, alertView{w.Say("desktop.alert.burst"), theme.Warn, theme.OnLight, false})
	}
	return all[:min(len(all), mostAlerts)]
}

// alerts are the banners above what is on air; centre sets them. They stand in the middle column and nowhere else, so that
// no list and no GO moves when one appears.
type alerts struct {
	rows []*alert
	told int // how many of them say something
	key  func(action) string
}

type alert struct {
	*kit.Surface
	text  *kit.Line
	again *kit.Press
	rest  *kit.Line // how many there is no room for
}

// mostAlerts is how many banners there can be at once, alertLines how many lines each may have, alertInset what is around
// them.
const (
	mostAlerts = 4
	alertLines = 3
	alertInset = 9
)

func newAlerts(again func(), key func(action) string) *alerts {
	a := &alerts{key: key}
	for range mostAlerts {
		one := &alert{text: kit.NewBold(theme.Text, theme.OnDark).Lines(alertLines).Middle().Snug(), again: kit.NewPress(kit.Plain, again),
			rest: kit.NewBold(theme.Text, theme.OnDark).Whole()}
		one.rest.Hide()
		one.Surface = kit.NewSurface(theme.Alarm, theme.Clear, alertInset, container.NewBorder(nil, nil, nil,
			kit.Across(0, container.NewCenter(one.again), container.NewCenter(one.rest)), one.text))
		one.Surface.Box.Hide()
		a.rows = append(a.rows, one)
	}
	return a
}

// height is what a banner takes up with so many lines at most.
func (a *alert) height(width float32, lines int) float32 {
	width -= 2 * alertInset
	least := float32(0)
	if a.again.Visible() {
		asks := a.again.MinSize()
		width, least = width-asks.Width-alertInset, asks.Height
	}
	return max(a.text.Tall(width, lines), least) + 2*alertInset
}

// fit gives every banner the lines that it needs, as far as there is room; the worst one gives last. Heights are those of
// the banners that can be shown at all, one at least.
func (a *alerts) fit(width, room float32) (lines []int, heights []float32) {
	for i := range a.told {
		lines = append(lines, alertLines)
		heights = append(heights, a.rows[i].height(width, alertLines))
	}
	for sum := total(heights); sum > room && len(heights) > 0; sum = total(heights) {
		longest := len(heights) - 1
		for i := longest - 1; i >= 0; i-- {
			if lines[i] > lines[longest] {
				longest = i
			}
		}
		if lines[longest] > 1 {
			lines[longest]--
			heights[longest] = a.rows[longest].height(width, lines[longest])
			continue
		}
		if len(heights) == 1 {
			break
		}
		lines, heights = lines[:len(lines)-1], heights[:len(heights)-1]
	}
	for i := range lines { // what was given up for one that finds no room after all
		for lines[i] < alertLines {
			height := a.rows[i].height(width, lines[i]+1)
			if total(heights)-heights[i]+height > room {
				break
			}
			lines[i], heights[i] = lines[i]+1, height
		}
	}
	return lines, heights
}

// total is the height of a column.
func total(heights []float32) (sum float32) {
	for _, h := range heights {
		sum += h + between
	}
	return sum
}

// show tells the banners what to say; which of them there is room for is the column's to know.
func (a *alerts) show(all []alertView, w assets.Words) {
	a.told = min(len(all), len(a.rows))
	for i, one := range a.rows[:a.told] {
		v := all[i]
		one.Paint(v.ground, v.ground, 1)
		one.text.Paint(v.text, v.ink)
		one.rest.Paint(one.rest.Text(), v.ink)
		one.again.Label(w.Say("desktop.again"), a.key(actAgain))
		kit.Show(one.again, v.again)
	}
}
