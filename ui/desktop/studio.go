package desktop

import (
	"context"
	"fmt"
	"image"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// The verbs of OBS.
const (
	actStudio     action = "studio"
	actTakeView   action = "take-preview"
	actStreaming  action = "stream"
	actRecording  action = "record"
	actAlarmsOff  action = "ignore-alarm"
	actAlarmsOn   action = "heed-alarms"
	actCues       action = "cues"
	actToStream   action = "expect-stream"
	actToRecord   action = "expect-record"
	sceneVerb            = "scene-"
	mostScenes           = 8
	mostMeters           = 4
	studioPane    pane   = "studio"
	pictureWidth         = 320
	pictureEvery         = 500 * time.Millisecond
	meterBars            = 16
	quietestMeter        = -60.0 // dB
)

var studioVerbs = func() []verb {
	all := []verb{
		{id: actStudio, group: viewGroup, keys: "Ctrl+6", can: loaded, do: func(r *Room) { r.showWith(studioPane) }},
		{id: actTakeView, group: outputGroup, keys: "F12 NumEnter", line: true, can: previewed, do: (*Room).takePreview},
		{id: actStreaming, group: outputGroup, ellipsis: true, can: linked, label: func(r *Room) string { return r.outputLabel("stream", r.state.OBS.Stream) }, do: (*Room).askStreaming},
		{id: actRecording, group: outputGroup, can: linked, label: func(r *Room) string { return r.outputLabel("record", r.state.OBS.Record) }, do: (*Room).toggleRecording},
		{id: actAlarmsOff, group: outputGroup, can: func(r *Room) bool { return len(r.state.Alarms) > 0 }, do: (*Room).ignoreNewest},
		{id: actAlarmsOn, group: outputGroup, can: func(r *Room) bool { return len(r.state.Ignored) > 0 }, do: (*Room).heedAlarms},
		{id: actToStream, group: outputGroup, line: true, label: func(r *Room) string { return expectWords(r, "stream", r.state.Expected.Stream) }, do: func(r *Room) {
			r.expect(runsheet.Expect{Stream: !r.state.Expected.Stream, Record: r.state.Expected.Record})
		}},
		{id: actToRecord, group: outputGroup, label: func(r *Room) string { return expectWords(r, "record", r.state.Expected.Record) }, do: func(r *Room) {
			r.expect(runsheet.Expect{Stream: r.state.Expected.Stream, Record: !r.state.Expected.Record})
		}},
		{id: actCues, scope: inEdit, group: editGroup, keys: "t", ellipsis: true, can: unlocked, do: (*Room).askCues},
	}
	for n := 1; n <= mostScenes; n++ {
		all = append(all, verb{id: sceneAction(n), group: outputGroup, keys: "F" + strconv.Itoa(n), line: n == 1,
			label: func(r *Room) string { return r.sceneName(n) },
			can:   func(r *Room) bool { return r.sceneName(n) != "" }, do: func(r *Room) { r.takeScene(n) }})
	}
	return all
}()

func sceneAction(n int) action { return action(sceneVerb + strconv.Itoa(n)) }

func linked(r *Room) bool { return r.state.OBS.Link == runsheet.LinkReady }

func previewed(r *Room) bool {
	h := r.state.Signals.Health
	return linked(r) && h != nil && h.StudioMode && h.Preview != ""
}

// sceneName is the scene that the n-th key takes: OBS's own order, "" where it has none.
func (r *Room) sceneName(n int) string {
	if h := r.state.Signals.Health; h != nil && n <= len(h.Scenes) {
		return h.Scenes[n-1]
	}
	return ""
}

func (r *Room) takeScene(n int) {
	if name := r.sceneName(n); name != "" {
		r.send(runsheet.TakeScene{Scene: name})
	}
}

func (r *Room) takePreview() {
	if previewed(r) {
		r.send(runsheet.TakeScene{Scene: r.state.Signals.Health.Preview, Preview: true})
	}
}

func (r *Room) outputLabel(what string, state runsheet.OutputState) string {
	verb := "start"
	if state.Running() {
		verb = "stop"
	}
	return r.words.Say("desktop.studio." + what + "." + verb)
}

// expectWords says what the verb makes of what is expected this evening: an output that is not wanted raises no alarm.
func expectWords(r *Room, output string, wanted bool) string {
	if wanted {
		return r.words.Say("desktop.expect." + output + ".not")
	}
	return r.words.Say("desktop.expect." + output)
}

// expect says what ought to go out this evening. The keyboard does not stay on what was clicked: Space is GO.
func (r *Room) expect(e runsheet.Expect) {
	r.unfocus()
	r.send(e)
}

// askStreaming starts or stops the stream; the public sees either, so that it asks.
func (r *Room) askStreaming() {
	if !linked(r) {
		return
	}
	do, key := runsheet.CueStreamStart, "start"
	if r.state.OBS.Stream.Running() {
		do, key = runsheet.CueStreamStop, "stop"
	}
	w := r.words
	r.ask(w.Say("desktop.studio.stream.ask."+key), paragraph(w.Say("desktop.studio.stream.body."+key), 460), w.Say("desktop.studio.stream."+key),
		kit.Urgent, func() { r.send(runsheet.FireCue{Cue: runsheet.Cue{Do: do}}) })
}

func (r *Room) toggleRecording() {
	if r.state.OBS.Record.Running() {
		w := r.words
		r.ask(w.Say("desktop.studio.record.ask"), paragraph(w.Say("desktop.studio.record.body"), 460), w.Say("desktop.studio.record.stop"),
			kit.Urgent, func() { r.send(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueRecordStop}}) })
		return
	}
	r.send(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueRecordStart}})
}

// ignoreNewest says of the newest alarm that it means nothing this evening.
func (r *Room) ignoreNewest() {
	if n := len(r.state.Alarms); n > 0 {
		r.ignoreAlarm(r.state.Alarms[n-1].Kind)
	}
}

func (r *Room) ignoreAlarm(kind runsheet.AlarmKind) {
	r.send(runsheet.Ignore{Alarm: kind, Ignore: true})
}

// heedAlarms has every alarm count again.
func (r *Room) heedAlarms() {
	for _, kind := range r.state.Ignored {
		r.send(runsheet.Ignore{Alarm: kind})
	}
}

// alarmNames says alarms in words.
func alarmNames(kinds []runsheet.AlarmKind, w assets.Words) string {
	var all []string
	for _, kind := range kinds {
		all = append(all, w.Say("desktop.alarm."+string(kind)))
	}
	return strings.Join(all, " · ")
}

// Picture is a small picture of a scene, Level how loud an input is, 0 to 1.
type (
	Picture struct {
		Scene   string
		Program bool
		Image   image.Image
	}
	Level struct {
		Input string
		Peak  float64
	}
)

// Studio shows OBS's pictures and levels until ctx ends; both functions are called from goroutines of its own.
type Studio func(ctx context.Context, every time.Duration, width int, picture func(Picture), levels func([]Level))

// studioBox is the panel of OBS: alarms first, what is on air and in preview, how OBS fares; at its foot, where nothing that comes
// or goes above moves them and nobody has to scroll, the scenes by key and what starts, stops and moves the outputs.
type studioBox struct {
	*kit.Surface
	program, preview *canvas.Image
	onAir, inView    *kit.Line
	beside           fyne.CanvasObject // the preview with its title
	pictures         fyne.CanvasObject
	lines            []*kit.Line
	meters           []*kit.Line
	alarms           []*alarmRow
	ignored          *kit.Line
	heed             *kit.Press
	scenes           []*kit.Press
	stream, record   *kit.Press
	move, take       *kit.Press
	tonight          *kit.Line
	streams, records *kit.Check // whether the show ought to be streamed, recorded
	key              func(action) string

	previewed string             // the scene in preview, "" without studio mode
	watching  context.CancelFunc // nil while nobody looks
}

// alarmRow is one alarm, and the button that ignores it this evening.
type alarmRow struct {
	box    fyne.CanvasObject
	words  *kit.Line
	ignore *kit.Press
	kind   runsheet.AlarmKind
}

// studioLines are those of words; the last says in what the two OBS differ.
const (
	studioLines = 7
	differsLine = studioLines - 1
)

func newStudio(act func(action), ignore func(runsheet.AlarmKind), key func(action) string) *studioBox {
	b := &studioBox{key: key, onAir: kit.NewBold(theme.Caption, theme.OnAir), inView: kit.NewBold(theme.Caption, theme.Dim),
		ignored: kit.NewLine(theme.Caption, theme.Dim).Lines(2).Snug(), heed: kit.NewPress(kit.Quiet, func() { act(actAlarmsOn) }),
		tonight: kit.NewBold(theme.Caption, theme.Dim),
		streams: kit.NewCheck(func(bool) { act(actToStream) }), records: kit.NewCheck(func(bool) { act(actToRecord) })}
	picture := func(title *kit.Line) (*canvas.Image, fyne.CanvasObject) {
		img := canvas.NewImageFromImage(image.NewGray(image.Rect(0, 0, 16, 9)))
		img.FillMode, img.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
		img.SetMinSize(fyne.NewSize(160, 90))
		return img, kit.Down(2, title, img)
	}
	var left fyne.CanvasObject
	b.program, left = picture(b.onAir)
	b.preview, b.beside = picture(b.inView)
	b.pictures = container.NewGridWithColumns(2, left, b.beside)
	var rows []fyne.CanvasObject
	for range runsheet.AlarmKinds {
		row := &alarmRow{words: kit.NewBold(theme.Text, theme.Warn).Lines(2).Middle().Snug()}
		row.ignore = kit.NewPress(kit.Quiet, func() { ignore(row.kind) }).Sized(theme.Caption + 1)
		row.box = container.NewBorder(nil, nil, nil, container.NewCenter(row.ignore), row.words)
		row.box.Hide()
		b.alarms = append(b.alarms, row)
		rows = append(rows, row.box)
	}
	rows = append(rows, b.ignored, kit.Across(theme.Gap, b.heed, kit.Gap()), b.pictures)
	for range studioLines {
		line := kit.NewLine(theme.Text, theme.Ink).Lines(2).Snug()
		b.lines = append(b.lines, line)
		rows = append(rows, line)
	}
	for range mostMeters {
		line := kit.NewLine(theme.Caption, theme.Dim).Mono()
		line.Hide() // until something is heard
		b.meters = append(b.meters, line)
		rows = append(rows, line)
	}
	rows = append(rows, b.tonight, kit.Across(theme.Gap, b.streams, b.records, kit.Gap()))
	flow := kit.Flow(theme.Gap)
	for n := 1; n <= mostScenes; n++ {
		p := kit.NewPress(kit.Quiet, func() { act(sceneAction(n)) }).Sized(theme.Caption + 1)
		b.scenes = append(b.scenes, p)
		flow.Add(p)
	}
	output := func(a action) *kit.Press {
		return kit.NewPress(kit.Plain, func() { act(a) }).Sized(theme.Caption + 1)
	}
	b.stream, b.record, b.move, b.take = output(actStreaming), output(actRecording), output(actMove), output(actTakeView)
	// Each keeps its place whatever the others say by then: the second of two clicks must not take a scene.
	foot := kit.Down(theme.Gap, flow, container.NewGridWithColumns(2, b.stream, b.record, b.move, b.take))
	b.Surface = kit.NewSurface(theme.Panel, theme.Edge, 8,
		container.NewBorder(nil, foot, nil, nil, container.NewVScroll(besideBar(kit.Down(theme.Gap, rows...)))))
	return b
}

var studioSide = paneOf{id: studioPane, key: actStudio, keyboard: sheetPanel,
	tab: func(r *Room, w assets.Words) string {
		if n := len(r.state.Alarms); n > 0 {
			return w.Say("desktop.studio.tab") + " " + strconv.Itoa(n) + " !"
		}
		return w.Say("desktop.studio.tab")
	},
	box: func(r *Room) fyne.CanvasObject { return r.studio.Box }}

// look begins or ends looking: pictures cost OBS something and are only taken while they are seen.
func (b *studioBox) look(r *Room, seen bool) {
	switch {
	case !seen && b.watching != nil:
		b.watching()
		b.watching = nil
	case seen && b.watching == nil && r.cfg.Studio != nil:
		ctx, stop := context.WithCancel(r.watch)
		b.watching = stop
		r.work.Go(func() {
			r.cfg.Studio(ctx, pictureEvery, pictureWidth,
				func(p Picture) { r.later(func() { b.draw(p) }) }, func(l []Level) { r.later(func() { b.measure(l) }) })
		})
	}
}

// draw shows a picture where its scene is seen: on air, in preview, or in both, for which there is one picture.
func (b *studioBox) draw(p Picture) {
	for img, seen := range map[*canvas.Image]bool{b.program: p.Program, b.preview: p.Scene == b.previewed} {
		if seen {
			img.Image = p.Image
			img.Refresh()
		}
	}
}

func (b *studioBox) measure(levels []Level) {
	levels = slices.Clone(levels)
	slices.SortStableFunc(levels, func(x, y Level) int { return strings.Compare(x.Input, y.Input) })
	for i, line := range b.meters {
		kit.Show(line, i < len(levels))
		if i < len(levels) {
			line.Set(meterOf(levels[i]))
		}
	}
}

// meterOf draws a level as a row of blocks, with its decibels beside it: never colour alone.
func meterOf(l Level) string {
	db := quietestMeter
	if l.Peak > 0 {
		db = max(20*math.Log10(l.Peak), quietestMeter)
	}
	// OBS calculates in floating point: a sound may well be louder than all that fits.
	full := min(int(math.Round((db-quietestMeter)/-quietestMeter*meterBars)), meterBars)
	return fmt.Sprintf("%s%s %4.0f dB  %s", strings.Repeat("▮", full), strings.Repeat("▯", meterBars-full), db, l.Input)
}

func (b *studioBox) show(r *Room, s runsheet.State, now runsheet.Moment, w assets.Words) {
	h := s.Signals.Health
	b.look(r, !r.hidden && r.pane == studioPane && s.OBS.Link == runsheet.LinkReady)
	b.onAir.Set(w.Say("desktop.studio.program", "scene", s.OBS.Scene))
	preview := ""
	b.previewed = ""
	if h != nil && h.StudioMode {
		b.previewed = h.Preview
		preview = w.Say("desktop.studio.preview", "scene", h.Preview)
	}
	b.inView.Set(preview)
	kit.Show(b.beside, preview != "")
	kit.Show(b.pictures, linked(r)) // an old one would pass for what is on air
	if !linked(r) {
		b.measure(nil)
	}
	for i, line := range b.lines {
		text := studioLine(s, now, i, w)
		token := theme.Ink
		if i == differsLine {
			token = theme.Warn
		}
		line.Paint(text, token)
		kit.Show(line, text != "")
	}
	for i, row := range b.alarms {
		kit.Show(row.box, i < len(s.Alarms))
		if i < len(s.Alarms) {
			row.show(s, s.Alarms[i], now, w)
			newest := ""
			if i == len(s.Alarms)-1 {
				newest = b.key(actAlarmsOff)
			}
			row.ignore.Label(w.Say("desktop.studio.ignore"), newest)
		}
	}
	b.ignored.Set(w.Say("desktop.studio.ignored", "alarms", alarmNames(s.Ignored, w)))
	b.heed.Label(w.Say("desktop.verb.heed-alarms"), b.key(actAlarmsOn))
	kit.Show(b.ignored, len(s.Ignored) > 0)
	kit.Show(b.heed, len(s.Ignored) > 0)
	for i, p := range b.scenes {
		name := r.sceneName(i + 1)
		p.Label(name, b.key(sceneAction(i+1)))
		p.Switch(name != "" && name == s.OBS.Scene)
		kit.Show(p, name != "")
	}
	b.move.Label(w.Say("desktop.verb.move-stream"), b.key(actMove))
	b.move.Enable(len(s.Stream.Destinations) > 0)
	b.take.Label(w.Say("desktop.verb.take-preview"), b.key(actTakeView))
	b.take.Enable(previewed(r))
	b.stream.Label(r.outputLabel("stream", s.OBS.Stream), "")
	b.record.Label(r.outputLabel("record", s.OBS.Record), "")
	b.tonight.Set(w.Say("desktop.expect"))
	b.streams.Turn(w.Say("desktop.expect.streamed"), s.Expected.Stream)
	b.records.Turn(w.Say("desktop.expect.recorded"), s.Expected.Record)
	b.streams.OnEscape, b.records.OnEscape = r.unfocus, r.unfocus
	b.stream.Enable(linked(r))
	b.record.Enable(linked(r))
}

// show says what an alarm is about. Of an OBS that is away nobody knows whether it still is.
func (row *alarmRow) show(s runsheet.State, a runsheet.Alarm, now runsheet.Moment, w assets.Words) {
	row.kind = a.Kind
	name := w.Say("desktop.alarm." + string(a.Kind))
	if s.OBS.Link != runsheet.LinkReady {
		row.words.Paint(w.Say("desktop.alarm.then", "alarm", name), theme.Dim)
		return
	}
	row.words.Paint("⚠ "+w.Say("desktop.alert.alarm", "alarm", name, "d", age(now.Since(a.Since))), theme.Warn)
}

// studioLine is one line of how OBS fares, "" for what there is nothing to say of.
func studioLine(s runsheet.State, now runsheet.Moment, n int, w assets.Words) string {
	h := s.Signals.Health
	switch {
	case n == 4 && s.Spare.Link != "":
		return spareSign(s, now, w)
	case h == nil && n == 0:
		return w.Say("desktop.studio.none")
	case h == nil && n == 1:
		return s.OBS.Detail
	case h == nil:
		return ""
	}
	switch n {
	case 0:
		return streamSign(s, w)
	case 1:
		return recordSign(s, w)
	case 2:
		return w.Say("desktop.studio.load", "fps", strconv.FormatFloat(h.FPS, 'f', 0, 64), "cpu", strconv.FormatFloat(h.CPU, 'f', 0, 64), "missed", h.Missed)
	case 3:
		if m, ok := s.MediaLeft(now); ok {
			return w.Say("desktop.studio.media", "media", m.Source, "left", countdown(m.Left))
		}
	case 5:
		return arrangement(h, now, w)
	case differsLine:
		var all []string
		for _, d := range h.Differing {
			if d.What != "link" { // the line above says it, and for how long
				all = append(all, w.Say("desktop.studio.since", "what", difference(d, w), "d", age(now.Since(d.Since))))
			}
		}
		if len(all) > 0 {
			return "⚠ " + strings.Join(all, " · ")
		}
	}
	return ""
}

// arrangement is what OBS has loaded, each with its age when it was changed during the show.
func arrangement(h *runsheet.Health, now runsheet.Moment, w assets.Words) string {
	if h.Collection == "" {
		return ""
	}
	since := func(text string, at runsheet.Moment) string {
		if at.IsZero() {
			return text
		}
		return w.Say("desktop.studio.since", "what", text, "d", age(now.Since(at)))
	}
	mode := "desktop.studio.mode.off"
	if h.StudioMode {
		mode = "desktop.studio.mode.on"
	}
	return strings.Join([]string{since(w.Say("desktop.studio.collection", "name", h.Collection), h.CollectionAt),
		since(w.Say("desktop.studio.profile", "name", h.Profile), h.ProfileAt), since(w.Say(mode), h.StudioModeAt)}, " · ")
}

// spareSign says how the link with the spare OBS stands, with its age while it is not ready.
func spareSign(s runsheet.State, now runsheet.Moment, w assets.Words) string {
	return w.Say("desktop.spare."+string(s.Spare.Link), "scene", s.Signals.SpareSees, "d", age(now.Since(s.Spare.LinkAt)))
}

// difference says in what the two OBS are not alike; of lists, what only one of them has.
func difference(d runsheet.Difference, w assets.Words) string {
	value := func(v string) string {
		switch v {
		case "":
			return "–"
		case "on", "off", "started", "stopped", "paused", "starting", "stopping":
			return w.Say("desktop.differs.is." + v)
		}
		return v
	}
	return w.Say("desktop.differs."+strings.ReplaceAll(d.What, " ", "-")) + w.Say("desktop.colon") + value(d.Main) + " ≠ " + value(d.Spare)
}

// streamSign is the stream in a line: its state, how long, how fast, what was lost.
func streamSign(s runsheet.State, w assets.Words) string {
	h := s.Signals.Health
	if h == nil || !s.OBS.Stream.Running() {
		return w.Say("desktop.studio.stream.off")
	}
	return w.Say("desktop.studio.stream.on", "d", digits(h.Stream.Duration), "rate", w.Decimal(h.Stream.Bitrate/1e6, 1),
		"lost", h.Stream.Dropped, "full", strconv.FormatFloat(100*h.Stream.Congestion, 'f', 0, 64))
}

func recordSign(s runsheet.State, w assets.Words) string {
	h := s.Signals.Health
	switch {
	case h == nil:
		return ""
	case !s.OBS.Record.Running():
		return w.Say("desktop.studio.record.off", "disk", bytesOf(h.Disk, w))
	}
	return w.Say("desktop.studio.record.on", "d", digits(h.Record.Duration), "size", bytesOf(h.Record.Bytes, w), "disk", bytesOf(h.Disk, w))
}

func bytesOf(n int64, w assets.Words) string {
	const giga = 1 << 30
	if n >= giga {
		digits := 1
		if n >= 10*giga { // a tenth of it tells nothing any more
			digits = 0
		}
		return w.Decimal(float64(n)/giga, digits) + "\u00a0" + w.Say("desktop.unit.giga")
	}
	return strconv.FormatInt(n>>20, 10) + "\u00a0" + w.Say("desktop.unit.mega")
}

// studioAlerts are what OBS, a cue or an incident needs a hand for, the worst first.
func studioAlerts(s runsheet.State, now runsheet.Moment, w assets.Words) []alertView {
	var all []alertView
	// What was wrong with an OBS that is away may be over or worse: its own banner says that it is away.
	if n := len(s.Alarms); n > 0 && s.OBS.Link == runsheet.LinkReady {
		said := make([]string, n)
		for i, a := range gravestFirst(s.Alarms) {
			said[i] = w.Say("desktop.alert.alarm", "alarm", w.Say("desktop.alarm."+string(a.Kind)), "d", age(now.Since(a.Since)))
		}
		all = append(all, alertView{w.Say("desktop.alert.alarms", "alarms", strings.Join(said, " · ")), theme.Alarm, theme.OnDark, false})
	}
	if i, open := s.Incident(); open {
		key := "desktop.alert.incident"
		if i.Symptom == runsheet.SymptomStream && s.OBS.Link == runsheet.LinkReady && s.OBS.Stream == "started" && !s.Alarmed(runsheet.AlarmStream) {
			key = "desktop.alert.incident.over"
		}
		all = append(all, alertView{w.Say(key, "what", w.Say("desktop.symptom."+string(i.Symptom)), "d", age(now.Since(i.Detected))),
			theme.Warn, theme.OnLight, false})
	}
	switch s.Spare.Link {
	case runsheet.LinkLost, runsheet.LinkRefused, runsheet.LinkKicked:
		all = append(all, alertView{spareSign(s, now, w), theme.Warn, theme.OnLight, false})
	}
	if n := len(s.CueTroubles); n > 0 {
		t := s.CueTroubles[n-1]
		all = append(all, alertView{w.Say("desktop.alert.cue", "cue", cueWords(t.Cue, w), "why", denied(t.Denial, w)), theme.Warn, theme.OnLight, false})
	}
	if d := s.Display; d.Refused.Why != "" {
		all = append(all, alertView{w.Say("desktop.alert.display", "source", d.TextSource, "why", denied(d.Refused, w)), theme.Warn, theme.OnLight, false})
	}
	return all
}

// gravestFirst orders alarms as they are said where there may be no room for all of them.
func gravestFirst(alarms []runsheet.Alarm) []runsheet.Alarm {
	return slices.SortedStableFunc(slices.Values(alarms), func(a, b runsheet.Alarm) int {
		return slices.Index(runsheet.AlarmKinds, a.Kind) - slices.Index(runsheet.AlarmKinds, b.Kind)
	})
}

// outputSigns are the stream and the recording in the window's top line.
func outputSigns(s runsheet.State, w assets.Words) string {
	sign := func(o runsheet.OutputState, name string, d time.Duration) string {
		if !o.Running() {
			return name + " ○"
		}
		return name + " ● " + digits(d)
	}
	h := s.Signals.Health
	if h == nil || s.OBS.Link != runsheet.LinkReady {
		return ""
	}
	return sign(s.OBS.Stream, "STREAM", h.Stream.Duration) + " · " + w.Say("desktop.studio.lost", "n", h.Stream.Dropped) + "   " + sign(s.OBS.Record, "REC", h.Record.Duration) + " · " + bytesOf(h.Disk, w)
}
