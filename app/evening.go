package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"regie/app/awake"
	"regie/app/certificate"
	"regie/app/desk"
	"regie/app/journal"
	"regie/app/notify"
	"regie/app/sound"
	"regie/app/sources"
	"regie/assets"
	"regie/obs/obstest"
	"regie/runsheet"
	"regie/runsheet/formats"
	"regie/ui/web"
)

// What --obs takes beside an address.
const (
	simulated = "sim"
	without   = "none"
)

// eveningOptions say how an evening is opened.
type eveningOptions struct {
	file, showFile, passwordFile string
	// old is how a show that was left on air long ago goes on, "" to ask: a runsheet.Settling.
	old string
	// questions are files of questions, exported from elsewhere, to bring in at the start.
	questions []string
	// strict is for scripts: the address must be the one that was asked for.
	strict bool
	demo   bool
	// check looks at everything at the start.
	check bool
	// want is the show to run of an event that has several.
	want wantedShow
}

// fresh is for how long a show that was on air is gone on with unasked. Longer ago it is another evening.
const fresh = 12 * time.Hour

// evening is the rooms of one show, joined.
type evening struct {
	p       *program
	journal *journal.Journal
	desk    *desk.Desk
	web     *web.Server
	studio  studio
	keyed   sync.Map // of runsheet.DestinationID: whether its stream key is kept here
	standIn standIn
	sight   glimpse
	sim     *obstest.Server
	notes   *notify.Notifier
	wishes  *wishes
	spoken  *spoken
	sounds  *sound.Player
	awake   *awake.Keeper
	keys    *web.Keyring
	// secret signs the names of devices and of authors elsewhere.
	secret  string
	sources *sources.Room
	// entrance is where other programs bring messages in.
	entrance entrance
	// accesses wait to be told to the desk.
	accesses chan web.Access
	// sheet is the run sheet to load at the start, nil when the show file already has it; raw are its bytes.
	sheet *runsheet.Load
	raw   []byte
	// problems are the sheet's.
	problems []formats.Problem
	// event is what the sheet belongs to, nil for a sheet alone; asked is which of its shows was asked for.
	event *runsheet.LoadEvent
	asked wantedShow
	// read holds the bytes of sheets that were read and not loaded yet, by their names.
	read   map[string][]byte
	readMu sync.Mutex
	// fresh says that this evening has made its show file.
	fresh bool
	// old answers how a show that was left on air goes on, "" leaves it to somebody at a screen.
	old runsheet.Settling
	// questions are files of questions to bring in at the start.
	questions []string
	// scratch is a folder that goes with the evening; empty outside the demonstration.
	scratch string

	listener net.Listener
	// certificate is nil where everything goes in plain.
	certificate *certificate.Certificate
	ctx         context.Context
	running     sync.WaitGroup
	failed      chan error
	shared      sharing
}

// openEvening opens the show file, the port and OBS, in this order, and starts nothing yet.
func (p *program) openEvening(o eveningOptions) (_ *evening, err error) {
	e := &evening{p: p, failed: make(chan error, 1), read: map[string][]byte{}, accesses: make(chan web.Access, 64), shared: sharing{addresses: localAddresses}}
	defer func() {
		if err != nil {
			e.close()
		}
	}()
	e.questions, e.asked = o.questions, o.want
	if e.old = runsheet.Settling(o.old); e.old != "" && !slices.Contains(runsheet.Settlings, e.old) {
		return nil, fmt.Errorf("--old %s: it is one of %v", o.old, runsheet.Settlings)
	}
	state, err := e.openShow(o)
	if err != nil {
		return nil, err
	}
	if e.keys, err = openKeys(e.journal); err != nil {
		return nil, troubled(err, filepath.Base(e.journal.Path()))
	}
	secret, mark, err := showSecret(e.journal)
	e.secret = secret
	if err != nil {
		return nil, troubled(err, filepath.Base(e.journal.Path()))
	}
	address := p.settings.OBS.Address
	if o.demo {
		address = simulated
	}
	if e.listener, err = p.listen(o); err != nil {
		return nil, err
	}
	if e.certificate, err = p.certificate(); err != nil {
		return nil, err
	}
	password := ""
	switch address {
	case without, "":
		address = ""
	case simulated:
		if e.sim, err = obstest.Start(obstest.Config{Scenes: scenesOf(e.showsToBe(state), p.settings.OBS.Waiting), Inputs: simInputs(e.showsToBe(state), state.Display.TextSource), Fade: 300 * time.Millisecond}); err != nil {
			return nil, fmt.Errorf("start simulated OBS: %w", err)
		}
		address = e.sim.URL()
	default:
		if password, err = p.obsPassword(o, address); err != nil {
			return nil, err
		}
	}
	spare, sparePassword := p.settings.OBS.Spare, ""
	if e.sim != nil {
		spare = ""
	}
	if spare != "" {
		if sparePassword, err = p.settings.Password(spare); err != nil {
			return nil, err
		}
	}
	e.openStudio(address, password, spare, sparePassword, state.Alarms)
	e.standIn.driver, e.standIn.address, e.standIn.password = e.studio.main, address, password
	e.desk = desk.New(state, desk.Config{Journal: e.journal, Now: desk.SystemClock(), Want: e.want, Act: e.act, Cause: diskCause, Log: p.log, Resumed: state.Seq > 0, Broken: p.crash.Note})
	e.notes, e.sounds, e.awake = notify.New("Régie", p.log), sound.New(p.log), awake.New(p.log)
	e.wishes, e.spoken = newWishes(p.settings), newSpoken(p.words)
	e.sources = sources.New(sources.Config{Put: e.put, Log: p.log})
	e.web = web.New(web.Config{
		Desk: keeper{e.desk, e}, Ring: e.keys, Show: mark, Secret: secret, Audit: e.access, Themes: p.themes(), Ingest: e.ingest, Manager: manager{e},
		Load: e.readForWeb, Check: func(ctx context.Context) error { return e.check(ctx, uncounted) }, Hosts: slices.Concat(p.settings.Hosts, e.certifiedNames()), Lang: p.lang, Log: p.log,
	})
	return e, nil
}

// openShow finds what to go on with: the show file that was named, the one that a crash left on air, or a new one.
func (e *evening) openShow(o eveningOptions) (runsheet.State, error) {
	var path string
	var err error
	switch {
	case o.demo:
		if e.scratch, err = os.MkdirTemp("", "regie-demo-"); err != nil {
			return runsheet.State{}, fmt.Errorf("make demonstration: %w", err)
		}
		path = filepath.Join(e.scratch, "demo"+extension)
		err = e.useSample()
	case o.file == "":
		path = o.showFile
	default:
		path, err = e.useFile(o)
	}
	if err != nil {
		return runsheet.State{}, err
	}
	if path == "" {
		if path, err = e.p.goOnWith(e.sheet, e.raw, e.asked); err != nil {
			return runsheet.State{}, err
		}
	}
	if e.journal, err = journal.Open(path); err != nil {
		return runsheet.State{}, troubled(err, filepath.Base(path))
	}
	state, err := e.journal.Replay(context.Background(), nil)
	if err != nil {
		return state, troubled(err, filepath.Base(path))
	}
	if e.sheet != nil {
		had, err := e.journal.HasSheet(e.raw)
		if err != nil {
			return state, troubled(err, filepath.Base(path))
		}
		if had && state.Seq > 0 {
			e.sheet, e.problems = nil, nil
		}
	}
	if o.strict && e.sheet == nil && len(state.Show.Slots) == 0 {
		return state, &trouble{key: "empty-show", pairs: []any{"subject", filepath.Base(path)}}
	}
	e.fresh = state.Seq == 0
	return state, nil
}

const extension = ".regie"

// useFile reads FILE, which is a show file (its path is given back) or a run sheet (kept to be loaded).
func (e *evening) useFile(o eveningOptions) (path string, err error) {
	name, data, err := e.p.load(context.Background(), o.file)
	if err != nil {
		return "", err
	}
	if journal.IsShowFile(data) || strings.EqualFold(filepath.Ext(name), extension) || bytes.HasPrefix(data, []byte("SQLite format 3\x00")) {
		return o.file, nil
	}
	found, err := e.p.openSheet(name, data, o.want)
	if err != nil {
		return "", err
	}
	if e.p.err != nil {
		e.p.listProblems(e.p.err, found.problems)
	}
	e.sheet, e.event, e.raw, e.problems = &found.sheet, found.event, data, found.problems
	return o.showFile, nil
}

// goOnWith gives the show file for an evening that names none: the newest one that this evening goes on, else a new one.
func (p *program) goOnWith(sheet *runsheet.Load, raw []byte, want wantedShow) (string, error) {
	for _, path := range p.lately() {
		if goesOn(path, raw, want) {
			return path, nil
		}
	}
	if err := os.MkdirAll(p.settings.Shows, 0o700); err != nil {
		return "", troubled(err, p.settings.Shows)
	}
	name := "regie"
	if sheet != nil {
		name = slug(sheet.Show.Title)
	}
	stem := filepath.Join(p.settings.Shows, name+"-"+time.Now().Format("2006-01-02-1504"))
	for i := 1; ; i++ {
		path := stem + extension
		if i > 1 {
			path = stem + "-" + strconv.Itoa(i) + extension
		}
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
	}
}

// slug makes a title fit for a file's name on every system.
func slug(title string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, title)
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' })
	s = strings.Join(parts, "-")
	for i := range s {
		if i >= 60 {
			s = s[:i]
			break
		}
	}
	if s == "" {
		return "regie"
	}
	return s
}

// lately are the show files of the last hours: the one that was open last, and those in the shows folder, newest first.
func (p *program) lately() []string {
	type file struct {
		path    string
		written time.Time
	}
	var files []file
	names, _ := filepath.Glob(filepath.Join(p.settings.Shows, "*"+extension))
	for _, path := range append(names, p.settings.LastShow) {
		// The write-ahead log is what a desk writes to; the file itself may be older.
		written := time.Time{}
		for _, name := range []string{path, path + "-wal"} {
			if info, err := os.Stat(name); err == nil && info.ModTime().After(written) {
				written = info.ModTime()
			}
		}
		known := slices.ContainsFunc(files, func(f file) bool { return f.path == path })
		if time.Since(written) < fresh && !known {
			files = append(files, file{path, written})
		}
	}
	slices.SortFunc(files, func(a, b file) int { return b.written.Compare(a.written) })
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.path
	}
	return paths
}

// goesOn says whether a show is the one to go on with: begun and not closed, a short time ago, and with the sheet of
// those bytes, and the room that is wanted. Without a sheet it must have been on air: nobody asked for it.
func goesOn(path string, raw []byte, want wantedShow) bool {
	j, err := journal.Read(path)
	if err != nil {
		return false
	}
	defer j.Close()
	s, err := j.Replay(context.Background(), nil)
	if err != nil || s.Mode == runsheet.ClosedMode || time.Since(s.Run.Real(s.AsOf()).Wall) >= fresh {
		return false
	}
	if raw == nil {
		return s.Mode == runsheet.LiveMode
	}
	if room, ok := s.Room(); ok && len(want.among([]runsheet.RoomShow{room})) == 0 {
		return false
	}
	same, err := j.HasSheet(raw)
	return err == nil && same
}

// scenesOf are the scenes that a simulated OBS needs for some shows.
func scenesOf(shows []runsheet.Show, waiting string) []string {
	scenes := []string{}
	if waiting != "" {
		scenes = append(scenes, waiting)
	}
	for _, show := range shows {
		for _, s := range show.Slots {
			if s.Scene != "" && !slices.Contains(scenes, s.Scene) {
				scenes = append(scenes, s.Scene)
			}
		}
	}
	return scenes
}

// showsOf are the sheets that a desk may come to run: the one it has, or all of its event.
func showsOf(s runsheet.State) []runsheet.Show {
	if len(s.Event.Shows) == 0 {
		return []runsheet.Show{s.Show}
	}
	return sheetsOf(s.Shows())
}

func sheetsOf(event []runsheet.RoomShow) []runsheet.Show {
	shows := make([]runsheet.Show, len(event))
	for i, r := range event {
		shows[i] = r.Show
	}
	return shows
}

// showsToBe are those of the desk once it is prepared.
func (e *evening) showsToBe(s runsheet.State) []runsheet.Show {
	switch {
	case e.sheet == nil:
		return showsOf(s)
	case e.event == nil:
		return []runsheet.Show{e.sheet.Show}
	}
	return sheetsOf(e.event.Shows)
}

// listen opens the port of the pages. Where nobody insists on one, a taken port is no reason not to run the evening.
func (p *program) listen(o eveningOptions) (net.Listener, error) {
	address := p.settings.Listen
	l, err := net.Listen("tcp", address)
	if err != nil && !o.strict {
		if other, second := net.Listen("tcp", "127.0.0.1:0"); second == nil {
			p.log.Warn("pages are at another port", "wanted", address, "address", other.Addr(), "error", err)
			return other, nil
		}
	}
	if err != nil {
		if t := troubled(err, address); t != err {
			return nil, t
		}
		return nil, &trouble{key: "cannot-listen", pairs: []any{"subject", address}, cause: err}
	}
	return l, nil
}

// start sets every room going. They end when ctx does; wait returns then.
func (e *evening) start(ctx context.Context) error {
	e.ctx = ctx
	e.goes(func() error { return e.desk.Run(ctx) })
	if e.old != "" {
		e.goes(func() error {
			return e.desk.Do(ctx, runsheet.Actor{Role: runsheet.DeskRole}, runsheet.Settle{How: e.old})
		})
	}
	e.goes(func() error { e.notes.Run(ctx); return nil })
	e.goes(func() error { e.noteAccesses(ctx); return nil })
	e.goes(func() error { e.erase(ctx); return nil })
	e.goes(func() error { e.purgeOthers(ctx); return nil })
	e.goes(func() error { e.sources.Run(ctx); return nil })
	e.followAll()
	e.goes(func() error { e.sounds.Run(ctx); return nil })
	e.goes(func() error { e.awake.Run(ctx); return nil })
	e.goes(func() error { return e.serveOn(ctx, e.listener) })
	if err := e.serveOSC(ctx); err != nil {
		return err
	}
	if err := e.prepare(ctx); err != nil {
		return err
	}
	if err := e.standIn.follow(e.desk.State()); err != nil { // a rehearsal that was killed goes on without the real OBS
		return err
	}
	e.importAll(ctx)
	e.runStudio(ctx)
	e.goes(func() error { e.rehearse(ctx); return nil })
	e.goes(func() error { e.notice(ctx); return nil })
	return nil
}

func (e *evening) goes(work func() error) {
	e.running.Go(func() {
		if err := work(); err != nil && !errors.Is(err, context.Canceled) {
			select {
			case e.failed <- err:
			default:
			}
		}
	})
}

// prepare gives the desk what the show file did not hold yet.
func (e *evening) prepare(ctx context.Context) error {
	s := e.desk.State()
	if !s.Listed {
		if err := e.desk.Do(ctx, itself, runsheet.SetWords{Words: assets.HeldWords()}); err != nil {
			return fmt.Errorf("set word list: %w", err)
		}
	}
	if s.Waiting == "" && e.p.settings.OBS.Waiting != "" {
		if err := e.desk.Do(ctx, itself, runsheet.SetWaiting{Scene: e.p.settings.OBS.Waiting}); err != nil {
			return fmt.Errorf("set waiting scene: %w", err)
		}
	}
	if e.sheet != nil {
		var load runsheet.Command = *e.sheet
		if e.event != nil {
			load = *e.event
		}
		if err := e.desk.Do(ctx, itself, load); err != nil {
			return fmt.Errorf("load run sheet: %w", err)
		}
		if err := e.journal.KeepSheet(e.sheet.Source, time.Now(), e.raw); err != nil {
			return troubled(err, filepath.Base(e.journal.Path()))
		}
	}
	if e.sheet == nil {
		err := e.takeRoom(s, func(c runsheet.Command) error { return e.desk.Do(ctx, itself, c) })
		if err != nil {
			return err
		}
	}
	if e.scratch != "" {
		return nil
	}
	abs, _ := filepath.Abs(e.journal.Path())
	if err := e.p.settings.Keep(map[string]any{"last_show": abs}); err != nil {
		e.p.log.Warn("the show file is not remembered", "error", err)
	}
	return nil
}

// itself is the desk as an actor.
var itself = runsheet.Actor{Role: runsheet.DeskRole}

// keeper is the desk as pages and window have it: a sheet that it takes is kept, byte for byte, with the show.
type keeper struct {
	*desk.Desk
	e *evening
}

// Do is the desk's.
func (k keeper) Do(ctx context.Context, by runsheet.Actor, c runsheet.Command) error {
	if err := k.Desk.Do(ctx, by, c); err != nil {
		return err
	}
	switch c := c.(type) {
	case runsheet.Load:
		k.e.keep(c.Source)
	case runsheet.LoadEvent:
		k.e.keep(c.Source)
	case runsheet.Merge:
		k.e.keep(c.Source)
	}
	return nil
}

// keep puts a sheet that was read and is now loaded into the show file.
func (e *evening) keep(name string) {
	e.readMu.Lock()
	data, was := e.read[name]
	clear(e.read)
	e.readMu.Unlock()
	if !was {
		return
	}
	if err := e.journal.KeepSheet(name, time.Now(), data); err != nil {
		e.p.log.Warn("the sheet's file is not kept", "error", err)
	}
}

// readSheet reads a run sheet that somebody hands to the desk.
func (e *evening) readSheet(name string, data []byte) (runsheet.Load, []formats.Problem, error) {
	name = path.Base(strings.ReplaceAll(name, "\\", "/")) // a browser may send a whole path, of any system
	res, err := e.p.parseSheet(name, data)
	if err != nil {
		return runsheet.Load{}, nil, err
	}
	e.remember(name, data)
	return runsheet.Load{Show: res.Show, Source: name}, res.Problems, nil
}

// remember holds the bytes of a sheet until it is loaded.
func (e *evening) remember(name string, data []byte) {
	e.readMu.Lock()
	defer e.readMu.Unlock()
	e.read[name] = data
}

// readForWeb is readSheet, in the words of the pages' room.
func (e *evening) readForWeb(name string, data []byte, l assets.Lang) (runsheet.Load, []web.Problem, error) {
	load, found, err := e.readSheet(name, data)
	if err != nil {
		return load, nil, err
	}
	problems := make([]web.Problem, len(found))
	for i, pr := range found {
		problems[i] = web.Problem{Sheet: pr.Sheet, Row: pr.Row, Column: pr.Column, Severity: string(pr.Severity), Read: pr.Read, Message: sentence(pr, assets.In(l))}
	}
	return load, problems, nil
}

// wait returns when every room has ended.
func (e *evening) wait() error {
	e.running.Wait()
	select {
	case err := <-e.failed:
		return err
	default:
		return nil
	}
}

// close puts away what openEvening opened. An evening in which nothing was ever loaded leaves no file.
func (e *evening) close() {
	e.standIn.close()
	if e.sim != nil {
		e.sim.Close()
	}
	if e.listener != nil {
		e.listener.Close()
	}
	if e.journal != nil {
		if err := e.journal.Close(); err != nil {
			e.p.log.Error("show file", "error", err)
		}
		if e.fresh && (e.desk == nil || len(e.desk.State().Show.Slots) == 0) {
			e.journal.Remove()
		}
	}
	if e.scratch != "" {
		os.RemoveAll(e.scratch)
	}
}

// ready is the line that serve prints when everything answers.
type ready struct {
	Address  string                   `json:"address"`
	Keys     map[runsheet.Role]string `json:"keys"`
	ShowFile string                   `json:"show_file"`
}

// hold opens an evening, sets it going, and closes it when inside returns or ctx ends. stop ends it from inside. If the program
// dies, the next evening on this machine has a report of it.
func (p *program) hold(ctx context.Context, o eveningOptions, inside func(ctx context.Context, stop func(), e *evening) error) error {
	p.watchForCrash()
	err := p.holdWatched(ctx, o, inside)
	p.crash.End() // not deferred: a panic passes there first
	return err
}

func (p *program) holdWatched(ctx context.Context, o eveningOptions, inside func(ctx context.Context, stop func(), e *evening) error) error {
	e, err := p.openEvening(o)
	if err != nil {
		return err
	}
	defer e.close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if err = e.start(ctx); err == nil {
		if o.demo {
			e.goes(func() error { e.audience(ctx); return nil })
		}
		err = inside(ctx, stop, e)
	}
	stop()
	if second := e.wait(); err == nil {
		err = second
	}
	return err
}

// serve runs an evening without a window until ctx ends.
func (p *program) serve(ctx context.Context, o eveningOptions) error {
	return p.hold(ctx, o, func(ctx context.Context, _ func(), e *evening) error {
		path, _ := filepath.Abs(e.journal.Path())
		enc := json.NewEncoder(p.out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(ready{e.address(), e.firstKeys(), path}); err != nil {
			return fmt.Errorf("say ready: %w", err)
		}
		if o.check {
			e.goes(func() error { e.checkAndSay(ctx); return nil })
		}
		select {
		case <-ctx.Done():
			return nil
		case err := <-e.failed:
			return err
		}
	})
}
