package obs

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/andreykaipov/goobs/api"
	"github.com/andreykaipov/goobs/api/requests/outputs"
	"github.com/andreykaipov/goobs/api/requests/stream"
)

// MoveOptions are what else may be wanted of a move.
type MoveOptions struct {
	// Restore puts the profile's destination back as it was found, once the stream is over.
	Restore bool
	// Knock tries the destination first, and leaves the stream where it is when no connection is taken there, or when its
	// certificate is none that this computer trusts. Only an OBS on this computer is spared that way: another one's road to the
	// destination is not ours.
	Knock bool
}

// Moved is what became of a move, for the log and for going back: Move to Before.
type Moved struct {
	Before Destination // what OBS's profile had
	Steps  []MoveStep
	Dark   time.Duration // from the end of the old stream to the start of the new one
}

// Spared says that the move came to nothing before the stream was touched.
func (m Moved) Spared() bool { return len(m.Steps) == 1 && m.Steps[0].Spared }

// Move takes the stream to another destination, or starts it there when there is none, and returns once it is up: OBS says
// so, a viewer sees it some seconds later. The recording is not touched. Each step is told as News, Moving.
//
// The error wraps ErrDestination, ErrRefusedTo, ErrSilentTo, ErrDeafTo, ErrUnprovenTo, ErrUndone or one of Do's. After an error other than
// that of a knock there is usually no stream, and the next destination may be tried at once: where OBS still waits for a
// silent one, and stops the healthy stream when it tires of that, the driver starts it again.
func (d *Driver) Move(ctx context.Context, to Destination, o MoveOptions) (Moved, error) {
	moved, err := d.move(ctx, to, o)
	if err != nil {
		return moved, fmt.Errorf("move the stream to %s: %w", to, err)
	}
	return moved, nil
}

func (d *Driver) move(ctx context.Context, to Destination, o MoveOptions) (Moved, error) {
	if err := to.Check(); err != nil {
		return Moved{}, err
	}
	leave, err := d.lanes.enter(ctx, laneStream)
	if err != nil {
		return Moved{}, err
	}
	defer leave()
	s, err := d.present()
	if err != nil {
		return Moved{}, err
	}
	v := voyage{d: d, s: s, to: to, began: time.Now()}
	if o.Knock && d.Mirror().Local() {
		if err := d.knock(ctx, to.Server, d.pace.knock); err != nil {
			v.m.fail(err)
			v.spared = true
			v.tell()
			return v.moved, err
		}
	}
	if v.moved.Before, err = s.destination(ctx); err != nil {
		return v.moved, err
	}
	now, err := reads[stream.GetStreamStatusResponse](ctx, s, &stream.GetStreamStatusParams{})
	if err != nil {
		return v.moved, err
	}
	var late time.Time
	if late, err = v.depart(ctx, o); err != nil {
		return v.moved, err
	}
	v.m = d.machine(late)
	moved, err := v.run(ctx, v.m.begin(now.OutputActive, time.Now()))
	if err == nil && time.Now().Before(late) {
		v.d.errand((*loop).stepAside)
	}
	return moved, err
}

// knock opens a connection to a server and closes it, or greets one that speaks SRT. One that cannot be tried is believed, and so
// is one with which only we have no cipher in common. It wraps ErrDeafTo, ErrSilentTo or ErrUnprovenTo.
func (d *Driver) knock(ctx context.Context, server string, within time.Duration) error {
	address, u, err := doorOf(server)
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if calls(u) {
		if err := greet(ctx, address); err != nil {
			return fmt.Errorf("%w: %w", ErrDeafTo, err)
		}
		return nil
	}
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDeafTo, err)
	}
	defer c.Close()
	if !secure(u) {
		return nil
	}
	err = tls.Client(c, tlsFor(u, d.roots)).HandshakeContext(ctx)
	var slow net.Error
	switch {
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return fmt.Errorf("%w: %w", ErrUnprovenTo, err)
	case errors.As(err, &slow) && slow.Timeout():
		return fmt.Errorf("%w: %w", ErrSilentTo, err)
	}
	return nil
}

func (d *Driver) machine(late time.Time) machine {
	return machine{stopFor: d.pace.output, heedFor: d.pace.heed, startFor: d.pace.connect, lateTill: late}
}

// destination reads the profile's.
func (s *session) destination(ctx context.Context) (Destination, error) {
	answer, err := reads[struct {
		Type     string          `json:"streamServiceType"`
		Settings json.RawMessage `json:"streamServiceSettings"`
	}](ctx, s, &rawParams{"GetStreamServiceSettings", json.RawMessage(nil)})
	if err != nil {
		return Destination{}, err
	}
	var known struct{ Server, Key string }
	json.Unmarshal(answer.Settings, &known) // a service without a server has none to show
	return Destination{Service: answer.Type, Server: known.Server, Key: known.Key, Settings: answer.Settings}, nil
}

// voyage is a move under way.
type voyage struct {
	d       *Driver
	s       *session
	to      Destination
	began   time.Time
	m       machine
	moved   Moved
	spared  bool // by a knock
	stopped time.Time
}

// depart tells the loop whose stream it will be, and learns until when an older one may still do harm.
func (v *voyage) depart(ctx context.Context, o MoveOptions) (time.Time, error) {
	late := make(chan time.Time, 1)
	v.d.errand(func(l *loop) {
		l.ledger.to = v.to.String()
		switch {
		case o.Restore && l.ledger.restore == nil:
			l.ledger.restore = &v.moved.Before
		case !o.Restore:
			l.ledger.restore = nil
		}
		late <- l.ledger.expects(l.pace.late)
	})
	select {
	case t := <-late:
		return t, nil
	case <-v.d.stopped:
		return time.Time{}, ErrNotConnected
	case <-ctx.Done():
		return time.Time{}, expired(ctx)
	}
}

func (v *voyage) run(ctx context.Context, next order) (Moved, error) {
	heard, quiet := v.s.listen(streamStateOf)
	defer quiet()
	clock := time.NewTimer(time.Hour)
	defer clock.Stop()
	for phase, stops, starts := MovePhase(""), 0, 0; ; {
		if v.m.phase != phase || v.m.stops != stops || v.m.starts+v.m.again != starts {
			phase, stops, starts = v.m.phase, v.m.stops, v.m.starts+v.m.again
			v.tell()
		}
		if next == orderEnd {
			return v.moved, v.m.problem
		}
		if p := v.request(next); p != nil {
			if v.m.settles(next) {
				v.s.drain(ctx)
			}
			_, err := insist(ctx, v.s, func(ctx context.Context) (*struct{}, error) { return call[struct{}](ctx, v.s.commands, p) })
			if stops := v.m.stopping(); stops && errors.Is(err, ErrSilent) {
				err = nil // its event tells, or the second stop
			}
			next = v.m.answered(err, time.Now())
			continue
		}
		if !v.m.due.IsZero() {
			clock.Reset(time.Until(v.m.due))
		}
		select {
		case state := <-heard:
			if next = v.m.heard(state, time.Now()); errors.Is(v.m.problem, ErrRefusedTo) {
				v.lookAtTheCertificate(ctx)
			}
		case <-clock.C:
			if next = v.m.waited(time.Now()); errors.Is(v.m.problem, ErrSilentTo) {
				v.listenAtTheDoor(ctx)
			}
		case <-v.s.events.done:
			next = v.m.fail(v.s.why())
		case <-ctx.Done():
			next = v.m.fail(expired(ctx))
		}
	}
}

// lookAtTheCertificate finds out whether a destination was refused by OBS, which has no word for it, rather than the other way round.
func (v *voyage) lookAtTheCertificate(ctx context.Context) {
	if err := v.d.knock(ctx, v.to.Server, v.d.pace.heed); errors.Is(err, ErrUnprovenTo) {
		v.m.problem = err
	}
}

// listenAtTheDoor finds out whether a silent destination takes a connection at all: OBS tires of the two at different times.
func (v *voyage) listenAtTheDoor(ctx context.Context) {
	err := v.d.knock(ctx, v.to.Server, v.d.pace.heed)
	var slow net.Error
	if ctx.Err() != nil || !errors.Is(err, ErrDeafTo) || !errors.As(err, &slow) || !slow.Timeout() { // refused, OBS would know at once
		return
	}
	v.m.problem = err
	v.d.errand(func(l *loop) { l.ledger.deaf = true })
}

// request is what carries an order out; nil when there is none.
func (v *voyage) request(o order) api.Params {
	switch o {
	case orderStop:
		return &stream.StopStreamParams{}
	case orderSet:
		return &rawParams{"SetStreamServiceSettings", v.to.service()}
	case orderStart:
		return &stream.StartStreamParams{}
	default:
		return nil
	}
}

func (v *voyage) tell() {
	now := time.Now()
	step := MoveStep{Phase: v.m.phase, To: v.to.String(), At: now, Since: now.Sub(v.began), Why: v.m.problem, Spared: v.spared}
	switch v.m.phase {
	case MoveSet:
		v.stopped = now
	case MoveDone:
		v.moved.Dark = now.Sub(v.stopped)
	}
	v.moved.Steps = append(v.moved.Steps, step)
	v.d.errand(func(l *loop) {
		l.ledger.armed = l.ledger.armed || step.Phase == MoveDone
		l.tell(News{At: step.At, Kind: Moving, Step: &step, Why: step.Why})
	})
}

// ---- What remains to be watched when a move is over. All of it on the loop.

func (l *loop) guardHears(state OutputState, at time.Time) {
	switch {
	case l.ledger.hears(state, at, l.pace.late):
		l.restart(at)
	case state == Stopped && l.ledger.restore != nil:
		l.restoreLater()
	}
}

// guardLooks does the same for a stop that fell into a gap of the link.
func (l *loop) guardLooks(state OutputState, at time.Time) {
	if state != Stopped || !l.ledger.armed || l.ledger.stopping || !l.ledger.connecting.IsZero() || !at.Before(l.ledger.lateTill(l.pace.late)) {
		return
	}
	l.ledger.abandoned = l.ledger.abandoned[1:]
	l.restart(at)
}

// stepAside takes the stream down for a moment while OBS gives up an older one that could not connect, and starts it again.
// Left up, it would be stopped with that one, reconnect behind OBS's back, or take OBS down with it: in OBS 29 the two share
// their memory. It costs two seconds or three, half a minute after a destination was silent.
// When OBS gives up one that took no connection is the matter of its computer's system: the stream then is started again when
// it has been stopped.
func (l *loop) stepAside() {
	for _, a := range l.ledger.abandoned {
		if !a.deaf && time.Since(a.since) < l.pace.tired {
			l.stepAsideFor(a.since)
		}
	}
}

func (l *loop) stepAsideFor(since time.Time) {
	s := l.session
	l.aside(func() func() {
		if pause(l.ctx, time.Until(since.Add(l.pace.tires))) != nil {
			return nil
		}
		leave, err := l.lanes.enter(l.ctx, laneStream)
		if err != nil {
			return nil
		}
		defer leave()
		v, mine := l.depose(s, since)
		if !mine {
			return nil
		}
		heard, quiet := s.listen(streamStateOf)
		defer quiet()
		job{l.ctx, l.Driver, s, Action{Do: DoStreamStop}}.stopStream() // its error is that of the start
		for len(heard) > 0 {
			<-heard
		}
		v.stopped = time.Now()
		for over := time.After(time.Until(since.Add(l.pace.tired))); ; {
			select {
			case state := <-heard:
				if state != Stopped {
					continue
				}
			case <-over: // it took no connection from OBS, whatever we were told when we knocked
				l.errand(func(l *loop) {
					l.ledger.abandoned = slices.Insert(l.ledger.abandoned, 0, abandoned{since, true})
				})
			case <-s.events.done:
				return nil
			case <-l.ctx.Done():
				return nil
			}
			break
		}
		v.run(l.ctx, v.m.start(MoveRestart, time.Now()))
		return nil
	})
}

// depose asks the loop whether the stream is still the one that Move started in spite of that older one, and has it
// forgotten: what becomes of it is the caller's matter now. It runs aside.
func (l *loop) depose(s *session, since time.Time) (v voyage, mine bool) {
	told := make(chan bool, 1)
	l.errand(func(l *loop) {
		g := &l.ledger
		i := slices.IndexFunc(g.abandoned, func(a abandoned) bool { return a.since.Equal(since) })
		if !g.armed || s == nil || s != l.session || i < 0 {
			told <- false
			return
		}
		v = voyage{d: l.Driver, s: s, to: Destination{Name: g.to}, began: time.Now(), m: l.machine(time.Time{})}
		g.armed, g.abandoned = false, slices.Delete(g.abandoned, i, i+1)
		told <- true
	})
	select {
	case mine = <-told:
	case <-l.ctx.Done():
	}
	return v, mine
}

// restart starts the stream anew that OBS has just stopped, as a move without a stop. It rests first: what OBS takes down of
// the old stream it also takes down of one that starts at once. A stream that reconnects by itself is stopped before, because
// OBS has forgotten it by then, and would never stop it.
func (l *loop) restart(at time.Time) {
	v := voyage{d: l.Driver, s: l.session, to: Destination{Name: l.ledger.to}, began: at, stopped: at, m: l.machine(time.Time{})}
	l.aside(func() func() {
		leave, err := l.lanes.enter(l.ctx, laneStream)
		if err != nil {
			return nil
		}
		defer leave()
		if pause(l.ctx, l.pace.rest) != nil {
			return nil
		}
		now, err := reads[stream.GetStreamStatusResponse](l.ctx, v.s, &stream.GetStreamStatusParams{})
		switch {
		case err != nil: // there is no OBS to start it in
			return nil
		case now.OutputReconnecting:
			v.s.stopOutputs(l.ctx) // its error is that of the start
		case now.OutputActive: // somebody was faster
			return nil
		}
		v.run(l.ctx, v.m.start(MoveRestart, time.Now()))
		return nil
	})
}

// drain waits until nothing streams any more: OBS says STOPPED while the stream still winds down, and forgets a start that
// comes before it has. A stream that goes on behind OBS's back, which OBS then refuses to stop, is stopped as an output.
func (s *session) drain(ctx context.Context) {
	for range mostStops {
		for end := time.Now().Add(s.pace.rest); time.Now().Before(end); {
			now, err := reads[stream.GetStreamStatusResponse](ctx, s, &stream.GetStreamStatusParams{})
			if err != nil || !now.OutputActive { // whoever asks next learns what is wrong
				return
			}
			if pause(ctx, s.pace.rest/100) != nil {
				return
			}
		}
		if err := s.stopOutputs(ctx); err != nil {
			return
		}
	}
}

// stopOutputs stops what streams, whatever OBS's window thinks of it.
func (s *session) stopOutputs(ctx context.Context) error {
	_, err := reads[struct{}](ctx, s, &stream.StopStreamParams{})
	if !hasCode(err, codeIdle) {
		return err
	}
	list, err := reads[struct {
		Outputs []struct {
			Name   string          `json:"outputName"`
			Active bool            `json:"outputActive"`
			Flags  map[string]bool `json:"outputFlags"`
		} `json:"outputs"`
	}](ctx, s, &rawParams{"GetOutputList", json.RawMessage(nil)})
	if err != nil {
		return err
	}
	for _, o := range list.Outputs {
		if o.Active && o.Flags["OBS_OUTPUT_SERVICE"] {
			if _, err := reads[struct{}](ctx, s, outputs.NewStopOutputParams().WithOutputName(o.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// restoreLater waits for whoever handles the stream: between the two streams of a move OBS stops as well.
func (l *loop) restoreLater() {
	s := l.session
	l.aside(func() func() {
		leave, err := l.lanes.enter(l.ctx, laneStream)
		if err != nil {
			return nil
		}
		defer leave()
		return l.restored(s)
	})
}

// restored runs aside.
func (l *loop) restored(s *session) func() {
	wish := make(chan *Destination, 1)
	l.errand(func(l *loop) {
		w := l.ledger.restore
		if l.ledger.armed || s != l.session {
			w = nil
		}
		wish <- w
	})
	var to *Destination
	select {
	case to = <-wish:
	case <-l.ctx.Done():
		return nil
	}
	if to == nil {
		return nil
	}
	_, err := insist(l.ctx, s, func(ctx context.Context) (*struct{}, error) {
		return call[struct{}](ctx, s.commands, &rawParams{"SetStreamServiceSettings", to.service()})
	})
	return func() {
		if err == nil {
			l.ledger.restore = nil
		}
		l.tell(News{Kind: Moving, Why: err, Step: &MoveStep{Phase: MoveRestored, To: to.String(), At: time.Now(), Why: err}})
	}
}
