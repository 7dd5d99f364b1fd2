package runsheet

import (
	"strings"
	"time"
)

// doublePress is the time within which a second GO is the same press of the same finger.
const doublePress = 300 * time.Millisecond

// mostAdded bounds one AddTime.
const mostAdded = time.Hour

// Decide says what a command makes happen in a state: the facts to be written, in order; none when it is already so; or
// a *Refusal. It changes nothing by itself.
func Decide(s State, a Act) ([]Fact, error) {
	if !May(a.By.Role, a.Command) {
		return nil, refuse(NotAllowed, "%s may not %s", a.By.Role, CommandName(a.Command))
	}
	switch c := a.Command.(type) {
	case Load:
		return decideLoad(s, c)
	case LoadEvent:
		return decideLoadEvent(s, c)
	case ChooseShow:
		return decideChooseShow(s, c)
	case Standby:
		return decideStandby(s, c)
	case Go:
		return decideGo(s, a.At, c)
	case Back:
		return decideBack(s, c)
	case Hold:
		if err := s.seesOnAir(c.Slot); err != nil {
			return nil, err
		}
		if s.Held() {
			return nil, nil
		}
		return facts(Held(c))
	case Resume:
		if err := s.seesOnAir(c.Slot); err != nil {
			return nil, err
		}
		if !s.Held() {
			return nil, nil
		}
		return facts(Released(c))
	case AddTime:
		return decideAddTime(s, a.At, c)
	case End:
		if s.OnAirSlot() == "" && s.Mode == ClosedMode {
			return nil, nil
		}
		if err := s.seesOnAir(c.From); err != nil {
			return nil, err
		}
		return facts(Closed(c))
	case TakeAgain:
		if s.Look().Scene == "" {
			return nil, refuse(NothingOnAir, "no scene is wanted")
		}
		return facts(Retook{})
	case SendMessage:
		return decideMessage(s, c)
	case Flash:
		return facts(Flashed{})
	case Blackout:
		return decideBlackout(s, c)
	case BeginRun:
		return decideBeginRun(s, c)
	case EndRun:
		return decideEndRun(s, c)
	case SetTimer, StartTimer, PauseTimer, ResetTimer, AddToTimer:
		return decideTimer(s, a.At, c)
	case Remind:
		return decideRemind(s, c)
	case Forget:
		return decideForget(s, c)
	case SetDelay:
		return decideDelay(s, c)
	case ShowQuestions:
		return decideShowQuestions(s, c)
	case ReportDisplay:
		return decideReportDisplay(s, c)
	case SetWaiting:
		if scene := strings.TrimSpace(c.Scene); scene != s.Waiting {
			return facts(WaitingSet{Scene: scene})
		}
		return nil, nil
	case ReportLink:
		if c.Link == s.OBS.Link && c.Detail == s.OBS.Detail {
			return nil, nil
		}
		return facts(LinkChanged(c))
	case ReportScene:
		if c.Scene == s.OBS.Scene && c.Asked == s.OBS.Asked && c.Found == s.OBS.Found && s.OBS.Refused.Why == "" {
			return nil, nil
		}
		return facts(SceneSeen(c))
	case ReportRefused:
		return facts(SceneRefused(c))
	case EditSlot, EditShow, AddSlots, Duplicate, Remove, Move, Drop, BringBack, Undo, Redo, Merge:
		return decideEdit(s, c)
	case FireCue, TakeScene, ReportCue:
		return decideCue(s, c)
	case SetDestinations, MoveStream, ReportMove:
		return decideStream(s, c)
	case OpenIncident, AdvanceIncident:
		return decideIncident(s, c)
	case Expect, Ignore, ReportAlarm, ReportOutput, ReportSpare:
		return decideHealth(s, c)
	case Replan:
		return decideReplan(s, c)
	case SpeakerTime, ShiftStart, Restart, Jump, Mark, Settle, ReportMedia:
		return decideCorrection(s, a.At, c)
	case Vouch, ExpectAudience, ReportChecks:
		return decidePreflight(s, a.At, c)
	case SetPrivacy, Erase, Purge, ReportAccess:
		return decidePrivacy(s, c)
	default:
		return decideQuestion(s, a)
	}
}

func facts(f ...Fact) ([]Fact, error) { return f, nil }

// seesOnAir refuses a command whose sender saw another slot on air than there is.
func (s State) seesOnAir(id SlotID) error {
	switch on := s.OnAirSlot(); {
	case on == "":
		return refuse(NothingOnAir, "nothing is on air")
	case on != id:
		return refuse(MovedOn, "%q is on air, not %q", on, id)
	}
	return nil
}

func decideLoad(s State, c Load) ([]Fact, error) {
	if err := c.Show.Check(); err != nil {
		return nil, refuse(BadShow, "%v", err)
	}
	if n := len(c.Show.Slots) + len(c.Show.Reserve); n > MaxSlots {
		return nil, refuse(SheetFull, "%d slots, %d at most", n, MaxSlots)
	}
	if on := s.OnAirSlot(); on != "" && c.Show.Index(on) < 0 {
		return nil, refuse(OnAirMissing, "slot %q is on air and not in the new sheet", on)
	}
	c.Show = s.sparingOnAir(c.Show)
	return s.anew(Loaded(c))
}

// anew loads a sheet that has nothing to do with the one before, nor with its event.
func (s State) anew(f Loaded) ([]Fact, error) {
	if len(s.Event.Shows) == 0 {
		return facts(f)
	}
	return facts(EventLoaded{}, f)
}

func decideStandby(s State, c Standby) ([]Fact, error) {
	switch {
	case s.Show.Index(c.Slot) < 0:
		return nil, refuse(UnknownSlot, "%q", c.Slot)
	case c.Slot == s.OnAirSlot():
		return nil, refuse(AlreadyOnAir, "%q", c.Slot)
	case !s.canStandBy(c.Slot):
		return nil, refuse(SlotDropped, "%q", c.Slot)
	case c.Slot == s.Standby:
		return nil, nil
	}
	return facts(StoodBy(c))
}

func decideGo(s State, at Moment, c Go) ([]Fact, error) {
	if len(s.Show.Slots) == 0 {
		return nil, refuse(NoShow, "no run sheet is loaded")
	}
	pass, on := s.OnAir()
	// A second press is the first one heard twice: the same words again, or the next slot's within the time of one finger.
	if on && c.To == pass.Slot && (c.From == s.before()) {
		return nil, nil
	}
	switch {
	case c.To == "" && s.Standby == "":
		return nil, refuse(NothingStandby, "nothing is on standby")
	case s.Show.Index(c.To) < 0:
		return nil, refuse(UnknownSlot, "%q", c.To)
	case c.From != s.OnAirSlot():
		return nil, refuse(MovedOn, "%q is on air, not %q", s.OnAirSlot(), c.From)
	case c.To != s.Standby:
		return nil, refuse(MovedOn, "%q is on standby, not %q", s.Standby, c.To)
	case !s.lastGo.IsZero() && s.Run.Lasts(at.Since(s.lastGo)) < doublePress:
		return nil, nil
	}
	return facts(Went{From: c.From, To: c.To})
}

// before is the slot that was on air before the present one, "" for none.
func (s State) before() SlotID {
	if i := s.previous(); i >= 0 {
		return s.Passes[i].Slot
	}
	return ""
}

// previous is the pass that Back returns to, -1 for none. What was on air before the show was closed is over.
func (s State) previous() int {
	for i := s.onAir - 1; i >= s.opened; i-- {
		if !s.Passes[i].TakenBack {
			return i
		}
	}
	return -1
}

func decideBack(s State, c Back) ([]Fact, error) {
	if err := s.seesOnAir(c.From); err != nil {
		return nil, err
	}
	i := s.previous()
	if i < 0 || s.Show.Index(s.Passes[i].Slot) < 0 {
		return nil, refuse(NothingBefore, "%q is the first on air", c.From)
	}
	return facts(WentBack{From: c.From, To: s.Passes[i].Slot})
}

func decideAddTime(s State, at Moment, c AddTime) ([]Fact, error) {
	if err := s.seesOnAir(c.Slot); err != nil {
		return nil, err
	}
	length, _, _ := s.measure(s.place(c.Slot), &s.Passes[s.onAir], at)
	switch {
	case c.By == 0:
		return nil, nil
	case c.By > mostAdded || c.By < -mostAdded:
		return nil, refuse(TooMuchTime, "%v at once; the most is %v", c.By, mostAdded)
	case length+c.By < 0:
		return nil, refuse(TooMuchTime, "the slot is only %v long", length)
	}
	return facts(Extended(c))
}
