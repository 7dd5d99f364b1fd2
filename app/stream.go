package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"regie/obs"
	"regie/runsheet"
)

// streamKey is under which name the key of a destination is kept on this machine.
func streamKey(id runsheet.DestinationID) string { return "stream " + string(id) }

var errNoKey = errors.New("no stream key is kept for it on this computer")

// outletOf says a destination in OBS's words, with its key. OBS has no field for the key of an SRT stream that every version
// of it reads: there it goes into the address.
func outletOf(d runsheet.Destination, key string) (obs.Destination, error) {
	to := obs.Destination{Name: d.Name, Server: d.Server, Key: key}
	if strings.HasPrefix(d.Server, "srt://") {
		to.Key = ""
		if key != "" {
			u, err := url.Parse(d.Server)
			if err != nil {
				return to, fmt.Errorf("%w: %w", obs.ErrDestination, err)
			}
			q := u.Query()
			q.Set("streamid", key)
			u.RawQuery = q.Encode()
			to.Server = u.String()
		}
		return to, nil
	}
	if key == "" {
		return to, errNoKey
	}
	return to, nil
}

// move takes the stream where an order says, and reports each step. A rehearsal moves that of the simulated OBS, which takes as
// long as a real one and asks for no key; without any OBS it goes through the same steps.
func (e *evening) move(ctx context.Context, o runsheet.Order) {
	began := time.Now()
	fail := func(err error) {
		if ctx.Err() == nil {
			e.report(runsheet.ReportMove{To: o.Move.ID, Phase: runsheet.MoveFailed, After: since(began), Why: err.Error(), Cause: causeOf(err, false)})
		}
	}
	stands, needed := e.standIn.stands()
	switch {
	case o.Simulated && stands:
		e.moveTo(ctx, o, obs.Destination{Name: o.Move.Name, Server: o.Move.Server, Key: "-"}, false, fail)
		return
	case o.Simulated != stands && needed:
		fail(errOther)
		return
	case o.Simulated:
		for _, phase := range []runsheet.MovePhase{runsheet.MoveStop, runsheet.MoveSet, runsheet.MoveStart, runsheet.MoveDone} {
			e.report(runsheet.ReportMove{To: o.Move.ID, Phase: phase, After: since(began)})
		}
		return
	}
	key, err := e.p.settings.Secret(streamKey(o.Move.ID))
	if err != nil {
		fail(err)
		return
	}
	to, err := outletOf(*o.Move, key)
	if err != nil {
		fail(err)
		return
	}
	e.moveTo(ctx, o, to, e.sim == nil, fail)
}

// insistence is for how long a destination that was not tried may be asked for again, to be tried all the same: what keeps
// our knock away, as a firewall that knows programs apart, need not keep OBS away, and the spared stream may matter less.
const insistence = time.Minute

// moveTo knocks at the destination first if wanted, unless that was in vain a moment ago.
func (e *evening) moveTo(ctx context.Context, o runsheet.Order, to obs.Destination, knock bool, fail func(error)) {
	e.studio.mu.Lock()
	e.studio.moves[to.Name] = o.Move.ID
	knock = knock && (e.studio.spared.id != o.Move.ID || time.Since(e.studio.spared.at) > insistence)
	e.studio.spared.id = ""
	e.studio.mu.Unlock()
	moved, err := e.studio.main.Move(ctx, to, obs.MoveOptions{Restore: o.Restore, Knock: knock})
	if err == nil {
		return
	}
	if moved.Spared() {
		e.studio.mu.Lock()
		e.studio.spared.id, e.studio.spared.at = o.Move.ID, time.Now()
		e.studio.mu.Unlock()
	}
	if n := len(moved.Steps); n == 0 || moved.Steps[n-1].Phase != obs.MoveFailed { // it told nobody
		fail(err)
	}
}

func since(t time.Time) runsheet.Millis { return runsheet.Millis(time.Since(t).Milliseconds()) }

// hearMove brings back a step of a move, or of what the driver keeps an eye on afterwards.
func (e *evening) hearMove(n obs.News) {
	e.studio.mu.Lock()
	id, known := e.studio.moves[n.Step.To]
	e.studio.mu.Unlock()
	if !known {
		return
	}
	e.report(runsheet.ReportMove{
		To: id, Phase: runsheet.MovePhase(n.Step.Phase), After: runsheet.Millis(n.Step.Since.Milliseconds()), Why: detail(n.Step.Why),
		Cause: causeOf(n.Step.Why, n.Step.Spared),
	})
}

// causeOf names why a move came to nothing, "" for what has no name. Spared says that the stream was not touched.
func causeOf(err error, spared bool) runsheet.MoveCause {
	for known, cause := range map[error]runsheet.MoveCause{obs.ErrDeafTo: runsheet.MoveDeaf, obs.ErrRefusedTo: runsheet.MoveRefused,
		obs.ErrSilentTo: runsheet.MoveSilent, obs.ErrUnprovenTo: runsheet.MoveUnproven, errNoKey: runsheet.MoveKeyless} {
		switch {
		case !errors.Is(err, known):
		case spared && cause == runsheet.MoveUnproven:
			return runsheet.MoveSparedUnproven
		case spared:
			return runsheet.MoveSpared
		default:
			return cause
		}
	}
	return ""
}
