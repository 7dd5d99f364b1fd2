package runsheet

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Weight says how much a Finding matters.
type Weight string

// The weights, the lightest first.
const (
	Fine     Weight = "fine"
	Noted    Weight = "notice"  // good to know
	Worrying Weight = "warning" // the show can go on, but something will be worse than it need be
	Blocking Weight = "blocker" // mend it before the show
)

// Weights lists every Weight, the heaviest first: the order in which people mend things.
var Weights = []Weight{Blocking, Worrying, Noted, Fine}

// Finding is one thing that was looked at before the show. Code names its sentence in the catalogues, {name} in it stands
// for Args["name"]; Text is the sentence in English, for whoever has no catalogue. No finding holds a key or a password.
type Finding struct {
	Weight Weight            `json:"weight"`
	Code   string            `json:"code"`
	Args   map[string]string `json:"args,omitempty"`
	Text   string            `json:"text,omitempty"`
	// Slots are those that it is about, in the order of the sheet.
	Slots []SlotID `json:"slots,omitempty"`
}

// Matter is what a person can vouch for.
type Matter string

// The matters. The subject of a SpeakerTest and of a SignOff is a person's name, that of Equipment a slot's id.
const (
	SpeakerTest Matter = "speaker"
	Equipment   Matter = "equipment"
	SignOff     Matter = "sign-off"
)

// Outcome is what came of a test.
type Outcome string

// The outcomes. A sign-off that failed is one that somebody withholds.
const (
	Good   Outcome = "good"
	Poor   Outcome = "poor"
	Failed Outcome = "failed"
)

// UsualShare is how many people one moderator looks after where nobody said otherwise.
const UsualShare = 40

// The limits on what a preflight holds.
const (
	maxVouched  = 1000
	maxAudience = 1_000_000
)

type (
	// Vouch says of a person, or of a slot's equipment, that it was tried: from where, with what outcome. The newest word on
	// a subject counts.
	Vouch struct {
		Matter  Matter  `json:"matter"`
		Subject string  `json:"subject"`
		From    string  `json:"from,omitempty"`
		Outcome Outcome `json:"outcome"`
		Note    string  `json:"note,omitempty"`
	}
	// ExpectAudience says how many people registered, how many of a hundred will stay away, how many people one moderator
	// looks after (0 for the usual 40), and how many moderators there are.
	ExpectAudience struct {
		Registered   int `json:"registered"`
		NoShows      int `json:"no_shows"`
		PerModerator int `json:"per_moderator"`
		Moderators   int `json:"moderators"`
	}
	// ReportChecks says what one run of the checks found. Only the desk gives it.
	ReportChecks struct {
		Findings []Finding `json:"findings"`
	}
)

type (
	// CheckDone: everything that a program can look at was looked at.
	CheckDone struct {
		Findings []Finding `json:"findings"`
	}
	// Vouched: a person has tried something, or signed it off.
	Vouched Vouch
	// AudienceExpected: somebody said how many people will come.
	AudienceExpected ExpectAudience
)

func (Vouch) command() string          { return "vouch" }
func (ExpectAudience) command() string { return "expect-audience" }
func (ReportChecks) command() string   { return "report-checks" }

func (CheckDone) kind() (string, int)        { return "check-done", 1 }
func (Vouched) kind() (string, int)          { return "vouched", 1 }
func (AudienceExpected) kind() (string, int) { return "audience-expected", 1 }

// Preflight is what is known before the show.
type Preflight struct {
	// Findings are those of the last run of the checks, Checked is when it was; zero before the first.
	Findings []Finding
	Checked  Moment
	// Words are what people vouched for, the newest word on each subject, in the order in which they first spoke.
	Words []Word
	// Audience is what is expected; zero while nobody said.
	Audience ExpectAudience
}

// Word is one thing that somebody vouches for.
type Word struct {
	Vouch
	By Actor
	At Moment
}

// On is the newest word on a subject.
func (p Preflight) On(m Matter, subject string) (Word, bool) {
	if i := p.find(m, subject); i >= 0 {
		return p.Words[i], true
	}
	return Word{}, false
}

func (p Preflight) find(m Matter, subject string) int {
	plain := Fold(subject)
	return slices.IndexFunc(p.Words, func(w Word) bool { return w.Matter == m && Fold(w.Subject) == plain })
}

// Expected is how many people will come.
func (a ExpectAudience) Expected() int { return a.Registered - a.Registered*a.NoShows/100 }

// Needed is how many moderators they need.
func (a ExpectAudience) Needed() int {
	share := cmp.Or(a.PerModerator, UsualShare)
	return (a.Expected() + share - 1) / share
}

func decidePreflight(s State, at Moment, c Command) ([]Fact, error) {
	switch c := c.(type) {
	case Vouch:
		return decideVouch(s, at, c)
	case ExpectAudience:
		return decideExpect(s, c)
	default:
		return facts(CheckDone(c.(ReportChecks)))
	}
}

// sameWord is the time within which the same word on the same subject is one press heard twice.
const sameWord = 2 * time.Second

func decideVouch(s State, at Moment, c Vouch) ([]Fact, error) {
	for _, text := range []*string{&c.Subject, &c.From, &c.Note} {
		if len(*text) > 16*MaxMessage {
			return nil, refuse(TooLong, "%d characters at most", MaxMessage)
		}
		if *text = Clean(*text); utf8.RuneCountInString(*text) > MaxMessage {
			return nil, refuse(TooLong, "%d characters at most", MaxMessage)
		}
	}
	switch {
	case c.Matter != SpeakerTest && c.Matter != Equipment && c.Matter != SignOff:
		return nil, refuse(BadValue, "matter %q", c.Matter)
	case c.Outcome != Good && c.Outcome != Poor && c.Outcome != Failed:
		return nil, refuse(BadValue, "outcome %q", c.Outcome)
	case c.Subject == "":
		return nil, refuse(EmptyText, "nobody is named")
	}
	if _, known := s.Show.Find(SlotID(c.Subject)); c.Matter == Equipment && !known {
		return nil, refuse(UnknownSlot, "%q", c.Subject)
	}
	last, spoken := s.Preflight.On(c.Matter, c.Subject)
	switch {
	case !spoken && len(s.Preflight.Words) >= maxVouched:
		return nil, refuse(TooMany, "%d at most", maxVouched)
	case spoken && last.Vouch == c && at.Since(last.At) < sameWord:
		return nil, nil
	}
	return facts(Vouched(c))
}

func decideExpect(s State, c ExpectAudience) ([]Fact, error) {
	within := func(n, most int) bool { return n >= 0 && n <= most }
	switch {
	case !within(c.Registered, maxAudience), !within(c.Moderators, maxAudience), !within(c.PerModerator, maxAudience), !within(c.NoShows, 100):
		return nil, refuse(BadValue, "people from 0 to %d, no-shows from 0 to 100 of a hundred", maxAudience)
	case c == s.Preflight.Audience:
		return nil, nil
	}
	return facts(AudienceExpected(c))
}

// applyPreflight folds one fact of the preflight in. What a person said can be taken back; what a program found cannot.
func applyPreflight(s State, e Entry) State {
	before := s.Preflight
	if f, is := e.Fact.(CheckDone); is {
		s.Preflight.Findings, s.Preflight.Checked = f.Findings, e.At
		return s
	}
	s.Preflight = before.with(e)
	if e.By.Role == Operator {
		s = s.did(step{entry: e, preflight: &before})
	}
	return s
}

// with is the preflight after something that a person said.
func (p Preflight) with(e Entry) Preflight {
	switch f := e.Fact.(type) {
	case Vouched:
		word := Word{Vouch(f), e.By, e.At}
		if i := p.find(f.Matter, f.Subject); i >= 0 {
			p.Words = slices.Clone(p.Words)
			p.Words[i] = word
		} else {
			p.Words = append(slices.Clip(p.Words), word)
		}
	case AudienceExpected:
		p.Audience = ExpectAudience(f)
	}
	return p
}

// Ready says how the show stands before it begins: what the last checks found, and what people have vouched for or not yet,
// the heaviest first. It is empty before a sheet is loaded.
func (s State) Ready() []Finding {
	if len(s.Show.Slots) == 0 {
		return nil
	}
	found := slices.Clone(s.Preflight.Findings)
	found = append(found, s.speakersReady()...)
	found = append(found, s.equipmentReady()...)
	found = append(found, s.moderatorsReady())
	found = append(found, s.signedOff()...)
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Compare(slices.Index(Weights, a.Weight), slices.Index(Weights, b.Weight))
	})
	return found
}

// Worst is the heaviest weight among findings, Fine when there are none.
func Worst(found []Finding) Weight {
	worst := Fine
	for _, f := range found {
		if slices.Index(Weights, f.Weight) < slices.Index(Weights, worst) {
			worst = f.Weight
		}
	}
	return worst
}

// outcomeWeights says how much an outcome matters before a show.
var outcomeWeights = map[Outcome]Weight{Good: Fine, Poor: Worrying, Failed: Blocking}

// about is a finding about a word that somebody gave.
func (s State) about(w Word, slots []SlotID, more map[string]string) Finding {
	args := map[string]string{"subject": w.Subject, "from": w.From, "note": w.Note, "by": w.By.Name, "role": string(w.By.Role),
		"at": w.At.Wall.In(s.Show.Location()).Format("2006-01-02 15:04")}
	maps.Copy(args, more)
	return Finding{Weight: outcomeWeights[w.Outcome], Code: "preflight." + string(w.Matter) + "." + string(w.Outcome), Args: args, Slots: slots}
}

// people are those of the running order, each once, with their slots.
func (s State) people() (names []string, slots map[string][]SlotID) {
	slots = map[string][]SlotID{}
	for _, slot := range s.Show.Slots {
		if slot.Dropped {
			continue
		}
		for _, name := range slot.People {
			if slots[name] == nil {
				names = append(names, name)
			}
			slots[name] = append(slots[name], slot.ID)
		}
	}
	return names, slots
}

func (s State) speakersReady() []Finding {
	var found []Finding
	names, slots := s.people()
	for _, name := range names {
		if word, tried := s.Preflight.On(SpeakerTest, name); tried {
			found = append(found, s.about(word, slots[name], nil))
		} else {
			found = append(found, Finding{Weight: Worrying, Code: "preflight.speaker.untested", Args: map[string]string{"subject": name}, Slots: slots[name]})
		}
	}
	for _, word := range s.Preflight.Words { // tried, though the sheet does not name them
		if word.Matter == SpeakerTest && !slices.ContainsFunc(names, func(name string) bool { return Fold(name) == Fold(word.Subject) }) {
			found = append(found, s.about(word, nil, nil))
		}
	}
	return found
}

// equipmentWords begin the headers under which sheets say what a slot needs, folded.
var equipmentWords = []string{"materiel", "equip", "technique", "besoins", "micro", "gear", "tech"}

// Equipment is what the sheet says that a slot needs, "" when it says nothing.
func (slot Slot) Equipment() string {
	var needs []string
	for _, header := range slices.Sorted(maps.Keys(slot.Fields)) {
		plain := Fold(header)
		if slices.ContainsFunc(equipmentWords, func(w string) bool { return strings.HasPrefix(plain, w) }) && slot.Fields[header] != "" {
			needs = append(needs, slot.Fields[header])
		}
	}
	return strings.Join(needs, ", ")
}

func (s State) equipmentReady() []Finding {
	var found []Finding
	for _, slot := range s.Show.Slots {
		needs := slot.Equipment()
		if needs == "" || slot.Dropped {
			continue
		}
		args := map[string]string{"slot": strings.TrimSpace(slot.Number + " " + slot.Title), "needs": needs}
		if word, seen := s.Preflight.On(Equipment, string(slot.ID)); seen {
			found = append(found, s.about(word, []SlotID{slot.ID}, args))
		} else {
			found = append(found, Finding{Weight: Noted, Code: "preflight.equipment.unseen", Args: args, Slots: []SlotID{slot.ID}})
		}
	}
	return found
}

func (s State) moderatorsReady() Finding {
	a := s.Preflight.Audience
	if a.Registered == 0 {
		return Finding{Weight: Noted, Code: "preflight.audience.unknown"}
	}
	f := Finding{Weight: Fine, Code: "preflight.moderators.enough", Args: map[string]string{
		"expected": strconv.Itoa(a.Expected()), "needed": strconv.Itoa(a.Needed()), "there": strconv.Itoa(a.Moderators),
		"share": strconv.Itoa(cmp.Or(a.PerModerator, UsualShare))}}
	if a.Moderators < a.Needed() {
		f.Weight, f.Code = Worrying, "preflight.moderators.few"
	}
	return f
}

func (s State) signedOff() []Finding {
	var found []Finding
	for _, word := range s.Preflight.Words {
		if word.Matter == SignOff {
			found = append(found, s.about(word, nil, nil))
		}
	}
	if len(found) == 0 {
		found = append(found, Finding{Weight: Noted, Code: "preflight.sign-off.nobody"})
	}
	return found
}
