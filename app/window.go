//go:build !headless

package app

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"regie/app/settings"
	"regie/assets"
	"regie/obs"
	"regie/runsheet"
	"regie/ui/desktop"
	"regie/ui/desktop/theme"
)

// firstFrame is what the log says when the window is drawn.
const firstFrame = "first frame drawn"

// withoutWindow says that this build has no window.
const withoutWindow = false

// openWindow runs an evening in the control room, on the thread it is called on, until its window is closed.
func (p *program) openWindow(ctx context.Context, o eveningOptions) error {
	if err := p.needDisplay(); err != nil {
		return err
	}
	opened := false
	err := p.hold(ctx, o, func(ctx context.Context, stop func(), e *evening) error {
		opened = true
		p.makeCache()
		fyneapp.SetMetadata(fyne.AppMetadata{
			ID: "org.regie.desktop", Name: "Régie", Version: Version(), Release: true,
			Icon:       fyne.NewStaticResource("icon.png", assets.Icon),
			Migrations: map[string]bool{"fyneDo": true},
		})
		a := fyneapp.NewWithID("org.regie.desktop")
		room := desktop.New(a, e.control(stop))
		room.Show()
		// By the time Fyne's thread comes to this, it has been through a frame.
		a.Lifecycle().SetOnStarted(func() { go fyne.Do(func() { p.log.Debug(firstFrame) }) })
		e.goes(func() error {
			room.Run(ctx)
			fyne.Do(a.Quit) // an icon in the tray would keep the app alive without any window
			return nil
		})
		follow := e.trayIn(a, room.Window(), func() { room.Press("quit") })
		e.goes(func() error { follow(ctx); return nil })
		e.goes(func() error {
			select {
			case <-ctx.Done():
			case failure := <-e.failed: // a room that died is said when the window is gone
				e.failed <- failure
				stop()
			}
			return nil
		})
		desktop.RunApp(a)
		room.Stopped()
		return nil
	})
	if err != nil && !opened && o.file == "" && o.showFile == "" {
		p.showTrouble(err) // started from an icon: nobody reads what a shell would show
	}
	return err
}

// needDisplay says so where there is nothing to draw a window on.
func (p *program) needDisplay() error {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return &trouble{key: "no-display"}
	}
	return nil
}

// makeCache makes the user's cache folder: Fyne makes its own folder in it, not the one above.
func (p *program) makeCache() {
	if cache, err := os.UserCacheDir(); err == nil {
		os.MkdirAll(cache, 0o700)
	}
}

// showTrouble says in a window of its own why there is no control room.
func (p *program) showTrouble(err error) {
	sentence, hint, detail := explain(err, p.words)
	a := fyneapp.NewWithID("org.regie.desktop")
	a.Settings().SetTheme(theme.New())
	w := a.NewWindow("Régie")
	text := widget.NewLabel(strings.Join(slices.DeleteFunc([]string{sentence, hint, detail}, func(s string) bool { return s == "" }), "\n\n"))
	text.Wrapping = fyne.TextWrapWord
	w.SetContent(container.NewPadded(container.NewBorder(nil, widget.NewButton("OK", w.Close), nil, nil, text)))
	w.Resize(fyne.NewSize(520, 240))
	w.Show()
	desktop.RunApp(a)
}

// control joins the window to the evening.
func (e *evening) control(stop func()) desktop.Config {
	p := e.p
	here := obs.Installed(obs.SettingsDirs())
	c := desktop.Config{
		Desk:    keeper{e.desk, e},
		Lang:    p.lang,
		Version: Version(),
		Demo: func() error {
			self, err := os.Executable()
			if err != nil {
				return err
			}
			cmd := exec.Command(self, "demo", "--listen", "127.0.0.1:0")
			if err := cmd.Start(); err != nil {
				return err
			}
			go cmd.Wait() // ends with the demonstration; nobody waits for it
			return nil
		},
		Links: func() []desktop.Link {
			urls := e.links()
			out := make([]desktop.Link, 0, len(pages))
			for _, page := range pages {
				out = append(out, desktop.Link{Page: page.page, URL: urls[page.page]})
			}
			return out
		},
		Pages: e.openPages(), Keyring: e.keyring(), Sources: e.windowSources(), Invitations: e.windowInvitations(), ReadPrepared: prepareForWindow,
		Share:    e.share,
		Shared:   e.isShared,
		Audience: func() int { return e.keys.Here()[string(runsheet.Audience)] },
		Glimpse:  e.glimpse,
		Studio:   e.showStudio, KeepStreamKey: e.keepStreamKey, HasStreamKey: e.hasStreamKey,
		Connect: e.connect, FindOBS: e.findAndConnect, OfferOBS: e.sim == nil && p.offersOBS(obs.SettingsDirs()), OBSHere: here,
		OfferedOBS: func() { p.remember("the answer about OBS is", map[string]any{"obs.found": true}) },
		FirstStart: !p.settings.Guided, CrashReport: p.crashReport(), Problems: problemsOf(e.problems, p.words),
		Guided: func() {
			p.remember("the first steps are", map[string]any{"guided": true, "obs.found": here || p.settings.OBS.Found})
		},
		Check: e.check, PrintChecks: e.printChecks, Report: e.writeReport,
		Target:  e.standIn.real,
		Spare:   func() string { return e.studio.spare.Mirror().Address },
		OnClose: stop,
	}
	if e.sim == nil { // a simulated OBS has no spare
		c.ConnectSpare = e.connectSpare
	}
	e.sheets(&c)
	e.machine(&c)
	return c
}

// connectSpare goes to another spare OBS, now and in the evenings to come; without an address there is none any more.
func (e *evening) connectSpare(address, password string) error {
	if address != "" && settings.SameOBS(address, e.standIn.real()) {
		return desktop.ErrSameOBS
	}
	if address != "" {
		var err error
		if password, err = e.kept(address, password); err != nil {
			return err
		}
	}
	e.studio.spare.SetTarget(address, password)
	return e.p.settings.Keep(map[string]any{"obs.spare": address})
}

// showStudio shows OBS's pictures and levels to the window, while its panel is seen.
func (e *evening) showStudio(ctx context.Context, every time.Duration, width int, picture func(desktop.Picture), levels func([]desktop.Level)) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(e.ctx, stop)()
	e.studio.main.Watch(ctx, obs.View{Program: true, Meters: true, Every: every, Width: width},
		func(p obs.Picture) {
			picture(desktop.Picture{Scene: p.Scene, Program: p.Program, Image: p.Image})
		},
		func(l obs.Levels) {
			all := make([]desktop.Level, len(l.Inputs))
			for i, in := range l.Inputs {
				all[i] = desktop.Level(in)
			}
			levels(all)
		})
}

// hasStreamKey is asked once a second: the keyring is asked once.
func (e *evening) hasStreamKey(id runsheet.DestinationID) bool {
	if has, known := e.keyed.Load(id); known {
		return has.(bool)
	}
	key, err := e.p.settings.Secret(streamKey(id))
	e.keyed.Store(id, err == nil && key != "")
	return err == nil && key != ""
}
