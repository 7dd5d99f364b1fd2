package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"regie/obs"
	"regie/obs/obstest"
	"regie/runsheet"
)

// standIn keeps the real OBS out of a rehearsal that does not want it: the driver lets go of it and drives a simulated one
// until the rehearsal is over. Between the desk's word and the driver's no wish may reach the wrong one, so a wish is kept
// for that moment.
type standIn struct {
	driver *obs.Driver

	mu                sync.Mutex
	address, password string          // the real one; no address is a desk without OBS
	server            *obstest.Server // nil while the real one is driven
	switched          time.Time       // when that last changed
	kept              *runsheet.Look  // wished for before OBS was there
	keptAt            time.Time
}

// switching is how long a wish is kept while the link moves; a simulated OBS is there in a tenth of it.
const switching = 3 * time.Second

// want hands a look to the OBS that it is meant for.
func (i *standIn) want(look runsheet.Look, drive func(runsheet.Look)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	moving := time.Since(i.switched) < switching && !i.there()
	if i.address != "" && (look.Simulated != (i.server != nil) || moving) {
		i.kept, i.keptAt = &look, time.Now()
		return
	}
	i.kept = nil
	drive(look)
}

// ready is told that the link is up: what was wished for a moment ago is done now.
func (i *standIn) ready(drive func(runsheet.Look)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.there() { // the one that was left said so too late
		return
	}
	if look := i.kept; look != nil && look.Simulated == (i.server != nil) && time.Since(i.keptAt) < switching {
		drive(*look)
	}
	i.kept = nil
}

// there says that the driver has the OBS that it was told to drive; for a moment it still has the one before.
func (i *standIn) there() bool {
	at := i.address
	if i.server != nil {
		at = i.server.URL()
	}
	m := i.driver.Mirror()
	return m.Link == obs.LinkReady && m.Address == at
}

// follow drives the OBS that a state is about.
func (i *standIn) follow(s runsheet.State) error {
	simulated := s.Look().Simulated
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case i.address == "" || simulated == (i.server != nil):
		return nil
	case simulated:
		server, err := obstest.Start(obstest.Config{Scenes: scenesOf(showsOf(s), s.Waiting), Inputs: simInputs(showsOf(s), s.Display.TextSource), Fade: 300 * time.Millisecond})
		if err != nil {
			return fmt.Errorf("start simulated OBS: %w", err) // the real one stays as it is, and gets nothing
		}
		i.server = server
		i.driver.SetTarget(server.URL(), "")
	default:
		i.server.Close()
		i.server = nil
		i.driver.SetTarget(i.address, i.password)
	}
	i.switched = time.Now()
	return nil
}

// connect changes the real OBS.
func (i *standIn) connect(address, password string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.address, i.password = address, password
	if i.server == nil {
		i.driver.SetTarget(address, password)
	}
}

// real is the address of the real one.
func (i *standIn) real() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.address
}

// stands says whether a simulated OBS stands in now, and whether there is a real one that it stands in for.
func (i *standIn) stands() (simulated, needed bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.server != nil, i.address != ""
}

func (i *standIn) close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.server != nil {
		i.server.Close()
		i.server = nil
	}
}

// rehearse keeps the right OBS driven until ctx ends.
func (e *evening) rehearse(ctx context.Context) {
	for s := range e.desk.Watch(ctx) {
		if err := e.standIn.follow(s); err != nil {
			e.p.log.Error("the rehearsal has no OBS", "error", err)
		}
	}
}
