package runsheet

import "slices"

// Order is something to be done outside of the desk, once, because of one entry. The desk hands it over when the entry is
// new and never when it is read from a file: nothing fires again after a crash.
type Order struct {
	// Entry is what gave the order.
	Entry Seq
	// Simulated: nothing of it may reach the real OBS.
	Simulated bool
	// Slot is the one that the cues belong to, "" for those that a hand gave. Leaves is the one that leaves the air: what it
	// still waits to do is not done any more.
	Slot, Leaves SlotID
	// Cues are to be done one after the other.
	Cues []Cue
	// Move is where the stream is to go; nil when it stays.
	Move *Destination
	// Restore is for the move: see MoveStream.
	Restore bool
}

// Orders says what the newest entry of after, which made it out of before, has to have done outside.
func Orders(before, after State) []Order {
	o := Order{Entry: after.Seq, Simulated: after.Look().Simulated}
	switch f := after.Last.Fact.(type) {
	case Went:
		o.Slot, o.Leaves = f.To, before.OnAirSlot()
		o.Cues = slices.Concat(before.cues(o.Leaves, AtEnd, ""), after.cues(f.To, AtGo, ""))
		if f.Media != "" {
			o.Cues = slices.Concat(hurried(before.cues(o.Leaves, AtMediaEnd, f.Media)), o.Cues)
		}
	case WentBack:
		o.Slot, o.Leaves = f.To, f.From
	case Undid, Redid: // a step to another slot was taken back
		if before.OnAirSlot() == after.OnAirSlot() {
			return nil
		}
		o.Slot, o.Leaves = after.OnAirSlot(), before.OnAirSlot()
	case Closed:
		o.Leaves = before.OnAirSlot()
		o.Cues = before.cues(o.Leaves, AtEnd, "")
	case MediaSeen:
		o.Slot = after.OnAirSlot()
		if f.Event == MediaEnded && !before.takesAfter(after.Last.At, ReportMedia(f)) { // else they go before the next slot's
			o.Cues = after.cues(o.Slot, AtMediaEnd, f.Input)
		}
	case CueAsked:
		o.Cues = []Cue{f.Cue}
	case Picked:
		if f.Preview {
			o.Cues = []Cue{{Do: CueTake, Target: f.Scene}}
		}
	case MoveBegan:
		if to, ok := after.Stream.Find(f.To); ok {
			o.Move, o.Restore = &to, f.Restore
		}
	}
	if len(o.Cues) == 0 && o.Leaves == "" && o.Move == nil {
		return nil
	}
	return []Order{o}
}

// hurried are those cues of a slot that can still be done as it leaves the air: nothing waits any more, and the picture is
// the next slot's.
func hurried(cues []Cue) []Cue {
	if i := slices.IndexFunc(cues, func(c Cue) bool { return c.Do == CueWait }); i >= 0 {
		cues = cues[:i]
	}
	return slices.DeleteFunc(slices.Clone(cues), func(c Cue) bool { return c.Do == CueScene || c.Do == CueTake })
}

// cues are those of a slot that are due at a moment.
func (s State) cues(id SlotID, when When, media string) []Cue {
	slot, ok := s.Show.Slot(id)
	if !ok {
		return nil
	}
	var due []Cue
	for _, c := range slot.Cues {
		if c.Due() == when && c.Media == media {
			due = append(due, c)
		}
	}
	return due
}

// CueOutcome is what became of a cue.
type CueOutcome string

// The outcomes. A cue is skipped when its slot has left the air while it waited.
const (
	CueWasDone    CueOutcome = "done"
	CueHasFailed  CueOutcome = "failed"
	CueWasSkipped CueOutcome = "skipped"
)

// CueTrouble is a cue that came to nothing, for the screens.
type CueTrouble struct {
	Slot SlotID
	Cue  Cue
	Denial
	At Moment
}

// mostTroubles bounds what screens show; the entries hold them all.
const mostTroubles = 20

// BadCue: something that no cue can be.
const BadCue Reason = "bad-cue"

type (
	// FireCue has one thing done in OBS now.
	FireCue struct {
		Cue Cue `json:"cue"`
	}
	// ReportCue says what became of a cue. Why is "" when it was done.
	ReportCue CueRan
	// ReportMedia says that a media of OBS has begun or ended.
	ReportMedia struct {
		Input string     `json:"input"`
		Event MediaEvent `json:"event"`
	}
	// TakeScene puts a scene on air whatever the slot says, until the next GO: the choice of a hand. Preview takes it by way
	// of OBS's preview, which is what its sender saw there.
	TakeScene struct {
		Scene   string `json:"scene"`
		Preview bool   `json:"preview"`
	}
)

// MediaEvent is what a media does.
type MediaEvent string

// The events of a media. One without a file ends at once: it has failed, and no cue waits for that.
const (
	MediaStarted MediaEvent = "started"
	MediaEnded   MediaEvent = "ended"
	MediaFailed  MediaEvent = "failed"
)

type (
	// CueAsked: a person wants one thing done in OBS.
	CueAsked struct {
		Cue Cue `json:"cue"`
	}
	// CueRan: a cue was done, or came to nothing. Took is how long OBS needed.
	CueRan struct {
		Slot    SlotID     `json:"slot,omitempty"`
		Cue     Cue        `json:"cue"`
		Outcome CueOutcome `json:"outcome"`
		Denial
		Took Millis `json:"took_ms,omitempty"`
	}
	// MediaSeen: a media that the slot on air is about has begun or ended.
	MediaSeen struct {
		Input string     `json:"input"`
		Event MediaEvent `json:"event"`
	}
	// Picked: a hand chose a scene.
	Picked struct {
		Scene   string `json:"scene"`
		Preview bool   `json:"preview,omitempty"`
	}
)

// Millis is a length in whole milliseconds, for what nobody counts with.
type Millis int64

func (FireCue) command() string     { return "cue" }
func (ReportCue) command() string   { return "report-cue" }
func (ReportMedia) command() string { return "report-media" }
func (TakeScene) command() string   { return "scene" }

func (CueAsked) kind() (string, int)  { return "cue-asked", 1 }
func (CueRan) kind() (string, int)    { return "cue", 1 }
func (MediaSeen) kind() (string, int) { return "media", 1 }
func (Picked) kind() (string, int)    { return "picked", 1 }

func decideCue(s State, c Command) ([]Fact, error) {
	switch c := c.(type) {
	case FireCue:
		cue := c.Cue.tidy()
		if cue.When, cue.Media = "", ""; cue.Do == CueWait {
			return nil, refuse(BadCue, "nothing comes after it")
		}
		if err := cue.Check(); err != nil {
			return nil, refuse(BadCue, "%v", err)
		}
		return facts(CueAsked{Cue: cue})
	case ReportCue:
		return facts(CueRan(c))
	case TakeScene:
		if c.Scene == "" {
			return nil, refuse(BadCommand, "which scene?")
		}
		if c.Scene == s.Look().Scene && c.Scene == s.OBS.Scene {
			return nil, nil
		}
		return facts(Picked(c))
	}
	return nil, refuse(UnknownCommand, "%T", c)
}

// minds says whether what a media does is a matter of the slot on air: it names the media, or is a video. A media that
// goes round and round ends once in a slot's time on air.
func (s State) minds(c ReportMedia) bool {
	pass, on := s.OnAir()
	if !on || c.Event == MediaEnded && slices.Contains(pass.MediaEnds, c.Input) {
		return false
	}
	slot, _ := s.Show.Slot(pass.Slot)
	return slot.Kind == Video || slices.ContainsFunc(slot.Cues, func(cue Cue) bool {
		use, _ := UseOf(cue.Do)
		return cue.Media == c.Input || use.Target == TargetMedia && cue.Target == c.Input
	})
}

func applyCue(s State, e Entry) State {
	switch f := e.Fact.(type) {
	case CueRan:
		if f.Outcome == CueHasFailed {
			keep := s.CueTroubles[max(0, len(s.CueTroubles)-mostTroubles+1):]
			s.CueTroubles = append(slices.Clone(keep), CueTrouble{f.Slot, f.Cue, f.Denial, e.At})
		}
		if f.Outcome == CueWasDone {
			switch { // OBS has done it: nothing more is wanted, and it is no drift
			case f.Cue.Do == CueScene, f.Cue.Do == CueTake && f.Cue.Target != "":
				s = s.picks(f.Cue.Target)
			case f.Cue.Do == CueTake:
				s = s.picks(s.OBS.Scene)
			}
		}
	case MediaSeen:
		if f.Event == MediaEnded {
			s = changePass(s, func(p *Pass) { p.MediaEnds = append(slices.Clip(p.MediaEnds), f.Input) })
		}
	case Picked:
		s = s.picks(f.Scene)
		if s.OBS.Refused = (Denial{}); !f.Preview {
			s.turn++
		}
	}
	return s
}

// picks makes a scene the wanted one until the slot changes; during a hold instead of the waiting scene.
func (s State) picks(scene string) State {
	s.picked, s.pickedInHold = scene, s.Held()
	return s
}
