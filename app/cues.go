package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"regie/obs"
	"regie/runsheet"
)

// actionOf says a cue in OBS's words.
func actionOf(c runsheet.Cue) (obs.Action, error) {
	use, known := runsheet.UseOf(c.Do)
	if !known {
		return obs.Action{}, fmt.Errorf("%w: %q is unknown", obs.ErrAction, c.Do)
	}
	a := obs.Action{
		Do: obs.Deed(c.Do), Text: c.Arg(runsheet.ArgText), Filter: c.Arg(runsheet.ArgFilter), Keep: c.Arg(runsheet.ArgKeep) != "",
		Length: c.Length(), Volume: c.Volume(), Scene: c.Arg(runsheet.ArgScene),
	}
	if data := c.Arg(runsheet.ArgData); data != "" {
		a.Data = json.RawMessage(data)
	}
	switch use.Target {
	case runsheet.TargetScene:
		a.Scene = c.Target
	case runsheet.TargetTransition:
		a.Transition = c.Target
	case runsheet.TargetHotkey:
		a.Hotkey = c.Target
	case runsheet.TargetRequest:
		a.Request = c.Target
	case runsheet.TargetMedia, runsheet.TargetText, runsheet.TargetSource, runsheet.TargetSound:
		a.Source = c.Target
	}
	return a, a.Check()
}

// errLeft is why the cues of a slot that has left the air are not done any more.
var errLeft = errors.New("the slot left the air")

// cueRunner does what the desk orders, each order's cues one after the other. Its methods may be called from anywhere.
type cueRunner struct {
	// do does one action in OBS and returns when OBS shows it; tell hands a report to the desk; rate is how fast the show's
	// clock runs; goes runs something beside.
	do   func(ctx context.Context, a obs.Action, simulated bool) error
	tell func(runsheet.Command)
	rate func() int
	goes func(func() error)

	mu   sync.Mutex
	slot context.Context // of the slot on air; cancelled when that leaves
	end  context.CancelCauseFunc
}

// start takes an order and returns at once.
func (r *cueRunner) start(ctx context.Context, o runsheet.Order) {
	r.mu.Lock()
	if o.Leaves != "" && r.end != nil {
		r.end(errLeft)
		r.slot = nil
	}
	if r.slot == nil {
		r.slot, r.end = context.WithCancelCause(ctx)
	}
	of := r.slot
	r.mu.Unlock()
	if o.Slot == "" {
		of = ctx // a hand's, or the end of the show
	}
	if len(o.Cues) > 0 {
		r.goes(func() error { r.run(ctx, of, o); return nil })
	}
}

// run does the cues of an order. A cue that is under way when its slot leaves is finished; those behind it are skipped.
func (r *cueRunner) run(ctx, slot context.Context, o runsheet.Order) {
	for _, c := range o.Cues {
		began := time.Now()
		ran := runsheet.CueRan{Slot: o.Slot, Cue: c, Outcome: runsheet.CueWasDone}
		ends := o.Leaves != "" && c.Due() != runsheet.AtGo
		if ends {
			ran.Slot = o.Leaves
		}
		switch err := r.one(ctx, slot, c, o.Simulated, ends); {
		case ctx.Err() != nil:
			return
		case errors.Is(err, errLeft):
			ran.Outcome, ran.Denial = runsheet.CueWasSkipped, denial(err)
		case err != nil:
			ran.Outcome, ran.Denial = runsheet.CueHasFailed, denial(err)
		}
		if c.Do != runsheet.CueWait {
			ran.Took = runsheet.Millis(time.Since(began).Milliseconds())
		}
		if c.Do == runsheet.CueWait && ran.Outcome == runsheet.CueWasDone {
			continue // that time has passed is no news
		}
		r.tell(runsheet.ReportCue(ran))
	}
}

func (r *cueRunner) one(ctx, slot context.Context, c runsheet.Cue, simulated, ends bool) error {
	if slot.Err() != nil && !ends {
		return context.Cause(slot)
	}
	if c.Do == runsheet.CueWait {
		select {
		case <-time.After(c.Length() / time.Duration(max(r.rate(), 1))):
			return nil
		case <-slot.Done():
			return context.Cause(slot)
		}
	}
	a, err := actionOf(c)
	if err != nil {
		return err
	}
	return r.do(ctx, a, simulated)
}
