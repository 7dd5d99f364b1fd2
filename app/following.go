package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"regie/app/sources"
	"regie/runsheet"
	"regie/ui/web"
)

// The platforms that a desk can follow, by the word before the colon of "twitch:CHANNEL".
const (
	onTwitch   = "twitch"
	onYouTube  = "youtube"
	onFacebook = "facebook"
)

// put hands a message from elsewhere to the desk, as the question that it then is.
func (e *evening) put(ctx context.Context, m sources.Message) error {
	by := runsheet.Actor{Role: runsheet.SourceRole, Device: runsheet.SourceDevice(m.Platform, cmp.Or(m.AuthorID, m.Author), e.secret)}
	return e.desk.Do(ctx, by, runsheet.Ask{
		ID: runsheet.SourceQuestion(m.Platform, m.ID), Text: m.Text,
		Source: runsheet.Source{Platform: m.Platform, ID: m.ID, Author: m.Author},
	})
}

// ingest takes what another program sends; it says how many messages the desk now has.
func (e *evening) ingest(ctx context.Context, body []byte) (int, error) {
	if !e.entrance.open() {
		return 0, &runsheet.Refusal{Reason: runsheet.NotAllowed, Detail: "the entrance for other programs is switched off"}
	}
	messages, err := sources.ParseIngest(body)
	if err != nil {
		return 0, &runsheet.Refusal{Reason: runsheet.BadCommand, Detail: err.Error()}
	}
	for n, m := range messages {
		err := e.put(ctx, m)
		e.entrance.heard(err == nil)
		if err != nil {
			return n, err
		}
	}
	return len(messages), nil
}

// importQuestions brings in the questions of a file, or of what was copied, and says how many the desk has of them; those that were
// brought in before ctx ended stay. It counts them on the way.
func (e *evening) importQuestions(ctx context.Context, name string, data []byte, count func(done, of int)) (kept int, err error) {
	messages, err := sources.Import(name, data)
	if err != nil {
		return 0, err
	}
	for i, m := range messages {
		count(i, len(messages))
		err := sources.Put(ctx, e.put, m)
		if no, refused := errors.AsType[*runsheet.Refusal](err); refused { // this one is no question; the others may be
			e.p.log.Info("message refused", "source", name, "error", no)
			continue
		}
		if err != nil {
			return kept, err
		}
		kept++
	}
	return kept, nil
}

// importAll brings in the files of the command line. One that cannot be read is said in the log and keeps nobody from
// beginning.
func (e *evening) importAll(ctx context.Context) {
	for _, name := range e.questions {
		data, err := os.ReadFile(name)
		n := 0
		if err == nil {
			n, err = e.importQuestions(ctx, filepath.Base(name), data, uncounted)
		}
		if err != nil {
			e.p.log.Warn("questions are not brought in", "file", name, "brought", n, "error", err)
			continue
		}
		e.p.log.Info("questions brought in", "file", name, "brought", n)
	}
}

var errNoSecret = errors.New("a key is needed")

// reader makes what follows "platform:target". The secret is what this machine keeps for the platform.
func (p *program) reader(spec string) (runsheet.Platform, string, sources.Reader, error) {
	platform, target, _ := strings.Cut(strings.TrimSpace(spec), ":")
	switch platform = strings.ToLower(platform); platform {
	case onTwitch:
		t, err := sources.NewTwitch(target)
		if err != nil {
			return "", "", nil, err
		}
		return onTwitch, t.Channel, t, nil
	case onYouTube, onFacebook:
		secret, set := os.LookupEnv("REGIE_" + strings.ToUpper(platform) + "_KEY")
		if !set {
			var err error
			if secret, err = p.settings.Secret("source " + platform); err != nil {
				return "", "", nil, err
			}
		}
		if secret == "" {
			return "", "", nil, fmt.Errorf("follow %s: %w", platform, errNoSecret)
		}
		if platform == onYouTube {
			y, err := sources.NewYouTube(target, secret)
			if err != nil {
				return "", "", nil, err
			}
			return onYouTube, y.Video, y, nil
		}
		f, err := sources.NewFacebook(target, secret)
		if err != nil {
			return "", "", nil, err
		}
		return onFacebook, f.Video, f, nil
	}
	return "", "", nil, fmt.Errorf("read source %q: twitch:CHANNEL, youtube:VIDEO or facebook:VIDEO", spec)
}

// follow adds a source and lets it run, unless it is among those that were cut off. A secret, where one is given, is kept for
// the platform.
func (e *evening) follow(spec, secret string, off []string) error {
	platform, _, _ := strings.Cut(spec, ":")
	if secret != "" {
		if _, err := e.p.settings.KeepSecret("source "+strings.ToLower(strings.TrimSpace(platform)), secret); err != nil {
			return err
		}
	}
	p, target, reader, err := e.p.reader(spec)
	if err != nil {
		return err
	}
	_, err = e.sources.Add(p, target, reader, !slices.Contains(off, string(p)+":"+target))
	return err
}

// rememberSources keeps what is followed for the evenings to come, and what is cut off.
func (e *evening) rememberSources() error {
	specs, off := []string{}, []string{}
	for _, s := range e.sources.Statuses() {
		specs = append(specs, s.ID)
		if !s.On {
			off = append(off, s.ID)
		}
	}
	if !e.entrance.open() {
		off = append(off, ingestSource)
	}
	return e.p.settings.Keep(map[string]any{"sources": specs, "sources_off": off})
}

// followAll adds the sources of the settings and of the command line. One that cannot be followed is said in the log and
// keeps nobody from beginning.
func (e *evening) followAll() {
	specs, off := slices.Compact(slices.Clone(e.p.settings.Sources)), e.p.settings.SourcesOff
	e.entrance.turn(!slices.Contains(off, ingestSource))
	for _, spec := range specs {
		if err := e.follow(spec, "", off); err != nil && !errors.Is(err, sources.ErrKnown) {
			e.p.log.Warn("source is not followed", "source", spec, "error", err)
		}
	}
}

// manager is what an operator's script may do with links and sources.
type manager struct{ e *evening }

func (m manager) MakeLink(role runsheet.Role, name string) (web.Key, error) {
	return m.e.makeKey(role, name)
}
func (m manager) RevokeLink(id string) error   { return m.e.revokeKey(id) }
func (m manager) RevokePerson(id string) error { return m.e.revokePerson(id) }

// SwitchSource acts at once, and answers when that is kept: what was cut off stays so, whatever becomes of the program.
func (m manager) SwitchSource(id string, on bool) bool {
	if id == ingestSource {
		m.e.entrance.turn(on)
	} else if !m.e.sources.Switch(id, on) {
		return false
	}
	m.remember()
	return true
}

func (m manager) remember() {
	if err := m.e.rememberSources(); err != nil {
		m.e.p.log.Warn("sources are not remembered", "error", err)
	}
}

func (m manager) AddSource(spec, secret string) error {
	if err := m.e.follow(spec, secret, nil); err != nil {
		return err
	}
	return m.e.rememberSources()
}

func (m manager) RemoveSource(id string) bool {
	if !m.e.sources.Remove(id) {
		return false
	}
	m.remember()
	return true
}

func (m manager) Sources() []web.SourceStatus {
	now := time.Now()
	out := []web.SourceStatus{}
	for _, s := range append(m.e.sources.Statuses(), m.e.entrance.status()) {
		v := web.SourceStatus{
			ID: s.ID, Platform: s.Platform, Target: s.Target, Light: string(s.Light), Cause: string(s.Cause), Detail: s.Detail, Kept: s.Kept,
			Refused: s.Refused, Dropped: s.Dropped, QuotaUsed: s.Quota.Used, QuotaDaily: s.Quota.Daily,
		}
		if !s.Last.IsZero() {
			ago := now.Sub(s.Last).Milliseconds()
			v.LastMS = &ago
		}
		if !s.Next.IsZero() {
			in := s.Next.Sub(now).Milliseconds()
			v.NextMS = &in
		}
		out = append(out, v)
	}
	return out
}
