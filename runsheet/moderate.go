package runsheet

import (
	"slices"
	"time"
)

const (
	// claimLasts is how long a claim holds without being renewed: a moderator who goes away must not keep a question.
	claimLasts = time.Minute
	// mostAtOnce bounds the questions of one act.
	mostAtOnce = 2000
	// MostPrepared bounds what one Prepare brings along.
	MostPrepared = 500
	// slowest bounds the slow mode.
	slowest = 30 * time.Minute
	// mostListed bounds each list of words.
	mostListed = 2000
	// maxLink is the length of an address, in bytes.
	maxLink = 500
)

// moves are the ways a person may send a question, each with the statuses that it starts from.
var moves = map[Status][]Status{
	Approved: {Incoming, Quarantined, Rejected, NextUp, Archived},
	Rejected: {Incoming, Quarantined, Approved, NextUp},
	NextUp:   {Approved},
	OnAirNow: {Approved, NextUp},
	Answered: {OnAirNow},
	Archived: {Incoming, Quarantined, Approved, NextUp, Rejected, Answered},
}

func decideQuestion(s State, a Act) ([]Fact, error) {
	switch c := a.Command.(type) {
	case Ask:
		return decideAsk(s, a, c)
	case Report:
		return decideReport(s, a, c)
	case Vote:
		return decideVote(s, a, c.ID, true)
	case Unvote:
		return decideVote(s, a, c.ID, false)
	case Approve:
		return decideMove(s, a, c.ID, Approved)
	case Reject:
		return decideMove(s, a, c.ID, Rejected)
	case Next:
		return decideMove(s, a, c.ID, NextUp)
	case PutOnAir:
		return decideMove(s, a, c.ID, OnAirNow)
	case Answer:
		return decideMove(s, a, c.ID, Answered)
	case MoveAll:
		return decideMoveAll(s, a, c)
	case RejectBurst:
		return decideRejectBurst(s, a)
	case Restore:
		return decideRestore(s, c)
	case Reword:
		return decideReword(s, a, c)
	case Join:
		return decideJoin(s, a, c)
	case Assign:
		return decideAssign(s, a, c)
	case Sort:
		return decideSort(s, a, c)
	case Claiming:
		return decideClaim(s, a, c)
	case Prepare:
		return decidePrepare(s, c)
	case Moderate:
		switch c.Mode {
		case Active, Passive, Unmoderated:
		default:
			return nil, refuse(BadCommand, "moderation is active, passive or none, not %q", c.Mode)
		}
		if c.Mode == s.Moderation {
			return nil, nil
		}
		return facts(Moderated(c))
	case Restrict:
		if c.Slow < 0 || c.Slow > slowest {
			return nil, refuse(BadValue, "slow is 0 to %v", slowest)
		}
		if Restriction(c) == s.Restriction {
			return nil, nil
		}
		return facts(Restricted(c))
	case SetWords:
		return decideWords(c)
	case SetAudience:
		return decideAudience(s, c)
	}
	return nil, refuse(UnknownCommand, "%T", a.Command)
}

// mayMove says why a question cannot go somewhere, or whose it is.
func (s State) mayMove(a Act, q Question, to Status) error {
	if !slices.Contains(moves[to], q.Status) {
		return refuse(WrongStatus, "%q is %s", q.ID, q.Status)
	}
	if q.Erased && to != Rejected && to != Archived {
		return refuse(WrongStatus, "%q is erased: there is nothing to read", q.ID)
	}
	return s.mayDeal(a, q.ID)
}

// mayDeal says who else is busy with a question. The operator need not ask.
func (s State) mayDeal(a Act, id QuestionID) error {
	if a.By.Role != Moderator {
		return nil
	}
	if c, busy := s.ClaimOn(id, a.At); busy && c.By.Device != a.By.Device {
		return refuse(ClaimedByOther, "%q: %s", id, c.By.Name)
	}
	return nil
}

func decideMove(s State, a Act, id QuestionID, to Status) ([]Fact, error) {
	q, ok := s.Questions.Get(id)
	if !ok {
		return nil, refuse(UnknownQuestion, "%q", id)
	}
	if q.Status == to {
		return nil, nil
	}
	if err := s.mayMove(a, q, to); err != nil {
		return nil, err
	}
	out := []Fact{}
	if to == OnAirNow {
		if now, on := s.QuestionOnAir(); on {
			out = append(out, Moved{ID: now.ID, From: OnAirNow, To: Answered})
		}
	}
	return append(out, Moved{ID: id, From: q.Status, To: to}), nil
}

func decideMoveAll(s State, a Act, c MoveAll) ([]Fact, error) {
	switch c.To {
	case Approved, Rejected, Archived:
	default:
		return nil, refuse(BadCommand, "several questions are approved, rejected or archived, not %q", c.To)
	}
	var moved MovedMany
	there := 0
	why, err := s.each(c.IDs, func(q Question) error {
		if q.Status == c.To {
			there++
			return nil
		}
		err := s.mayMove(a, q, c.To)
		if err == nil {
			moved.Moves = append(moved.Moves, Moved{ID: q.ID, From: q.Status, To: c.To})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(moved.Moves) == 0 {
		if there > 0 {
			return nil, nil
		}
		return nil, why
	}
	return facts(moved)
}

// each goes through the questions of one act, every one once. Why is the first reason for which one was left out; err
// says that there is nothing to do at all.
func (s State) each(ids []QuestionID, do func(Question) error) (why, err error) {
	if len(ids) == 0 || len(ids) > mostAtOnce {
		return nil, refuse(BadCommand, "%d questions, 1 to %d at once", len(ids), mostAtOnce)
	}
	known := make(map[QuestionID]bool, len(ids))
	for _, id := range ids {
		known[id] = true
	}
	found := false
	for q := range s.Questions.All() {
		if known[q.ID] {
			found = true
			if err := do(q); err != nil && why == nil {
				why = err
			}
		}
	}
	if !found {
		return nil, refuse(UnknownQuestion, "%q", ids[0])
	}
	return why, nil
}

// decideRejectBurst does with one key what the burst was put in quarantine for.
func decideRejectBurst(s State, a Act) ([]Fact, error) {
	var moved MovedMany
	for q := range s.Questions.All() {
		if q.Status == Quarantined && q.Why == WhyBurst && s.mayDeal(a, q.ID) == nil {
			moved.Moves = append(moved.Moves, Moved{ID: q.ID, From: Quarantined, To: Rejected})
		}
	}
	if len(moved.Moves) == 0 {
		return nil, nil
	}
	return facts(moved)
}

func decideRestore(s State, c Restore) ([]Fact, error) {
	_, taken := s.QuestionOnAir()
	if c.Entry != 0 {
		var back []QuestionID
		for q := range s.Questions.All() {
			if q.past != nil && q.past.top.entry == c.Entry && !(taken && q.past.top.was.Status == OnAirNow && q.Status != OnAirNow) {
				back = append(back, q.ID)
			}
		}
		if len(back) == 0 {
			return nil, refuse(WrongStatus, "nothing that entry %d did still stands", c.Entry)
		}
		return facts(Restored{IDs: back, Entry: c.Entry})
	}
	q, ok := s.Questions.Get(c.ID)
	switch {
	case !ok:
		return nil, refuse(UnknownQuestion, "%q", c.ID)
	case q.past == nil:
		return nil, refuse(WrongStatus, "nothing was done to %q", c.ID)
	case taken && q.past.top.was.Status == OnAirNow && q.Status != OnAirNow:
		return nil, refuse(WrongStatus, "another question is on air")
	}
	return facts(Restored{IDs: []QuestionID{c.ID}})
}

func decideReword(s State, a Act, c Reword) ([]Fact, error) {
	q, ok := s.Questions.Get(c.ID)
	if !ok {
		return nil, refuse(UnknownQuestion, "%q", c.ID)
	}
	text, err := cleaned(c.Text, MaxQuestion)
	switch {
	case err != nil:
		return nil, err
	case text == "":
		return nil, refuse(EmptyText, "nothing to read")
	case text == q.Text:
		return nil, nil
	case c.Was != q.Text:
		return nil, refuse(ChangedMeanwhile, "%q was edited", c.ID)
	}
	if err := s.mayDeal(a, c.ID); err != nil {
		return nil, err
	}
	return facts(Reworded{ID: c.ID, Text: text, Was: q.Text})
}

func decideJoin(s State, a Act, c Join) ([]Fact, error) {
	if _, ok := s.Questions.Get(c.Into); !ok {
		return nil, refuse(UnknownQuestion, "%q", c.Into)
	}
	into := s.Root(c.Into)
	if q, _ := s.Questions.Get(into); q.Status == Merged || q.Status == Archived {
		return nil, refuse(WrongStatus, "%q is %s", into, q.Status)
	}
	joined := Joined{Into: into}
	why, err := s.each(c.IDs, func(q Question) error {
		switch {
		case q.ID == into || q.Status == Merged && s.Root(q.ID) == into:
			return nil
		case q.Status == Merged || q.Status == OnAirNow:
			return refuse(WrongStatus, "%q is %s", q.ID, q.Status)
		}
		err := s.mayDeal(a, q.ID)
		if err == nil {
			joined.IDs = append(joined.IDs, q.ID)
		}
		return err
	})
	if err != nil || len(joined.IDs) == 0 {
		if err == nil {
			err = why
		}
		return nil, err
	}
	return facts(joined)
}

func decideAssign(s State, a Act, c Assign) ([]Fact, error) {
	to, err := cleaned(c.To, MaxName)
	if err != nil {
		return nil, err
	}
	ids, err := s.toDealWith(a, c.IDs, func(q Question) bool { return q.Speaker == to })
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return facts(Assigned{IDs: ids, To: to})
}

func decideSort(s State, a Act, c Sort) ([]Fact, error) {
	if c.Kind == "" || !c.Kind.known() {
		return nil, refuse(BadCommand, "no category %q", c.Kind)
	}
	ids, err := s.toDealWith(a, c.IDs, func(q Question) bool { return q.Kind == c.Kind })
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return facts(Sorted{IDs: ids, Kind: c.Kind})
}

// toDealWith is which of the questions a may change, without those that are as wanted already. None is no error where
// all are; where others hold the rest, the error says so.
func (s State) toDealWith(a Act, ids []QuestionID, asWanted func(Question) bool) ([]QuestionID, error) {
	var left []QuestionID
	why, err := s.each(ids, func(q Question) error {
		if asWanted(q) {
			return nil
		}
		err := s.mayDeal(a, q.ID)
		if err == nil {
			left = append(left, q.ID)
		}
		return err
	})
	if err == nil && len(left) == 0 {
		err = why
	}
	return left, err
}

func decideVote(s State, a Act, id QuestionID, in bool) ([]Fact, error) {
	switch {
	case !s.Audience.Votes:
		return nil, refuse(NoVotes, "this show takes no votes")
	case a.By.Device == "" || a.By.Shared:
		return nil, refuse(NoDevice, "a vote needs a device of its own")
	}
	q, ok := s.Questions.Get(s.Root(id))
	switch {
	case !ok:
		return nil, refuse(UnknownQuestion, "%q", id)
	case !q.Open():
		if !in {
			return nil, nil // it moved on: nothing hangs on the vote any more
		}
		return nil, refuse(WrongStatus, "%q is %s", q.ID, q.Status)
	}
	if in {
		if s.voted(q.ID, a.By.Device) {
			return nil, nil
		}
		return facts(Voted{ID: q.ID, Device: a.By.Device})
	}
	if _, has := slices.BinarySearch(q.voters, a.By.Device); !has {
		return nil, nil
	}
	return facts(Unvoted{ID: q.ID, Device: a.By.Device})
}

func decidePrepare(s State, c Prepare) ([]Fact, error) {
	if len(c.Questions) == 0 || len(c.Questions) > MostPrepared {
		return nil, refuse(BadCommand, "%d questions, 1 to %d at once", len(c.Questions), MostPrepared)
	}
	if s.Questions.Len()+len(c.Questions) > mostQuestions {
		return nil, refuse(TooMany, "the show has %d questions at most", mostQuestions)
	}
	var out Prepared
	for _, p := range c.Questions {
		if !validID(p.ID) {
			return nil, refuse(NoID, "a question needs an id of 1 to %d letters, digits, - or _", MaxID)
		}
		again := func(o PreparedQuestion) bool { return o.ID == p.ID }
		if s.Questions.Find(p.ID) >= 0 || slices.ContainsFunc(out.Questions, again) {
			continue
		}
		var err error
		if p.Text, err = cleaned(p.Text, MaxQuestion); err != nil {
			return nil, err
		}
		if p.Text == "" {
			return nil, refuse(EmptyText, "nothing to read")
		}
		if p.Name, err = cleaned(p.Name, MaxName); err != nil {
			return nil, err
		}
		if p.Speaker, err = cleaned(p.Speaker, MaxName); err != nil {
			return nil, err
		}
		if !p.Kind.known() {
			return nil, refuse(BadCommand, "no category %q", p.Kind)
		}
		if _, planned := s.Show.Find(p.Slot); p.Slot != "" && !planned {
			return nil, refuse(UnknownSlot, "%q", p.Slot)
		}
		out.Questions = append(out.Questions, p)
	}
	if len(out.Questions) == 0 {
		return nil, nil
	}
	return facts(out)
}

func decideWords(c SetWords) ([]Fact, error) {
	var set WordsSet
	for _, list := range []struct {
		from []string
		to   *[]string
	}{{c.Words, &set.Words}, {c.Mask, &set.Mask}, {c.Block, &set.Block}} {
		if len(list.from) > mostListed {
			return nil, refuse(BadValue, "%d words, %d at most", len(list.from), mostListed)
		}
		words := make([]string, 0, len(list.from))
		for _, w := range list.from {
			if w = Fold(w); w != "" {
				words = append(words, w)
			}
		}
		*list.to = words
	}
	if len(set.Mask) == 0 {
		set.Mask = nil
	}
	if len(set.Block) == 0 {
		set.Block = nil
	}
	return facts(set)
}

func decideAudience(s State, c SetAudience) ([]Fact, error) {
	var err error
	if c.Rules, err = cleaned(c.Rules, MaxMessage); err != nil {
		return nil, err
	}
	if c.Survey != "" && !WebAddress(c.Survey) {
		return nil, refuse(BadValue, "the survey is an address that begins with https:// or http://")
	}
	if AudienceSettings(c) == s.Audience {
		return nil, nil
	}
	return facts(AudienceSet(c))
}

// Claim is a moderator being busy with some questions.
type Claim struct {
	By  Actor
	At  Moment
	IDs []QuestionID
}

// ClaimOn says who is busy with a question at now.
func (s State) ClaimOn(id QuestionID, now Moment) (Claim, bool) {
	for _, c := range s.Claims {
		if slices.Contains(c.IDs, id) && c.Left(now) > 0 {
			return c, true
		}
	}
	return Claim{}, false
}

// Left is how long a claim still holds, unless it is renewed.
func (c Claim) Left(now Moment) time.Duration { return claimLasts - max(now.Since(c.At), 0) }

func decideClaim(s State, a Act, c Claiming) ([]Fact, error) {
	if len(c.IDs) > mostAtOnce {
		return nil, refuse(BadCommand, "%d questions, %d at once", len(c.IDs), mostAtOnce)
	}
	var ids []QuestionID
	for _, id := range c.IDs {
		if s.Questions.Find(id) >= 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, mine := range s.Claims {
		if mine.By.Device == a.By.Device {
			if slices.Equal(mine.IDs, ids) && mine.Left(a.At) > claimLasts/2 {
				return nil, nil
			}
			return facts(Claimed{IDs: ids})
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return facts(Claimed{IDs: ids})
}

// claimed is who is busy with what after one more claim; those that ran out are forgotten on the way.
func (s State) claimed(e Entry, f Claimed) []Claim {
	var out []Claim
	for _, c := range unclaimed(s.Claims, f.IDs) {
		if c.By.Device != e.By.Device && c.Left(e.At) > 0 {
			out = append(out, c)
		}
	}
	if len(f.IDs) > 0 {
		out = append(out, Claim{By: e.By, At: e.At, IDs: f.IDs})
	}
	return out
}

// unclaimed takes questions out of all claims.
func unclaimed(claims []Claim, ids []QuestionID) []Claim {
	touched := slices.ContainsFunc(claims, func(c Claim) bool {
		return slices.ContainsFunc(c.IDs, func(id QuestionID) bool { return slices.Contains(ids, id) })
	})
	if !touched {
		return claims
	}
	var out []Claim
	for _, c := range claims {
		c.IDs = slices.DeleteFunc(slices.Clone(c.IDs), func(id QuestionID) bool { return slices.Contains(ids, id) })
		if len(c.IDs) > 0 {
			out = append(out, c)
		}
	}
	return out
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

// Tally is how many questions stand where, and how long the oldest has waited to be read.
type Tally struct {
	Count map[Status]int
	// Oldest is zero while nobody waits.
	Oldest time.Duration
	// Burst counts what is in quarantine as part of a burst.
	Burst int
}

// Tally counts the questions.
func (s State) Tally(now Moment) Tally {
	t := Tally{Count: map[Status]int{}}
	for q := range s.Questions.All() {
		t.Count[q.Status]++
		if q.Status == Incoming && t.Oldest == 0 {
			t.Oldest = max(now.Since(q.Asked), 1)
		}
		if q.Status == Quarantined && q.Why == WhyBurst {
			t.Burst++
		}
	}
	return t
}
