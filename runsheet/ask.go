package runsheet

import (
	"slices"
	"time"
	"unicode/utf8"

	"regie/runsheet/sift"
)

// The limits on what people type, in characters as a reader counts them (runes).
const (
	MaxQuestion = 500
	MaxMessage  = 200
	MaxID       = 64
	// MaxName is the length of a person's name, a speaker's, or a network's.
	MaxName = 80
)

const (
	// window is the time over which questions are counted, for the burst and for one device.
	window = time.Minute
	// perDevice questions in one window are what one person asks; perAddress is for an address that many share.
	perDevice, perAddress = 3, 60
	// mostQuestions bounds what a flood can make every screen carry; the largest hall seen asked some hundreds.
	mostQuestions = 20_000
	// recent is how many questions a new one is compared with for near copies.
	recent = 300
	// nearCopy is the likeness from which two questions are shown together.
	nearCopy = 0.5
)

// Clean makes typed text fit to be shown: see sift.Clean.
func Clean(s string) string { return sift.Clean(s) }

// Fold reduces a text to what two people would call the same words: see sift.Fold.
func Fold(s string) string { return sift.Fold(s) }

// cleaned is a text of at most so many characters, or why it is none.
func cleaned(raw string, most int) (string, error) {
	if len(raw) > 16*most {
		return "", refuse(TooLong, "%d characters at most", most)
	}
	text := Clean(raw)
	if n := utf8.RuneCountInString(text); n > most {
		return "", refuse(TooLong, "%d characters, %d at most", n, most)
	}
	return text, nil
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
	if !c.Kind.known() {
		return nil, refuse(BadCommand, "no category %q", c.Kind)
	}
	text, err := cleaned(c.Text, MaxQuestion)
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, refuse(EmptyText, "nothing to read")
	}
	source, err := c.Source.check()
	if err != nil {
		return nil, err
	}
	if a.By.Role == Audience {
		if s.Restriction.NamedOnly && a.By.Name == "" {
			return nil, refuse(NamedOnly, "only personal links may ask")
		}
		if err := s.paced(a); err != nil {
			return nil, err
		}
	}
	q := Question{
		ID: c.ID, Text: text, Kind: c.Kind, Slot: s.OnAirSlot(), Device: a.By.Device, Asked: a.At, Fresh: a.By.Fresh || a.By.Shared,
		Disguised: sift.Disguised(c.Text),
	}
	var out []Fact
	if symptom := symptomIn(text); symptom != "" && (q.Kind == "" || q.Kind == IsQuestion || q.Kind == IsProblem) {
		q.Kind = IsProblem
		if s.news(a, symptom) {
			out = append(out, Reported{Symptom: symptom, Device: a.By.Device})
		}
	}
	masked := s.Masked
	if s.Moderation == Unmoderated {
		masked = slices.Concat(s.Masked, s.Words)
	}
	if shown := sift.Mask(text, masked); shown != text {
		q.Text, q.Original = shown, text
	}
	q = q.compared()
	began := !s.Burst && s.burstBegins(a.At)
	if began {
		s = Apply(s, Entry{Seq: s.Seq, At: a.At, Fact: BurstBegan{}})
	}
	aside := s.sift(&q, a.At)
	asked := Asked{
		ID: q.ID, Text: q.Text, Original: q.Original, Kind: q.Kind, Status: q.Status, Why: q.Why, Like: q.Like, Slot: q.Slot,
		Device: q.Device, Source: source.pointed(), Fresh: q.Fresh, Disguised: q.Disguised,
	}
	if a.By.Role == Audience {
		asked.Name = Clean(a.By.Name)
	}
	out = append(out, asked)
	if began {
		out = append(out, BurstBegan{Count: s.askedSince(a.At, window, nil) + 1})
		aside = append(aside, s.unmasked(a.At, aside)...)
	}
	if len(aside) > 0 {
		out = append(out, SetAside{IDs: aside, Why: WhyBurst})
	}
	return out, nil
}

// paced refuses the device that asks faster than a person does, and says when it may again.
func (s State) paced(a Act) error {
	most, span := perDevice, window
	switch slow := s.Restriction.Slow; {
	case a.By.Shared:
		most = perAddress
	case slow > 0:
		most, span = 1, slow
	}
	if s.askedSince(a.At, span, &a.By.Device) < most {
		return nil
	}
	wait, left := span, most
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		if q := s.Questions.at(i); q.Device == a.By.Device {
			if left--; left == 0 {
				wait = span - a.At.Since(q.Asked)
				break
			}
		}
	}
	r := refuse(TooMany, "%d questions in %v", most, span)
	r.Retry = wait.Round(time.Second) + time.Second
	return r
}

// askedSince counts the questions of the last d, of one device only where one is given. What the crew prepared was not
// asked by anybody.
func (s State) askedSince(now Moment, d time.Duration, device *DeviceID) int {
	n := 0
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		q := s.Questions.at(i)
		// A negative age is a wall clock that was set back while the machine was off: nothing of that is recent.
		if age := now.Since(q.Asked); age > d || age < 0 {
			break
		}
		if !q.Prepared && (device == nil || q.Device == *device) {
			n++
		}
	}
	return n
}

// sift says where the rules put a new question, and which earlier ones turn out to belong in quarantine with it.
func (s State) sift(q *Question, at Moment) (aside []QuestionID) {
	text := q.Text
	if q.Original != "" {
		text = q.Original
	}
	put := func(status Status, why Why) { q.Status, q.Why = status, why }
	if sift.Found(text, s.Blocked) != "" {
		put(Rejected, WhyBlocked)
		return nil
	}
	if s.Moderation != Unmoderated && sift.Found(text, s.Words) != "" {
		put(Quarantined, WhyWord)
		return nil
	}
	same, near := s.likes(q)
	if same != "" {
		put(Merged, WhyCopy)
		q.Like = same
		if s.Burst {
			return s.massed(q, at)
		}
		return nil
	}
	q.Like = near
	trouble := q.Kind == IsProblem || q.Kind == IsHelp
	switch {
	case s.Burst && !(trouble && !q.link):
		suspect, with := s.suspect(q, at)
		if suspect {
			put(Quarantined, WhyBurst)
			return with
		}
		if near != "" {
			put(Incoming, WhyNear)
			return nil
		}
		put(Incoming, WhyBurst)
	case s.Restriction.Links && q.link:
		put(Quarantined, WhyLink)
	case near != "" && s.Moderation != Unmoderated:
		put(Incoming, WhyNear)
	case trouble:
		put(Incoming, "")
	case s.Restriction.FirstTimers && !s.letThrough(q.Device):
		put(Incoming, WhyFirst)
	case s.Moderation == Passive, s.Moderation == Unmoderated:
		put(Approved, "")
	default:
		put(Incoming, "")
	}
	return nil
}

// likes finds the earlier question that a new one repeats word for word, or else nearly.
func (s State) likes(q *Question) (same, near QuestionID) {
	compared := 0
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		other := s.Questions.at(i)
		if other.folded == q.folded && other.folded != "" {
			return s.Root(other.ID), ""
		}
		if other.Status == Merged {
			continue
		}
		if near == "" && compared < recent {
			if q.sketch.Alike(other.sketch) >= nearCopy {
				near = other.ID
			}
			compared++
		}
	}
	return "", near
}

// letThrough says whether a person let a question of this device through.
func (s State) letThrough(device DeviceID) bool {
	if device == "" {
		return false
	}
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		if q := s.Questions.at(i); q.Device == device && q.passed() {
			return true
		}
	}
	return false
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
