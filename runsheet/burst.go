package runsheet

import (
	"time"

	"regie/runsheet/sift"
)

// A burst is far more questions than this evening usually brings. It takes nothing from anybody: while it lasts, what
// looks like a part of it goes to quarantine, where one key rejects the lot and any of it can be restored; everything
// else waits for a moderator, as in active moderation.

const (
	// burstFrom and burstUntil bound what the evening's own pace can make of a burst: below burstFrom in a window there is
	// none, whatever the evening was like; below burstUntil it is over.
	burstFrom, burstUntil = 25, 12
	// burstTimes the usual pace begin a burst, and half of that ends it.
	burstTimes = 5
	// usualOver is the time over which the usual pace is taken.
	usualOver = 10 * time.Minute

	// massAlike is the likeness of two variations of one template.
	massAlike = 0.4
	// massFrom questions of different devices that are alike are a mass mailing.
	massFrom = 3
	// massLately bounds what a new question is compared with in a burst: in time, and in number.
	massLately = 5 * time.Minute
	massMost   = 1000
	// suspectFrom is the weight from which a question is taken for a part of the burst.
	suspectFrom = 3
)

// usual is how many questions this evening brings in a window, as far as it is known. Those of an earlier burst are none.
func (s State) usual(now Moment) float64 {
	n, first := 0, time.Duration(0)
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		q := s.Questions.at(i)
		age := now.Since(q.Asked)
		if age > window+usualOver || age < 0 {
			first = usualOver
			break
		}
		if age <= window || q.Why == WhyBurst || q.Prepared {
			continue
		}
		n++
		first = age - window
	}
	return float64(n) * float64(window) / float64(max(first, window))
}

// burstBegins says whether one more question now makes a burst.
func (s State) burstBegins(now Moment) bool {
	n := s.askedSince(now, window, nil) + 1
	return n >= burstFrom && float64(n) >= burstTimes*s.usual(now)
}

func (s State) burstIsOver(now Moment) bool {
	n := s.askedSince(now, window, nil)
	return n < burstUntil || float64(n) < burstTimes/2*s.usual(s.burst)
}

// suspect says whether a question looks like a part of the burst, and which earlier ones turn out to be part of it too.
// No sign alone is enough but a mass mailing or a link, and those who were here before the burst are believed.
func (s State) suspect(q *Question, at Moment) (bool, []QuestionID) {
	mass, condemned, others := s.mass(q, at)
	weight := s.signs(q)
	if q.Fresh && s.machines(at) {
		weight += 2
	}
	switch {
	case condemned > 0:
		weight += 3
	case mass+1 >= massFrom:
		weight += 3
	case mass > 0:
		weight++
	}
	if weight < suspectFrom {
		return false, nil
	}
	if mass+condemned+1 < massFrom {
		others = nil
	}
	return true, others
}

// signs weighs what a question shows by itself.
func (s State) signs(q *Question) int {
	text := q.Text
	if q.Original != "" {
		text = q.Original
	}
	weight := 0
	add := func(n int, sign bool) {
		if sign {
			weight += n
		}
	}
	onTopic := s.onTopic(text)
	add(3, q.link)
	add(2, q.Disguised)
	add(2, sift.Gibberish(text))
	add(1, sift.Shouted(text))
	add(1, !onTopic && !sift.Asks(text))
	add(-1, sift.Asks(text))
	add(-2, onTopic)
	add(-4, s.knownBefore(q.Device))
	return weight
}

// machines says whether this burst has shown that it is not people alone: some of it is in quarantine for what it says. Until
// then new browsers are no sign: a hall that has just scanned the code is made of them.
func (s State) machines(at Moment) bool {
	n := 0
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		q := s.Questions.at(i)
		if age := at.Since(q.Asked); age > massLately || age < 0 {
			return false
		}
		if q.Why == WhyBurst && (q.Status == Quarantined || q.Status == Rejected) {
			if n++; n >= massFrom {
				return true
			}
		}
	}
	return false
}

// onTopic says whether a text has a word of the evening's subject.
func (s State) onTopic(text string) bool {
	for _, stem := range sift.Stems(text) {
		if s.topic[stem] {
			return true
		}
	}
	return false
}

// knownBefore says whether a device asked something before the burst that no rule and nobody objected to.
func (s State) knownBefore(device DeviceID) bool {
	if device == "" {
		return false
	}
	for i := range s.Questions.Len() {
		q := s.Questions.at(i)
		if s.burst.Since(q.Asked) <= window {
			return false
		}
		if q.Device == device && q.Status != Quarantined && q.Status != Rejected {
			return true
		}
	}
	return false
}

// mass counts the questions of other devices that vary the same text: those that came lately, and those that are in
// quarantine or were rejected with the burst. Others are those of them that only rules have dealt with.
func (s State) mass(q *Question, at Moment) (mass, condemned int, others []QuestionID) {
	for i, seen := s.Questions.Len()-1, 0; i >= 0 && seen < massMost; i-- {
		other := s.Questions.at(i)
		if other.ID == q.ID || other.sketch == nil || other.Status == Merged {
			continue
		}
		if age := at.Since(other.Asked); age > massLately || age < 0 {
			break
		}
		seen++
		if q.sketch.Alike(other.sketch) < massAlike {
			continue
		}
		switch {
		case other.Why == WhyBurst && (other.Status == Quarantined || other.Status == Rejected):
			condemned++
		case other.passed() || s.knownBefore(other.Device): // people asking alike, not a machine
			return 0, 0, nil
		default:
			mass += 1 + other.Copies
			if s.mayAside(other) {
				others = append(others, other.ID)
			}
		}
	}
	return mass, condemned, others
}

// mayAside says that the rules, which put a question where it stands, may still put it into quarantine.
func (s State) mayAside(q *Question) bool {
	return q.Handled == 0 && !q.Prepared && (q.Status == Incoming || q.Status == Approved) &&
		q.Kind != IsProblem && q.Kind != IsHelp && s.burst.Since(q.Asked) <= window
}

// massed finds out a text that many send word for word in a burst: the first one goes to quarantine, and its copies with it.
func (s State) massed(copy *Question, at Moment) []QuestionID {
	first, ok := s.Questions.Get(copy.Like)
	if !ok || !s.mayAside(&first) || first.Copies+2 < massFrom || s.knownBefore(first.Device) {
		return nil
	}
	if s.signs(&first)+3 < suspectFrom {
		return nil
	}
	return []QuestionID{first.ID}
}

// unmasked finds the questions of the last window that the burst was made of before it was one.
func (s State) unmasked(at Moment, but []QuestionID) (aside []QuestionID) {
	taken := map[QuestionID]bool{}
	for _, id := range but {
		taken[id] = true
	}
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		q := s.Questions.at(i)
		if age := at.Since(q.Asked); age > window || age < 0 {
			break
		}
		if taken[q.ID] || !s.mayAside(q) {
			continue
		}
		if is, _ := s.suspect(q, at); is || len(s.massed(&Question{Like: q.ID}, at)) > 0 {
			taken[q.ID] = true
			aside = append(aside, q.ID)
		}
	}
	return aside
}
