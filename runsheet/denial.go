package runsheet

// Denial is why OBS did not do what was asked of it. Why is in the driver's and OBS's own words, for the log; the rest is
// for screens, which say it in their own language.
type Denial struct {
	Why   string   `json:"why,omitempty"`
	Cause OBSCause `json:"cause,omitempty"`
	// Near is the scene of OBS whose name reads most like one that it does not have.
	Near string `json:"near,omitempty"`
}

// OBSCause names a Denial. One without a name, as all were before they had any, is told by its Why.
type OBSCause string

// named gives a denial of before there were causes the one that screens ask for.
func (d Denial) named() Denial {
	if d.Cause == "" && d.Why == "not connected to OBS" {
		d.Cause = CauseAway
	}
	return d
}

// The causes. Those of OBS itself are the states of its protocol, which has many more that no cue can meet.
const (
	CauseAway        OBSCause = "away"        // no OBS heard of it
	CauseOther       OBSCause = "other"       // a rehearsal began or ended meanwhile
	CauseLeft        OBSCause = "left"        // its slot left the air first
	CauseLost        OBSCause = "lost"        // the connection broke; it may have been done
	CauseSilent      OBSCause = "silent"      // no answer in time; it may still be done
	CauseClosing     OBSCause = "closing"     // OBS is being closed
	CauseChanging    OBSCause = "changing"    // OBS is changing its scene collection, or is not ready
	CauseOvertaken   OBSCause = "overtaken"   // something later was wanted instead
	CauseUndone      OBSCause = "undone"      // OBS agreed and did not do it
	CauseMedia       OBSCause = "media"       // the media does not play
	CauseUnsupported OBSCause = "unsupported" // this OBS cannot do it
	CauseScene       OBSCause = "scene"       // there is no such scene
	CauseMissing     OBSCause = "missing"     // there is no such source, filter, transition or hotkey
	CauseKind        OBSCause = "kind"        // what has that name is of another kind
	CauseRunning     OBSCause = "running"     // it runs already
	CauseIdle        OBSCause = "idle"        // it does not run
	CauseOff         OBSCause = "off"         // it is not set up in OBS
	CauseStudio      OBSCause = "studio"      // only with studio mode, or only without
	CauseWrong       OBSCause = "wrong"       // the cue, or an expert's request, is not one that OBS can read
)
