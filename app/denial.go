package app

import (
	"errors"

	"regie/obs"
	"regie/runsheet"
)

// denials names the driver's errors for the screens. The first that fits is the cause: what we know before what it led to.
var denials = []struct {
	of    error
	cause runsheet.OBSCause
}{
	{errLeft, runsheet.CauseLeft},
	{errOther, runsheet.CauseOther},
	{obs.ErrNotConnected, runsheet.CauseAway},
	{obs.ErrClosing, runsheet.CauseClosing},
	{obs.ErrClosed, runsheet.CauseLost},
	{obs.ErrLost, runsheet.CauseLost},
	{obs.ErrSilent, runsheet.CauseSilent},
	{obs.ErrChanging, runsheet.CauseChanging},
	{obs.ErrOvertaken, runsheet.CauseOvertaken},
	{obs.ErrNoMedia, runsheet.CauseMedia},
	{obs.ErrUnsupported, runsheet.CauseUnsupported},
	{obs.ErrUnseen, runsheet.CauseUndone},
	{obs.ErrUndone, runsheet.CauseUndone},
	{obs.ErrMissing, runsheet.CauseMissing},
	{obs.ErrKind, runsheet.CauseKind},
	{obs.ErrRunning, runsheet.CauseRunning},
	{obs.ErrIdle, runsheet.CauseIdle},
	{obs.ErrOff, runsheet.CauseOff},
	{obs.ErrStudio, runsheet.CauseStudio},
	{obs.ErrRequest, runsheet.CauseWrong},
	{obs.ErrAction, runsheet.CauseWrong},
}

// denial says why OBS did not do something, for the log and for the screens; nothing for nil.
func denial(err error) runsheet.Denial {
	if err == nil {
		return runsheet.Denial{}
	}
	// Of two OBS the main one's answer is the show's; the spare's alone never comes here.
	if both, two := errors.AsType[*obs.BothError](err); two && both.Main != nil {
		d := denial(both.Main)
		d.Why = err.Error()
		return d
	}
	d := runsheet.Denial{Why: err.Error()}
	if scene, unknown := errors.AsType[*obs.NoSceneError](err); unknown {
		d.Cause = runsheet.CauseScene
		if len(scene.Nearest) > 0 {
			d.Near = scene.Nearest[0]
		}
		return d
	}
	for _, known := range denials {
		if errors.Is(err, known.of) {
			d.Cause = known.cause
			break
		}
	}
	return d
}
