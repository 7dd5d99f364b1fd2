package runsheet

import (
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// What is kept of people, for how long, and how it goes. An entry is never taken out; what it says of a person is.

// Privacy is what the show promises its audience.
type Privacy struct {
	// Days after the show in which questions are erased by themselves; 0 keeps them.
	Days int `json:"days,omitempty"`
	// Contact is whom to write to about one's own data, "" when the show says nothing.
	Contact string `json:"contact,omitempty"`
}

const (
	maxDays    = 3650
	maxContact = 200
)

type (
	// SetPrivacy says what the audience is promised.
	SetPrivacy struct {
		Days    int    `json:"days"`
		Contact string `json:"contact"`
	}
	// Erase takes a question's text and whatever says who asked it out of the show; with Person, of everything that the
	// same device asked. It cannot be undone.
	Erase struct {
		ID     QuestionID `json:"id"`
		Person bool       `json:"person"`
	}
	// Purge erases every question. Only the desk gives it, when the promised time is over, and the operator.
	Purge struct{}
	// ReportAccess says what a key was used for.
	ReportAccess struct {
		Did     string
		Key     string
		Role    Role
		Address string
	}
)

type (
	// PrivacySet: the promise changed.
	PrivacySet Privacy
	// Erased: the text of these questions is gone, here and in the file. Person: so are the names of the devices that
	// asked them. All: so is what else the entries say of anybody.
	Erased struct {
		IDs    []QuestionID `json:"ids"`
		Person bool         `json:"person,omitempty"`
		All    bool         `json:"all,omitempty"`
	}
	// Accessed: a key of the staff was made, revoked, or used from a new address; or one was used that opens nothing. Key
	// is its name, never its secret.
	Accessed struct {
		Did     string `json:"did"`
		Key     string `json:"key,omitempty"`
		Role    Role   `json:"role,omitempty"`
		Address string `json:"address,omitempty"`
	}
)

func (SetPrivacy) command() string   { return "privacy" }
func (Erase) command() string        { return "erase" }
func (Purge) command() string        { return "purge" }
func (ReportAccess) command() string { return "report-access" }

func (PrivacySet) kind() (string, int) { return "privacy-set", 1 }
func (Erased) kind() (string, int)     { return "erased", 1 }
func (Accessed) kind() (string, int)   { return "accessed", 1 }

func decidePrivacy(s State, c Command) ([]Fact, error) {
	switch c := c.(type) {
	case SetPrivacy:
		if c.Days < 0 || c.Days > maxDays {
			return nil, refuse(BadValue, "0 to %d days", maxDays)
		}
		contact := Clean(c.Contact[:min(len(c.Contact), 16*maxContact)])
		if utf8.RuneCountInString(contact) > maxContact {
			return nil, refuse(TooLong, "%d characters at most", maxContact)
		}
		if p := (Privacy{c.Days, contact}); p != s.Privacy {
			return facts(PrivacySet(p))
		}
		return nil, nil
	case Erase:
		q, ok := s.Questions.Get(c.ID)
		if !ok && s.beside != nil {
			q, ok = s.beside.Questions.Get(c.ID)
		}
		if !ok {
			return nil, refuse(UnknownQuestion, "%q", c.ID)
		}
		// An address stands for many people, and one of them must not take the others' questions away.
		person := c.Person && q.Device != "" && !strings.HasPrefix(string(q.Device), "addr:")
		ids := []QuestionID{}
		for other := range s.everyQuestion() {
			if !other.Erased && (other.ID == c.ID || person && other.Device == q.Device) {
				ids = append(ids, other.ID)
			}
		}
		if len(ids) == 0 {
			return nil, nil
		}
		return facts(Erased{IDs: ids, Person: person})
	case Purge:
		ids := []QuestionID{}
		for q := range s.everyQuestion() {
			if !q.Erased {
				ids = append(ids, q.ID)
			}
		}
		if len(ids) == 0 {
			return nil, nil
		}
		return facts(Erased{IDs: ids, Person: true, All: true})
	case ReportAccess:
		return facts(Accessed(c))
	}
	return nil, refuse(UnknownCommand, "%T", c)
}

// everyQuestion goes through the questions of the run, and through those that a rehearsal has put aside.
func (s State) everyQuestion() iter.Seq[Question] {
	return func(yield func(Question) bool) {
		for q := range s.Questions.All() {
			if !yield(q) {
				return
			}
		}
		if s.beside != nil {
			s.beside.Questions.All()(yield)
		}
	}
}

// PurgeDue says whether the promised time is over: nothing is on air, and that many days have passed since the last
// thing that an audience had a part in.
func (s State) PurgeDue(now Moment) bool {
	if s.Privacy.Days == 0 || s.onAir >= 0 || s.beside != nil {
		return false
	}
	last, left := time.Time{}, false
	for _, p := range s.Passes {
		if p.Ended.Wall.After(last) {
			last = p.Ended.Wall
		}
	}
	for q := range s.Questions.All() {
		left = left || !q.Erased
		if q.Asked.Wall.After(last) {
			last = q.Asked.Wall
		}
	}
	return left && now.Wall.Sub(last) >= time.Duration(s.Privacy.Days)*24*time.Hour
}

// erase folds an Erased. What nobody can read any more, nobody can approve.
func (s State) erase(seq Seq, f Erased) State {
	s.ErasedAt = seq
	gone := map[DeviceID]DeviceID{}
	if f.Person {
		devices := map[QuestionID]DeviceID{}
		for q := range s.everyQuestion() {
			devices[q.ID] = q.Device
		}
		for _, id := range f.IDs {
			nameGone(gone, devices[id], id)
		}
	}
	s.Questions = s.Questions.erase(seq, f.IDs, gone)
	s.Reports = slices.Clone(s.Reports)
	for i := range s.Reports {
		s.Reports[i].erase(gone, f.All)
	}
	if s.beside != nil {
		beside := *s.beside
		beside.Questions = beside.Questions.erase(seq, f.IDs, gone)
		s.beside = &beside
	}
	return s
}

// erase empties questions and renames devices.
func (q Questions) erase(seq Seq, ids []QuestionID, gone map[DeviceID]DeviceID) Questions {
	// Questions are in chunks that are copied on change: many at once are changed in one new list.
	erased := make(map[QuestionID]bool, len(ids))
	for _, id := range ids {
		erased[id] = true
	}
	next := Questions{count: q.count, chunks: make([][]Question, len(q.chunks))}
	for i, chunk := range q.chunks {
		next.chunks[i] = slices.Clone(chunk)
		for k := range next.chunks[i] {
			q := &next.chunks[i][k]
			if to, is := gone[q.Device]; is {
				q.Device = to
			}
			if slices.ContainsFunc(q.voters, func(d DeviceID) bool { return gone[d] != "" }) {
				q.voters = slices.Clone(q.voters)
				for v, d := range q.voters {
					if to, is := gone[d]; is {
						q.voters[v] = to
					}
				}
				slices.Sort(q.voters)
			}
			if !erased[q.ID] {
				continue
			}
			q.empty(seq)
			switch q.Status {
			case Answered, Merged, Rejected:
			default:
				q.Status = Rejected
			}
		}
	}
	return next
}

// empty takes out of a question what somebody wrote and who that was, with all that could bring it back.
func (q *Question) empty(seq Seq) {
	q.Erased = true
	q.Text, q.Original, q.Name = "", "", ""
	q.Source = Source{Platform: q.Source.Platform}
	q.Before, q.Handled, q.past = "", seq, nil
	*q = q.compared()
}

// erase takes out of a report who made it.
func (r *ProblemReport) erase(gone map[DeviceID]DeviceID, all bool) {
	to, is := gone[r.Device]
	if is {
		r.Device = to
	}
	if is || all {
		r.Network = ""
	}
}

// nameGone gives a device of which everything is erased a name that leads nowhere. Its questions still belong together:
// else a replay would count one person's copies as several people's.
func nameGone(gone map[DeviceID]DeviceID, device DeviceID, first QuestionID) {
	if _, is := gone[device]; !is && device != "" {
		gone[device] = DeviceID("gone:" + string(first))
	}
}

// Redact gives the entries that an erasing changes in the file, as they are to be written from then on. entries are those
// up to and including the erasing itself; an entry that is not returned stays as it is. The redacted file replays to the
// same state, and redacting twice changes nothing.
func Redact(entries []Entry, f Erased) []Entry {
	erased := make(map[QuestionID]bool, len(f.IDs))
	for _, id := range f.IDs {
		erased[id] = true
	}
	asked, ids := map[QuestionID]DeviceID{}, slices.Clone(f.IDs)
	for _, e := range entries {
		switch a := e.Fact.(type) {
		case Asked:
			if erased[a.ID] || f.All {
				asked[a.ID] = a.Device
				ids = append(ids, a.ID) // those of rehearsals are in no list
				erased[a.ID] = true
			}
		case Prepared:
			for _, q := range a.Questions {
				erased[q.ID] = erased[q.ID] || f.All
			}
		}
	}
	gone := map[DeviceID]DeviceID{}
	if f.Person {
		for _, id := range ids {
			if device := asked[id]; !strings.HasPrefix(string(device), "gone:") {
				nameGone(gone, device, id)
			}
		}
	}
	var out []Entry
	for _, e := range entries {
		next := e
		next.Fact = redactFact(e.Fact, erased, gone, f.All)
		if to, is := gone[e.By.Device]; is {
			next.By.Device = to
		}
		if next.By.Role == Audience && (next.By.Device != e.By.Device || f.All) {
			next.By.Name = ""
		}
		if changed(e, next) {
			out = append(out, next)
		}
	}
	return out
}

// redactFact gives a fact without what it says of the erased.
func redactFact(fact Fact, erased map[QuestionID]bool, gone map[DeviceID]DeviceID, all bool) Fact {
	switch a := fact.(type) {
	case Asked:
		if to, is := gone[a.Device]; is {
			a.Device = to
		}
		if erased[a.ID] {
			a.Text, a.Original, a.Name = "", "", ""
			if a.Source != nil {
				a.Source = &Source{Platform: a.Source.Platform}
			}
		}
		return a
	case Prepared:
		a.Questions = slices.Clone(a.Questions)
		for i := range a.Questions {
			if erased[a.Questions[i].ID] {
				a.Questions[i].Text, a.Questions[i].Name = "", ""
			}
		}
		return a
	case Reworded:
		if erased[a.ID] {
			a.Text, a.Was = "", ""
		}
		return a
	case Voted:
		if to, is := gone[a.Device]; is {
			a.Device = to
		}
		return a
	case Unvoted:
		if to, is := gone[a.Device]; is {
			a.Device = to
		}
		return a
	case Reported:
		r := ProblemReport{Network: a.Network, Device: a.Device}
		r.erase(gone, all)
		a.Network, a.Device = r.Network, r.Device
		return a
	case Accessed:
		if all {
			a.Address = ""
		}
		return a
	}
	return fact
}

func changed(a, b Entry) bool {
	if a.By != b.By {
		return true
	}
	_, _, was, err1 := EncodeFact(a.Fact)
	_, _, is, err2 := EncodeFact(b.Fact)
	return err1 == nil && err2 == nil && string(was) != string(is)
}
