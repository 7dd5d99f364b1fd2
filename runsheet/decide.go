package runsheet

import (
	"strings"
	"time"
	"unicode/utf8"
)

// doublePress is the time within which a second GO is the same press of the same finger.
const doublePress = 300 * time.Millisecond

const (
	// perDevice questions in one window are what one person asks; perAddress is for an address that many share.
	perDevice, perAddress = 3, 60
	// mostQuestions bounds what a flood can make every screen carry; the largest hall seen asked some hundreds.
	mostQuestions = 20_000
	// recent is how many questions a new one is compared with for near copies.
	recent = 300
	// mostAdded bounds one AddTime.
	mostAdded = time.Hour
)

// Decide says what a command makes happen in a state: the facts to be written, in order; none when it is already so; or
// a *Refusal. It changes nothing by itself.
func Decide(s State, a Act) ([]Fact, error) {
	if !May(a.By.Role, a.Command) {
		return nil, refuse(NotAllowed, "%s may not %s", a.By.Role, CommandName(a.Command))
	}
	switch c := a.Command.(type) {
	case Load:
		return decideLoad(s, c)
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
		return decideAddTime(s, c)
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
		if c.Scene == s.OBS.Scene && c.Asked == s.OBS.Asked && c.Found == s.OBS.Found && s.OBS.Refused == "" {
			return nil, nil
		}
		return facts(SceneSeen(c))
	case ReportRefused:
		return facts(SceneRefused(c))
	case EditSlot, EditShow, AddSlots, Duplicate, Remove, Move, Drop, BringBack, Undo, Redo, Merge:
		return decideEdit(s, c)
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
	return facts(Loaded(c))
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
	case !s.lastGo.IsZero() && at.Since(s.lastGo) < doublePress:
		return nil, nil
	}
	return facts(Went(c))
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

func decideAddTime(s State, c AddTime) ([]Fact, error) {
	if err := s.seesOnAir(c.Slot); err != nil {
		return nil, err
	}
	slot, _ := s.Show.Slot(c.Slot)
	pass, _ := s.OnAir()
	switch {
	case c.By == 0:
		return nil, nil
	case c.By > mostAdded || c.By < -mostAdded:
		return nil, refuse(TooMuchTime, "%v at once; the most is %v", c.By, mostAdded)
	case slot.Length+pass.Added+c.By < 0:
		return nil, refuse(TooMuchTime, "the slot is only %v long", slot.Length+pass.Added)
	}
	return facts(Extended(c))
}

func decideMessage(s State, c SendMessage) ([]Fact, error) {
	if len(c.Text) > 16*MaxMessage {
		return nil, refuse(TooLong, "%d characters at most", MaxMessage)
	}
	text := Clean(c.Text)
	if utf8.RuneCountInString(text) > MaxMessage {
		return nil, refuse(TooLong, "%d characters at most", MaxMessage)
	}
	if text == s.Message {
		return nil, nil
	}
	return facts(Told{Text: text})
}

// moves are the ways a person may send a question, each with the statuses that it starts from.
var moves = map[Status][]Status{
	Approved: {Incoming, Quarantined, Rejected, NextUp},
	Rejected: {Incoming, Quarantined, Approved, NextUp},
	NextUp:   {Approved},
	OnAirNow: {Approved, NextUp},
	Answered: {OnAirNow},
}

func decideQuestion(s State, a Act) ([]Fact, error) {
	switch c := a.Command.(type) {
	case Ask:
		return decideAsk(s, a, c)
	case Approve:
		return decideMove(s, c.ID, Approved)
	case Reject:
		return decideMove(s, c.ID, Rejected)
	case Next:
		return decideMove(s, c.ID, NextUp)
	case PutOnAir:
		return decideMove(s, c.ID, OnAirNow)
	case Answer:
		return decideMove(s, c.ID, Answered)
	case Restore:
		return decideRestore(s, c.ID)
	case Moderate:
		switch c.Mode {
		case Active, Passive:
		default:
			return nil, refuse(BadCommand, "moderation is active or passive, not %q", c.Mode)
		}
		if c.Mode == s.Moderation {
			return nil, nil
		}
		return facts(Moderated(c))
	case SetWords:
		words := make([]string, 0, len(c.Words))
		for _, w := range c.Words {
			if w = Fold(w); w != "" {
				words = append(words, w)
			}
		}
		return facts(WordsSet{Words: words})
	}
	return nil, refuse(UnknownCommand, "%T", a.Command)
}

func decideAsk(s State, a Act, c Ask) ([]Fact, error) {
	if !validID(c.ID) {
		return nil, refuse(NoID, "a question needs an id of 1 to %d letters, digits, - or _", MaxID)
	}
	if s.Questions.Find(c.ID) >= 0 {
		return nil, nil
	}
	if s.Questions.Len() >= mostQuestions {
		return nil, refuse(TooMany, "the show has %d questions", mostQuestions)
	}
	if len(c.Text) > 16*MaxQuestion {
		return nil, refuse(TooLong, "%d characters at most", MaxQuestion)
	}
	text := Clean(c.Text)
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return nil, refuse(EmptyText, "nothing to read")
	case n > MaxQuestion:
		return nil, refuse(TooLong, "%d characters, %d at most", n, MaxQuestion)
	}
	if a.By.Role == Audience {
		if err := s.paced(a); err != nil {
			return nil, err
		}
	}
	asked := Asked{ID: c.ID, Text: text, Slot: s.OnAirSlot(), Device: a.By.Device}
	asked.Status, asked.Why, asked.Like = s.sift(text)
	out := []Fact{asked}
	if !s.Burst {
		if n := s.askedSince(a.At, window, nil) + 1; n >= burstFrom {
			out = append(out, BurstBegan{Count: n})
		}
	}
	return out, nil
}

// paced refuses the device that asks faster than a person does, and says when it may again.
func (s State) paced(a Act) error {
	most := perDevice
	if a.By.Shared {
		most = perAddress
	}
	if s.askedSince(a.At, window, &a.By.Device) < most {
		return nil
	}
	wait, left := window, most
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		if q := s.Questions.at(i); q.Device == a.By.Device {
			if left--; left == 0 {
				wait = window - a.At.Since(q.Asked)
				break
			}
		}
	}
	r := refuse(TooMany, "%d questions a minute", most)
	r.Retry = wait.Round(time.Second) + time.Second
	return r
}

// sift says where the rules put a new question.
func (s State) sift(text string) (Status, Why, QuestionID) {
	folded := foldedKey(text)
	if holdsWord(folded, s.Words) != "" {
		return Quarantined, WhyWord, ""
	}
	near := QuestionID("")
	var k *sketch
	compared := 0
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		q := s.Questions.at(i)
		if q.Status == Merged {
			continue
		}
		if q.folded == folded {
			return Merged, WhyCopy, q.ID
		}
		if near == "" && compared < recent {
			if k == nil {
				k = sketchOf(folded)
			}
			if k.alike(q.sketch) >= nearCopy {
				near = q.ID
			}
			compared++
		}
	}
	switch {
	case near != "":
		return Incoming, WhyNear, near
	case s.Burst:
		return Incoming, WhyBurst, ""
	case s.Moderation == Passive:
		return Approved, "", ""
	}
	return Incoming, "", ""
}

// foldedKey is what questions are compared by; a text of signs alone stands for itself.
func foldedKey(text string) string {
	if f := Fold(text); f != "" {
		return f
	}
	return text
}

func validID(id QuestionID) bool {
	if len(id) == 0 || len(id) > MaxID {
		return false
	}
	for _, r := range id {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
		default:
			return false
		}
	}
	return true
}

func decideMove(s State, id QuestionID, to Status) ([]Fact, error) {
	q, ok := s.Questions.Get(id)
	if !ok {
		return nil, refuse(UnknownQuestion, "%q", id)
	}
	if q.Status == to {
		return nil, nil
	}
	for _, from := range moves[to] {
		if q.Status != from {
			continue
		}
		out := []Fact{}
		if to == OnAirNow {
			if now, on := s.QuestionOnAir(); on {
				out = append(out, Moved{ID: now.ID, From: OnAirNow, To: Answered})
			}
		}
		return append(out, Moved{ID: id, From: q.Status, To: to}), nil
	}
	return nil, refuse(WrongStatus, "%q is %s", id, q.Status)
}

func decideRestore(s State, id QuestionID) ([]Fact, error) {
	q, ok := s.Questions.Get(id)
	if !ok {
		return nil, refuse(UnknownQuestion, "%q", id)
	}
	if q.Before == "" {
		return nil, refuse(WrongStatus, "nothing was done to %q", id)
	}
	if _, taken := s.QuestionOnAir(); taken && q.Before == OnAirNow {
		return nil, refuse(WrongStatus, "another question is on air")
	}
	return facts(Moved{ID: id, From: q.Status, To: q.Before})
}

// QuestionOnAir is the question that is on air.
func (s State) QuestionOnAir() (Question, bool) {
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		if q := s.Questions.at(i); q.Status == OnAirNow {
			return *q, true
		}
	}
	return Question{}, false
}
