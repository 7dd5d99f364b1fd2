//go:build !headless

package app

import (
	"context"
	"errors"
	"time"

	"regie/app/sources"
	"regie/runsheet"
	"regie/ui/desktop"
)

// windowSources are the places that questions come from, in the words of the window's room.
func (e *evening) windowSources() *desktop.Sources {
	return &desktop.Sources{
		List:      e.listSources,
		Platforms: []runsheet.Platform{onTwitch, onYouTube, onFacebook}, Keyed: []runsheet.Platform{onYouTube, onFacebook},
		Add:    e.addSource,
		Switch: func(id string, on bool) { manager{e}.SwitchSource(id, on) },
		Remove: func(id string) { manager{e}.RemoveSource(id) },
		Import: func(ctx context.Context, name string, data []byte, count func(done, of int)) (int, error) {
			kept, err := e.importQuestions(ctx, name, data, count)
			if errors.Is(err, sources.ErrNoQuestions) {
				err = desktop.FaultNoQuestions
			}
			return kept, err
		},
	}
}

func (e *evening) listSources() []desktop.Source {
	now := time.Now()
	all := []desktop.Source{}
	for _, s := range append(e.sources.Statuses(), e.entrance.status()) {
		one := desktop.Source{
			ID: s.ID, Platform: s.Platform, Target: s.Target, On: s.On, Light: string(s.Light), Cause: string(s.Cause), Detail: s.Detail,
			Since: now.Sub(s.Since), Last: -1, Kept: s.Kept, Refused: s.Refused, Dropped: s.Dropped, Used: s.Quota.Used, Daily: s.Quota.Daily,
		}
		if !s.Last.IsZero() {
			one.Last = now.Sub(s.Last)
		}
		if !s.Next.IsZero() {
			one.Next = max(s.Next.Sub(now), time.Second)
		}
		if s.ID == ingestSource {
			one.URL = e.ingestURL()
		}
		all = append(all, one)
	}
	return all
}

// ingestURL is where other programs bring messages in, with the key that every show has for them.
func (e *evening) ingestURL() string {
	for _, k := range e.linkKeys() {
		if k.Role == runsheet.SourceRole && k.First {
			return k.URL
		}
	}
	return ""
}

// addSource follows a place, or says what is wrong with it in a word that the window knows.
func (e *evening) addSource(platform runsheet.Platform, target, key string) error {
	err := manager{e}.AddSource(string(platform)+":"+target, key)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sources.ErrKnown):
		return desktop.FaultKnown
	case errors.Is(err, errNoSecret):
		return desktop.FaultKey
	case errors.Is(err, sources.ErrTarget):
		return desktop.FaultTarget
	}
	return err
}

// prepareForWindow reads questions that were written down, in the terms of a show.
func prepareForWindow(show runsheet.Show, data []byte) ([]runsheet.PreparedQuestion, []string, error) {
	written, err := sources.ReadPrepared(data)
	if errors.Is(err, sources.ErrNoQuestions) {
		return nil, nil, desktop.FaultNoQuestions
	} else if err != nil {
		return nil, nil, err
	}
	all, strays := preparedFor(show, written)
	return all, strays, nil
}
