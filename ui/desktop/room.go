package desktop

import (
	"context"
	"image"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

const (
	// frame is the shortest time between two drawings for what happened: any change repaints the whole window.
	frame = 100 * time.Millisecond
	// patience is how long one command may take before the room says that it failed.
	patience = 15 * time.Second
	// noticed is how long a refusal stays on the status line.
	noticed = 8 * time.Second
	// noticedAtStart is for what is said when people still look elsewhere, and have a path to read.
	noticedAtStart = 2 * time.Minute
	// aimed is how long the room believes its own choice of standby before the desk has confirmed it.
	aimed = time.Second
	// waiting is how many commands may wait for a desk that is slow.
	waiting = 32
)

// Room is the control room's window. Its unexported methods belong to Fyne's thread, where nothing else is said.
type Room struct {
	cfg    Config
	app    fyne.App
	window fyne.Window
	words  assets.Words
	lang   assets.Lang

	state runsheet.State
	clock runsheet.Clock
	keys  dispatcher
	// chords are the shortcuts that the window hears itself.
	chords []fyne.Shortcut
	// seconds are the windows that are open on other displays, screens the displays as they were when last looked at.
	seconds  []*second
	screens  []Screen
	rebinder *rebinder // while its dialog is open
	panel    panel
	// freshKey and freshRune are true from a key going down until its first event: what comes later is a repeat.
	freshKey, freshRune bool
	// aim is the slot that was chosen for standby a moment ago, before the desk has said so.
	aim   runsheet.SlotID
	aimAt runsheet.Moment
	// goAt is the last GO from here: what takes GO's place under the pointer must not hear its second click.
	goAt   runsheet.Moment
	breath breath
	editor editor
	// undo are the questions that were dealt with from here, the newest last.
	undo   [][]runsheet.QuestionID
	notice notice
	told   string // the last of what happened that there are words for
	dialog *dialog
	// relative: lateness is counted from when the show really began. oldAsked is the stop that was already asked about.
	relative bool
	oldAsked runsheet.Moment
	locked   bool // the whole desk, see toggleLocked
	leave    bool // a person closed the window
	tried    bool // the demonstration was opened

	header    *header
	alerts    *alerts
	alerting  []alertView // what they say
	centre    *fyne.Container
	sheet     *sheet
	air       *air
	next      *next
	questions *questions
	public    *public
	timers    *timers
	message   *message
	status    *status
	welcome   *welcome
	cover     *lockCover
	tips      *kit.Tips
	side      *container.Split
	middle    *container.Split
	form      *form
	cell      *cell
	tapped    tapped
	importer  *importer   // while its dialog is open
	checks    *checks     // likewise
	checking  *task       // the checks that run, nil for none
	ordering  *order      // likewise
	keyring   *links      // likewise
	steps     *firstSteps // likewise
	panes     []paneOf
	studio    *studioBox
	rescue    *rescueBox
	watch     context.Context // ends with the room: pictures of OBS
	endWatch  context.CancelFunc
	tabs      map[pane]*kit.Press
	paneStack *fyne.Container
	right     *fyne.Container
	tabsSaid  string
	folder    string    // where a file was last looked for, "" for nowhere yet
	pane      pane      // the one that is shown
	turns     [2]string // what undo and redo would do
	labels    []string  // what the menu calls its lines, of those verbs that have a word of their own for now
	look      Appearance
	links     []Link
	sharing   share
	sources   []Source
	// sight is the picture of the scene that GO would take, sightOf that scene.
	sight   image.Image
	sightOf string
	hidden  bool         // nothing of the window can be seen
	invited []Invitation // the list of participants that was read last
	tasks   []*task      // those under way, the newest last
	polled  int64

	// send hands a command to the desk without waiting. Tests put their own here.
	send func(runsheet.Command)
	// change hands an edit of the sheet to the desk without waiting, as send does.
	change func(intent)
	// apart runs what may take its time away from Fyne's thread. Tests run it in their own, which is Fyne's there.
	apart func(func())
	// The lanes keep the order of what was asked for, and a question that waits for the disk from holding up a GO.
	showLane, questionLane chan runsheet.Command
	editLane               chan intent
	work                   sync.WaitGroup
	drawing                atomic.Bool
	// over is set once the app has stopped: its windows cannot be touched any more, not even to close them.
	over atomic.Bool
}

// notice is a sentence on the status line, since when, and for how long it stays there.
type notice struct {
	text  string
	at    runsheet.Moment
	token theme.Token
	stays time.Duration
}

// New builds the control room in a window of the app, and does not show it. It must be called on Fyne's thread, or before
// the app runs. Whoever runs the app calls Stopped when it has stopped.
func New(a fyne.App, cfg Config) *Room {
	r := &Room{cfg: cfg, app: a, lang: cfg.Lang, words: assets.In(cfg.Lang), panel: sheetPanel,
		showLane: make(chan runsheet.Command, waiting), questionLane: make(chan runsheet.Command, waiting),
		editLane: make(chan intent, waiting)}
	r.send, r.change, r.apart = r.enqueue, r.enqueueEdit, r.work.Go
	var wrong error
	if r.keys.keys, wrong = newKeymap(cfg.Keys); wrong != nil {
		r.notice = notice{"✕  " + r.words.Say("desktop.keys.wrong", "why", wrong), cfg.Desk.Now(), theme.Warn, noticed}
	}
	if cfg.CrashReport != "" { // once, where a wrong key is said at every start
		r.notice = notice{"⚠  " + r.words.Say("crash.report", "path", cfg.CrashReport), cfg.Desk.Now(), theme.Warn, noticedAtStart}
	}
	teachFyne(r.lang)
	r.look = cfg.Appearance.whole()
	r.wear()
	if r.window = cfg.Window; r.window == nil {
		r.window = a.NewWindow("Régie")
		r.window.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	}
	r.build()
	r.bindKeys()
	r.bindChords()
	r.window.SetCloseIntercept(r.askClose)
	r.window.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { r.dropped(files) })
	r.state = cfg.Desk.State()
	r.render()
	return r
}

func (r *Room) build() {
	r.header = newHeader()
	r.alerts = newAlerts(func() { r.act(actAgain) }, r.keyOf)
	r.cell = newCell(r)
	r.sheet = newSheet(r)
	r.air = newAir()
	r.next = newNext(r.act, r.keyOf)
	r.questions = newQuestions(r, r.act, r.keyOf, func() { r.focus(questionPanel) })
	r.public = newPublic(r.act, r.keyOf, r.copyText)
	r.timers = newTimers(r)
	r.watch, r.endWatch = context.WithCancel(context.Background())
	r.studio = newStudio(r.act, r.ignoreAlarm, r.keyOf)
	r.rescue = newRescue(r.act, r.keyOf)
	r.form = newForm(r)
	r.message = newMessage(r.tell, r.unfocus, r.act, r.keyOf)
	r.status = newStatus(func() { r.giveUpTask() }, r.act, r.keyOf)
	r.welcome = newWelcome(r)

	r.panes = []paneOf{questionsSide, studioSide, rescueSide, publicSide, timersSide, slotSide}
	r.pane = questionsPane
	if r.cfg.Recall != nil {
		for _, p := range r.panes {
			if was := pane(r.cfg.Recall().Pane); p.id == was && p.offered == nil {
				r.pane = was
			}
		}
	}
	panes := r.buildPanes()
	r.right = kit.Between(panes, r.message.box, container.NewVScroll(r.paneStack)) // scrolled in a window too low for it
	r.centre = newCentre(r.alerts, r.air.Box, r.next.box)
	r.side = container.NewHSplit(kit.Pad(2, r.centre), kit.Pad(2, r.right))
	r.middle = container.NewHSplit(kit.Pad(2, r.sheet.Box), r.side)

	was := Window{}
	if r.cfg.Recall != nil {
		was = r.cfg.Recall()
	}
	r.relative = was.Relative
	if was.Left <= 0 || was.Left >= 1 {
		was.Left = 0.345
	}
	if was.Right <= 0 || was.Right >= 1 {
		was.Right = 0.585
	}
	if was.Width < 640 || was.Height < 480 {
		was.Width, was.Height = 1600, 900
	}
	r.middle.SetOffset(was.Left)
	r.side.SetOffset(was.Right)
	body := container.NewStack(r.middle, r.welcome.box)
	r.window.SetPadded(false)
	content := fyne.CanvasObject(container.NewBorder(r.header.box, r.status.box, nil, nil, kit.Pad(4, body)))
	r.giveTips()
	r.cover = newLockCover(r)
	content = container.NewStack(content, r.tips.Layer, r.cover)
	if r.cfg.Frame != nil {
		content = r.cfg.Frame(content)
	}
	r.window.SetContent(content)
	if r.cfg.Window == nil {
		r.window.Resize(fyne.NewSize(was.Width, was.Height))
	}
}

// Show puts the window on the screen, and the ones that were open beside it where they were.
func (r *Room) Show() {
	if r.cfg.Window == nil {
		r.fit()
	}
	r.window.Show()
	if r.cfg.Recall != nil {
		for _, p := range r.cfg.Recall().Second {
			r.openSecond(p)
		}
	}
	r.welcomeFirst()
}

// frameRoom is what a system's own bars and a window's frame take of a display.
const frameRoom = 90

// fit keeps the window within the largest display there is: on a small laptop what was built for a large one has its GO below
// the edge.
func (r *Room) fit() {
	var most fyne.Size
	for _, s := range r.displays() {
		if scale := r.window.Canvas().Scale(); scale > 0 {
			most = most.Max(fyne.NewSize(float32(s.Width)/scale, float32(s.Height-frameRoom)/scale))
		}
	}
	if size := r.window.Canvas().Size(); !most.IsZero() && (size.Width > most.Width || size.Height > most.Height) {
		r.window.Resize(size.Min(most))
	}
}

// Window is the room's window, for the app to place others beside it.
func (r *Room) Window() fyne.Window { return r.window }

// Beside are the windows that are open for other displays, the first opened first.
func (r *Room) Beside() []fyne.Window {
	var all []fyne.Window
	for _, s := range r.seconds {
		all = append(all, s.window)
	}
	return all
}

// Press asks for verbs by their names, as if they were picked from the palette.
func (r *Room) Press(names ...string) {
	for _, name := range names {
		if v, ok := verbOf(action(name)); ok {
			r.chosen(v)
		}
	}
}

// Type types into what has the keyboard, as a person would: a line's end is Enter, a tab is Tab, a vertical one Tab with Shift.
func (r *Room) Type(text string) {
	named := map[rune]fyne.KeyName{'\n': fyne.KeyReturn, '\t': fyne.KeyTab, '\v': fyne.KeyTab}
	for _, sign := range text {
		typed := r.window.Canvas().Focused()
		keys, ok := typed.(fynedesktop.Keyable)
		if !ok {
			return
		}
		if sign == '\v' {
			keys.KeyDown(&fyne.KeyEvent{Name: fynedesktop.KeyShiftLeft})
		}
		if name, known := named[sign]; known {
			typed.TypedKey(&fyne.KeyEvent{Name: name})
		} else {
			typed.TypedRune(sign)
		}
		if sign == '\v' {
			keys.KeyUp(&fyne.KeyEvent{Name: fynedesktop.KeyShiftLeft})
		}
	}
}

// Wait returns when nothing that was pressed goes on beside Fyne's thread. It is for who draws a room without running it.
func (r *Room) Wait() { r.work.Wait() }

// Run follows the desk and sends what is asked for, until ctx ends; then it closes the window, without asking. It blocks:
// call it on a goroutine of its own. When it returns, nothing that the room has started is still running.
func (r *Room) Run(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	r.work.Go(func() { r.serve(ctx, r.showLane) })
	r.work.Go(func() { r.serve(ctx, r.questionLane) })
	r.work.Go(func() { r.serveEdits(ctx) })
	tick := time.NewTimer(0)
	defer tick.Stop()
	latest := r.cfg.Desk.State()
	states := r.cfg.Desk.Watch(ctx)
	var told time.Time // when a state was last drawn as soon as it came
	for {
		select {
		case <-ctx.Done():
			stop()
			r.endWatch()
			r.work.Wait()
			r.later(r.close)
			return
		case s, open := <-states:
			if !open {
				states = nil
				continue
			}
			latest = s
			if time.Since(told) < frame { // what comes at once after it is drawn with it
				continue
			}
			told = time.Now()
		case <-tick.C:
		}
		latest.Signals = r.cfg.Desk.State().Signals // nobody is woken for those
		r.draw(latest)
		tick.Reset(untilNext(latest, r.cfg.Desk.Now()))
	}
}

// untilNext is how long until the room is drawn again: a frame, or less where a second of the clock or of what is on air ends
// before that. Without it, each second would be shown as late as the frames happen to lie. A fast rehearsal has its frames.
func untilNext(s runsheet.State, now runsheet.Moment) time.Duration {
	if s.Run.Rate() > 1 {
		return frame
	}
	c := s.Clock(now)
	counts := -c.Left // up, so that the next second is ahead of each
	switch {
	case c.Held:
		counts = c.HeldFor
	case c.Length <= 0:
		counts = c.Elapsed
	}
	until := frame
	for _, passed := range []time.Duration{counts, time.Duration(now.Wall.Nanosecond())} {
		part := passed % time.Second
		if part < 0 {
			part += time.Second
		}
		until = min(until, time.Second-part)
	}
	return until + time.Millisecond // behind the second's end, not before it
}

// draw hands a state to Fyne's thread, unless that is still busy with the one before.
func (r *Room) draw(s runsheet.State) {
	if !r.drawing.CompareAndSwap(false, true) {
		return
	}
	r.later(func() {
		defer r.drawing.Store(false)
		r.state = s
		r.render()
		r.breath.drawn(time.Now())
	})
}

// later does something on Fyne's thread, unless the app or the window is gone by then.
func (r *Room) later(f func()) {
	fyne.Do(func() {
		if !r.over.Load() && r.window != nil {
			f()
		}
	})
}

// serve gives one lane's commands to the desk, in their order.
func (r *Room) serve(ctx context.Context, lane <-chan runsheet.Command) {
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-lane:
			r.deliver(ctx, c)
		}
	}
}

// deliver waits until the desk has done a command, and says so where it has not.
func (r *Room) deliver(ctx context.Context, c runsheet.Command) {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := r.cfg.Desk.Do(limited, runsheet.Actor{Role: runsheet.Operator}, c); err != nil && ctx.Err() == nil {
		r.later(func() { r.complain(err) })
	}
}

// serveEdits works out one edit after the other, each on what the one before it made of the sheet.
func (r *Room) serveEdits(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case i := <-r.editLane:
			switch c, err := i(r.cfg.Desk.State()); {
			case err != nil:
				r.later(func() { r.complain(err) })
			case c != nil:
				r.deliver(ctx, c)
			}
		}
	}
}

func (r *Room) enqueue(c runsheet.Command) {
	lane := r.showLane
	switch c.(type) {
	case runsheet.Approve, runsheet.Reject, runsheet.Next, runsheet.PutOnAir, runsheet.Answer, runsheet.Restore, runsheet.Moderate:
		lane = r.questionLane
	}
	select {
	case lane <- c:
	default:
		r.complain(errBusy)
	}
}

// aside runs what may take its time away from Fyne's thread, and says on the status line when it failed.
func (r *Room) aside(f func() error) {
	r.apart(func() {
		if err := f(); err != nil {
			r.later(func() { r.complain(err) })
		}
	})
}

func (r *Room) complain(err error) {
	r.notice = r.refused(err)
	r.render()
}

// refused is what the status line says where something is not done.
func (r *Room) refused(err error) notice {
	return notice{"✕  " + complaint(err, r.words), r.cfg.Desk.Now(), theme.Warn, noticed}
}

func (r *Room) say(text string) {
	r.notice = notice{text, r.cfg.Desk.Now(), theme.Ink, noticed}
	r.render()
}

// render shows the present state at the present moment. What has not changed is not touched.
func (r *Room) render() {
	s, w, now := r.state, r.words, r.cfg.Desk.Now()
	c := s.Clock(now)
	r.clock = c
	r.poll(now)
	loaded := len(s.Show.Slots) > 0
	r.followSheet()
	if r.importer != nil {
		r.importer.follow(s)
	}
	if r.checks != nil {
		r.checks.follow(s)
	}
	if r.ordering != nil {
		r.ordering.follow()
	}
	if r.steps != nil {
		r.steps.follow(s)
	}
	r.tellMenu()
	r.askOld()
	if title := join(" – ", s.Show.Title, "Régie"); title != r.window.Title() {
		r.window.SetTitle(title)
	}
	head := headerOf(s, now, c, r.sharing, r.relative, w)
	head.sources = sourcesSign(r.sources, w)
	r.header.show(head)
	kit.Show(r.middle, loaded)
	if r.welcome.box.Visible() == loaded { // the button under the pointer goes
		r.tips.Leave()
	}
	kit.Show(r.welcome.box, !loaded)
	r.status.show(r.statusOf(s, now), r.slow(now), r.undoOffer(), loaded, troubled(r), w)
	r.showLock()
	if !loaded {
		r.welcome.show(s, now, w)
		return
	}
	all := alertsOf(s, now, w)
	r.alerts.show(all, w)
	if !slices.Equal(all, r.alerting) {
		r.alerting = all
		r.centre.Refresh()
	}
	r.sheet.show(s, now, w, sheetMode{r.editor.locked, r.editor.on, r.panel == sheetPanel, r.editor.selected})
	if r.editor.reveals {
		r.editor.reveals = false
		r.sheet.reveal(r.editor.selected)
	}
	r.cell.follow()
	r.air.show(airOf(s, c, w))
	if r.dialog != nil {
		r.dialog.follow(r.air.shown)
	}
	r.next.show(nextOf(s, r.sheet.rows, w), w)
	sight := r.sight
	if r.sceneAhead() != r.sightOf { // of what was on standby before
		sight = nil
	}
	r.next.see(sight)
	r.questions.show(s, now, w, r.panel == questionPanel)
	r.studio.show(r, s, now, w)
	r.rescue.show(r, s, now, w)
	r.tellTabs()
	if r.editor.on {
		r.form.show(s, r.editor.selected, r.editor.locked, w)
		if r.editor.opens && !r.editor.awaits {
			r.editor.opens = false
			r.writeIn(r.editor.selected, "title")
			r.cell.added = true
		}
	}
	r.tellSeconds(s, now, c, w)
	r.public.show(r.links, r.sharing, w)
	r.timers.show(s, now, w)
	r.message.show(s, now, w)
}

// poll asks once a second how the pages for other machines stand.
func (r *Room) poll(now runsheet.Moment) {
	if second := now.Wall.Unix(); second != r.polled {
		r.polled = second
		r.sharing = share{offered: r.cfg.Share != nil && r.cfg.Shared != nil}
		if r.sharing.offered {
			r.sharing.open = r.cfg.Shared()
		}
		if r.cfg.Audience != nil {
			r.sharing.here = r.cfg.Audience()
		}
		if r.cfg.Links != nil {
			r.links = r.cfg.Links()
		}
		if r.cfg.Sources != nil {
			r.sources = r.cfg.Sources.List()
		}
		r.hidden = r.cfg.Hidden != nil && r.cfg.Hidden(r.window)
		if r.cfg.Glimpse != nil {
			r.sightOf = r.sceneAhead()
			r.sight = r.cfg.Glimpse(r.sightOf)
		}
		r.followScreens()
	}
}

// sceneAhead is the scene that GO would take in an OBS that is there, "" for none and where nobody sees it.
func (r *Room) sceneAhead() string {
	slot, _ := r.state.Show.Slot(r.state.Standby)
	if r.hidden || !linked(r) || absent(r.state, slot.Scene) {
		return ""
	}
	return slot.Scene
}

// statusOf is the line that says what just happened, or why something did not.
func (r *Room) statusOf(s runsheet.State, now runsheet.Moment) tinted {
	if r.notice.text != "" && now.Since(r.notice.at) < r.notice.stays {
		return tinted{r.notice.text, r.notice.token}
	}
	if s.Last.Fact != nil {
		if did := happened(s, s.Last, r.words); did != "" { // what OBS says of itself has no words here: the header shows it
			r.told = join("  ", s.Last.At.Wall.In(zone(s.Show)).Format("15:04:05"), did)
		}
	}
	if r.told == "" {
		return tinted{r.words.Say("desktop.idle"), theme.Dim}
	}
	return tinted{r.told, theme.Dim}
}

// onStandby is the slot that GO would take, as the person at the keyboard believes.
func (r *Room) onStandby() runsheet.SlotID {
	if r.aim != "" && r.cfg.Desk.Now().Since(r.aimAt) < aimed {
		return r.aim
	}
	return r.state.Standby
}

func (r *Room) standby(id runsheet.SlotID) {
	if id == r.state.OnAirSlot() {
		return
	}
	r.aim, r.aimAt = id, r.cfg.Desk.Now()
	r.send(runsheet.Standby{Slot: id})
}

// moveStandby goes up or down the sheet from what is on standby, past the slot on air.
func (r *Room) moveStandby(by int) {
	slots := r.state.Show.Slots
	i := r.state.Show.Index(r.onStandby())
	switch {
	case i < 0 && r.state.OnAirSlot() != "":
		i = r.state.Show.Index(r.state.OnAirSlot())
	case i < 0 && by < 0:
		i = len(slots)
	}
	for i += by; i >= 0 && i < len(slots); i += by {
		if slots[i].ID != r.state.OnAirSlot() {
			r.standby(slots[i].ID)
			return
		}
	}
}

// goes takes what is on standby; the first GO of an evening asks, because from there on it is for everybody.
func (r *Room) goes() {
	if r.breath.doubles(time.Now()) {
		return
	}
	if r.state.Mode == runsheet.Preparation && loaded(r) && r.onStandby() != "" {
		if r.goAt.IsZero() || r.cfg.Desk.Now().Since(r.goAt) >= aimed { // else it was answered, and the desk has not said so yet
			r.askLive(true)
		}
		return
	}
	r.take(r.onStandby())
}

func (r *Room) take(to runsheet.SlotID) {
	r.send(runsheet.Go{From: r.state.OnAirSlot(), To: to})
	r.aim, r.goAt = "", r.cfg.Desk.Now()
	r.breath.took = time.Now()
}

// breath tells whether a GO may be the second press of the same finger although it is heard late: what was pressed while the
// window was busy drawing is heard when that is over, however long it took. On the machine's clock, which a rehearsal does
// not speed up.
type breath struct {
	before, last time.Time // when the two last drawings ended
	took         time.Time // the last GO that was heard
}

// gasp is longer than two drawings take to come when nothing holds them up.
const gasp = 2*frame + frame/4

func (b *breath) drawn(now time.Time) { b.before, b.last = b.last, now }

// doubles reports whether what is heard now may have been pressed within doublePress of the last GO. A drawing may come
// between the end of what held the window up and the press, so that the one before it counts.
func (b *breath) doubles(now time.Time) bool {
	return !b.before.IsZero() && now.Sub(b.before) > gasp && b.before.Sub(b.took) < doublePress
}

// hold puts the waiting scene up, or goes on.
func (r *Room) hold() {
	on := r.state.OnAirSlot()
	if r.state.Held() {
		r.send(runsheet.Resume{Slot: on})
	} else {
		r.send(runsheet.Hold{Slot: on})
	}
}

func (r *Room) addTime(by time.Duration) {
	r.send(runsheet.AddTime{Slot: r.state.OnAirSlot(), By: by})
}

// actOnQuestions does what a key or a button asks for in the questions.
func (r *Room) actOnQuestions(a action) {
	if r.actOnChosen(a) {
		return
	}
	q := r.questions
	id := q.queue.selected
	switch a {
	case actQuestionUp:
		q.move(-1)
	case actQuestionDown:
		q.move(1)
	case actTabLeft:
		q.turnBy(-1)
		r.render()
	case actTabRight:
		q.turnBy(1)
		r.render()
	case actApprove:
		r.question(id, runsheet.Approve{ID: id}, true)
	case actReject:
		r.question(id, runsheet.Reject{ID: id}, true)
	case actNext:
		r.question(id, runsheet.Next{ID: id}, true)
	case actOnAir:
		if airs := q.now.airs; airs != "" {
			r.question(airs, runsheet.PutOnAir{ID: airs}, airs == id)
		}
	case actDone:
		if air := q.now.air; air != "" {
			r.question(air, runsheet.Answer{ID: air}, false)
		}
	case actUndo:
		r.undoQuestion()
	case actReword:
		r.askReword(id)
	case actArchive:
		r.question(id, runsheet.MoveAll{IDs: []runsheet.QuestionID{id}, To: runsheet.Archived}, true)
	case actRejectBurst:
		r.rejectBurst()
	}
}

// question sends what was decided on a question, and goes on to the next one of the list.
func (r *Room) question(id runsheet.QuestionID, c runsheet.Command, step bool) {
	if id == "" {
		return
	}
	r.deal([]runsheet.QuestionID{id}, c)
	if step {
		r.questions.step()
	}
}

// undoQuestion takes back the last thing that was done to a question from here, else to the selected one.
func (r *Room) undoQuestion() {
	ids := []runsheet.QuestionID{r.questions.queue.selected}
	if last := len(r.undo) - 1; last >= 0 {
		ids, r.undo = r.undo[last], r.undo[:last]
	}
	id := ids[0]
	if id == "" {
		return
	}
	r.send(undoing(r.state, ids))
	if r.questions.queue.index(id) >= 0 {
		r.questions.queue.pick(id, false)
	}
}

func (r *Room) tell(text string) { r.send(runsheet.SendMessage{Text: text}) }

// focus gives the keyboard to a panel, and shows it.
func (r *Room) focus(p panel) {
	r.panel = p
	if p == sheetPanel {
		if r.editor.on && r.pane != slotPane {
			r.showPane(slotPane)
			return
		}
		r.render()
		return
	}
	for _, one := range r.panes {
		if one.keyboard == p {
			r.showPane(one.id)
		}
	}
}

func (r *Room) toggleShare() {
	if !r.sharing.offered {
		return
	}
	on := !r.sharing.open
	r.aside(func() error {
		err := r.cfg.Share(on)
		r.later(func() { r.polled = 0; r.render() })
		return err
	})
}

func (r *Room) copyText(text string) {
	r.app.Clipboard().SetContent(text)
	r.say(r.words.Say("desktop.copied", "text", text))
}

// unfocus takes the keyboard out of a text field, so that Space is GO again.
func (r *Room) unfocus() { r.window.Canvas().Unfocus() }

// bindKeys leads every key that no text field uses to the dispatcher.
func (r *Room) bindKeys() {
	c := r.window.Canvas()
	c.SetOnTypedKey(r.TypedKey)
	c.SetOnTypedRune(r.TypedRune)
	if d, ok := c.(fynedesktop.Canvas); ok {
		d.SetOnKeyDown(r.KeyDown)
	}
}

// KeyDown, TypedKey and TypedRune are how Fyne tells of the keyboard: KeyDown once a press, the others again and again
// while the key is down. They are for Fyne and the room's own widgets only.
func (r *Room) KeyDown(*fyne.KeyEvent) { r.freshKey, r.freshRune = true, true }

// TypedKey see KeyDown.
func (r *Room) TypedKey(e *fyne.KeyEvent) {
	k := key{Name: e.Name, Repeat: !r.freshKey, Shift: shifted()}
	r.freshKey = false
	r.press(k)
}

// TypedRune see KeyDown.
func (r *Room) TypedRune(sign rune) {
	k := key{Rune: sign, Repeat: !r.freshRune}
	r.freshRune = false
	r.press(k)
}

func shifted() bool {
	d, ok := fyne.CurrentApp().Driver().(fynedesktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

func (r *Room) press(k key) {
	k.At = r.cfg.Desk.Now()
	var did action
	r.keys, did = r.keys.press(k, r.place())
	if v, ok := verbOf(did); ok && r.typing() && !v.ellipsis && !v.passesLock {
		r.spare(v)
		return
	}
	r.act(did)
}

// spare says that a key did nothing, because somebody writes. A spreadsheet's F2 begins to write in a cell; here it would cut
// the picture. What asks before it does anything is heard all the same.
func (r *Room) spare(v verb) {
	if v.offered(r) && v.possible(r) {
		what := v.labelNow(r)
		if what == "" {
			what = v.words(r.words)
		}
		r.complain(&spared{r.keyOf(v.id), what})
	}
}

// spared is what was not done because somebody writes.
type spared struct{ key, what string }

func (s *spared) Error() string { return "press " + s.key + ": somebody writes" }

func (r *Room) place() place {
	return place{Modal: r.window.Canvas().Overlays().Top() != nil, Panel: r.panel, Edit: r.editor.on && r.panel == sheetPanel}
}
