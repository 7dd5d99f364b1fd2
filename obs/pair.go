package obs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Pair drives two OBS alike, the main one and a spare that may take over. Either may be away: what is done reaches the one
// that is there. It holds no state of its own; its Drivers are run and closed by whoever made them.
type Pair struct {
	Main, Spare *Driver
}

// Want says to both how OBS ought to look; each tells what came of it as its own News.
func (p Pair) Want(look Look) {
	p.Main.Want(look)
	p.Spare.Want(look)
}

// BothError is what became of an action on each OBS; one of them may be nil.
type BothError struct{ Main, Spare error }

func (e *BothError) Error() string {
	switch {
	case e.Spare == nil:
		return fmt.Sprintf("main OBS: %v", e.Main)
	case e.Main == nil:
		return fmt.Sprintf("spare OBS: %v", e.Spare)
	default:
		return fmt.Sprintf("main OBS: %v; spare OBS: %v", e.Main, e.Spare)
	}
}

// Unwrap lets callers test for either's cause.
func (e *BothError) Unwrap() []error {
	return slices.DeleteFunc([]error{e.Main, e.Spare}, func(err error) bool { return err == nil })
}

// OnMain reports whether the main OBS has done it, so that the show goes on.
func (e *BothError) OnMain() bool { return e.Main == nil }

// Do does an action on both at the same time. The stream is the main one's alone: two of the same name would throw each
// other out. The error is a *BothError. A spare that is not connected is no error; a main one is.
func (p Pair) Do(ctx context.Context, a Action) error {
	var e BothError
	var both sync.WaitGroup
	both.Go(func() { e.Main = p.Main.Do(ctx, a) })
	if a.Do != DoStreamStart && a.Do != DoStreamStop {
		both.Go(func() { e.Spare = p.Spare.Do(ctx, a) })
	}
	both.Wait()
	if errors.Is(e.Spare, ErrNotConnected) {
		e.Spare = nil
	}
	if e.Main == nil && e.Spare == nil {
		return nil
	}
	return &e
}

// Difference is something in which the two OBS are not alike.
type Difference struct {
	What        string // "link", "scene", "scenes", "studio mode", "record", "inputs", "transitions", "version"
	Main, Spare string // what each has; of lists, what the other has not
}

// Differences compares the two as last seen. Where one has no address there is nothing to compare; while one is away that
// is the only difference. A scene that has been taken
// on one for less than grace is not one yet: two computers never switch in the same frame.
func (p Pair) Differences(grace time.Duration, now time.Time) []Difference {
	return differences(p.Main.Mirror(), p.Spare.Mirror(), grace, now)
}

func differences(m, s Mirror, grace time.Duration, now time.Time) []Difference {
	if m.Link != LinkReady || s.Link != LinkReady {
		if m.Link == s.Link || m.Link == LinkOff || s.Link == LinkOff {
			return nil
		}
		return []Difference{{"link", string(m.Link), string(s.Link)}}
	}
	var all []Difference
	differ := func(what, a, b string) {
		if a != b {
			all = append(all, Difference{what, a, b})
		}
	}
	only := func(what string, a, b []string) {
		differ(what, others(a, b), others(b, a))
	}
	if now.Sub(m.Taken) > grace && now.Sub(s.Taken) > grace {
		differ("scene", m.Scene, s.Scene)
	}
	only("scenes", m.Scenes, s.Scenes)
	differ("studio mode", onOff(m.StudioMode), onOff(s.StudioMode))
	differ("record", string(m.Record), string(s.Record))
	if m.Holds != nil && s.Holds != nil {
		only("inputs", sortedKeys(m.Holds.Inputs), sortedKeys(s.Holds.Inputs))
		only("transitions", m.Holds.Transitions, s.Holds.Transitions)
	}
	differ("version", m.Version, s.Version)
	return all
}

// others names what a has and b has not.
func others(a, b []string) string {
	text := ""
	for _, name := range a {
		if !slices.Contains(b, name) {
			if text != "" {
				text += ", "
			}
			text += name
		}
	}
	return text
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
