package runsheet

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// crowd is a hall under random acts, with an account of it beside that a person could keep on paper.
type crowd struct {
	*hall
	rt      *rapid.T
	entries []Entry

	came   []QuestionID // in this order
	sent   map[QuestionID]string
	asker  map[QuestionID]DeviceID
	wanted map[QuestionID]map[DeviceID]bool // votes, as they were given
	hands  map[QuestionID][]Seq             // what people did to it and nobody took back, the last one at the end
	dealt  []Seq                            // every entry by which people did something to questions
}

func newCrowd(rt *rapid.T) *crowd {
	c := &crowd{
		hall: &hall{s: New(), now: noon}, rt: rt, sent: map[QuestionID]string{}, asker: map[QuestionID]DeviceID{},
		wanted: map[QuestionID]map[DeviceID]bool{}, hands: map[QuestionID][]Seq{},
	}
	c.enter(Actor{Role: Operator}, Loaded{Show: threeSlots()}, Went{To: "a"}, AudienceSet{Votes: true},
		WordsSet{Words: []string{"zut"}, Mask: []string{"flute"}, Block: []string{"horreur"}})
	return c
}

func (c *crowd) enter(by Actor, facts ...Fact) {
	for _, f := range facts {
		e := Entry{Seq: c.s.Seq + 1, At: c.now, By: by, Fact: f}
		c.entries = append(c.entries, e)
		c.s = Apply(c.s, e)
		switch f := f.(type) {
		case Asked:
			c.came = append(c.came, f.ID)
			c.asker[f.ID] = f.Device
		case Prepared:
			for _, p := range f.Questions {
				c.came, c.sent[p.ID] = append(c.came, p.ID), p.Text
			}
		case Voted:
			if c.wanted[f.ID] == nil {
				c.wanted[f.ID] = map[DeviceID]bool{}
			}
			c.wanted[f.ID][f.Device] = true
		case Unvoted:
			delete(c.wanted[f.ID], f.Device)
		case Restored:
			for _, id := range f.IDs {
				c.hands[id] = c.hands[id][:len(c.hands[id])-1]
			}
		case Undid:
			for _, id := range c.madeBy(f.Entry) {
				c.hands[id] = c.hands[id][:len(c.hands[id])-1]
			}
		case Redid:
			for _, id := range deals(c.entries[f.Entry-1].Fact) {
				if q, _ := c.s.Questions.Get(id); q.Handled == f.Entry && !slices.Contains(c.hands[id], f.Entry) {
					c.hands[id] = append(c.hands[id], f.Entry)
				}
			}
		}
		if ids := deals(f); len(ids) > 0 {
			c.dealt = append(c.dealt, e.Seq)
			for _, id := range ids {
				c.hands[id] = append(c.hands[id], e.Seq)
			}
		}
	}
}

// madeBy lists the questions to which an entry was the last thing that was done.
func (c *crowd) madeBy(entry Seq) (ids []QuestionID) {
	for _, id := range c.came {
		if h := c.hands[id]; len(h) > 0 && h[len(h)-1] == entry {
			ids = append(ids, id)
		}
	}
	return ids
}

// decide does an act and reports what it entered.
func (c *crowd) decide(by Actor, command Command) []Entry {
	facts, err := Decide(c.s, Act{By: by, At: c.now, Command: command})
	if err != nil && (ReasonOf(err) == "" || len(facts) > 0) {
		c.rt.Fatalf("%#v: %v with %v", command, err, facts)
	}
	before := len(c.entries)
	c.enter(by, facts...)
	return c.entries[before:]
}

// face is what people see of a question, who stands behind it included.
type face struct {
	ID            QuestionID
	Text, First   string
	Status        Status
	Why           Why
	Like          QuestionID
	Kind          Category
	Speaker       string
	Copies, Votes int
	Shown, Done   Moment
}

func faces(s State) (all []face) {
	for q := range s.Questions.All() {
		all = append(all, face{q.ID, q.Text, q.Original, q.Status, q.Why, q.Like, q.Kind, q.Speaker, q.Copies, q.Votes, q.Shown, q.Done})
	}
	return all
}

// check holds the state against the account.
func (c *crowd) check(what string) {
	if c.s.Questions.Len() != len(c.came) {
		c.rt.Fatalf("after %s: %d questions, %d came", what, c.s.Questions.Len(), len(c.came))
	}
	onAir := 0
	behind := map[QuestionID]map[DeviceID]bool{} // devices, by the question that counts for them
	nameless := map[QuestionID]int{}
	for i, id := range c.came {
		q := c.s.Questions.At(i)
		first := q.Text
		if q.Original != "" {
			first = q.Original
		}
		if q.ID != id || first != c.sent[id] || q.Device != c.asker[id] {
			c.rt.Fatalf("after %s: question %d is %q %q by %q; %q %q by %q came", what, i, q.ID, first, q.Device, id, c.sent[id], c.asker[id])
		}
		if q.Status == OnAirNow {
			onAir++
		}
		root := q
		for hops := 0; root.Status == Merged; hops++ {
			next, ok := c.s.Questions.Get(root.Like)
			if !ok || hops > len(c.came) {
				c.rt.Fatalf("after %s: %q counts with %q, which leads nowhere", what, id, root.Like)
			}
			root = next
		}
		if behind[root.ID] == nil {
			behind[root.ID] = map[DeviceID]bool{}
		}
		if q.Device == "" {
			nameless[root.ID]++
		} else {
			behind[root.ID][q.Device] = true
		}
		for device := range c.wanted[id] {
			behind[root.ID][device] = true
		}
	}
	if onAir > 1 {
		c.rt.Fatalf("after %s: %d questions are on air", what, onAir)
	}
	for id, devices := range behind {
		if q, _ := c.s.Questions.Get(id); q.Backers() != len(devices)+nameless[id] {
			c.rt.Fatalf("after %s: %d stand behind %q, the account says %v and %d nameless", what, q.Backers(), id, devices, nameless[id])
		}
	}
}

// checkUndo takes back what was just done, by each way that there is, and goes on as if it had not.
func (c *crowd) checkUndo(by Actor, before State, did []Entry) {
	for _, e := range did {
		if len(deals(e.Fact)) == 0 {
			return
		}
	}
	if len(did) == 0 {
		return
	}
	ways := map[string][]Command{"restore": nil}
	for _, e := range slices.Backward(did) {
		ways["restore"] = append(ways["restore"], Restore{Entry: e.Seq})
	}
	if by.Role == Operator {
		ways["undo"] = []Command{Undo{did[len(did)-1].Seq}}
	}
	for way, commands := range ways {
		s := c.s
		for _, command := range commands {
			facts, err := Decide(s, Act{By: by, At: c.now, Command: command})
			if err != nil {
				c.rt.Fatalf("%s of %#v: %v", way, did, err)
			}
			for _, f := range facts {
				s = Apply(s, Entry{Seq: s.Seq + 1, At: c.now, By: by, Fact: f})
			}
		}
		if diff := cmp.Diff(faces(before), faces(s)); diff != "" {
			c.rt.Fatalf("%s of %#v (-before +after):\n%s", way, did, diff)
		}
	}
}

// takeBack undoes an entry late, and looks whether it touched what somebody has dealt with since.
func (c *crowd) takeBack(by Actor, command Command, entry Seq) {
	mine, before := c.madeBy(entry), faces(c.s)
	c.decide(by, command)
	for i, now := range faces(c.s) {
		was := before[i]
		was.Copies, was.Votes, now.Copies, now.Votes = 0, 0, 0, 0 // these follow what is joined; check knows them
		if was != now && !slices.Contains(mine, was.ID) {
			c.rt.Fatalf("%#v changed %q, which somebody had dealt with since:\n%s", command, was.ID, cmp.Diff(was, now))
		}
	}
}

// Whatever people do to questions, nothing is lost, a device counts once, and everything can be undone.
func TestAnyQuestions(t *testing.T) {
	texts := []string{questions[0], questions[0] + " Merci", questions[3], "Zut, encore ?", "Une flute enchantée ?", "Quelle horreur",
		"Voyez gagner.xyz/1", "Je n'ai plus de son", "???"}
	rapid.Check(t, func(rt *rapid.T) {
		c := newCrowd(rt)
		n := 0
		ask := func(by Actor, text string) {
			n++
			id := QuestionID(fmt.Sprint("q", n))
			c.sent[id] = Clean(text)
			c.decide(by, Ask{ID: id, Text: text})
		}
		some := func() []QuestionID {
			return rapid.SliceOfN(rapid.SampledFrom(append([]QuestionID{"nobody"}, c.came...)), 1, 4).Draw(rt, "questions")
		}
		steps := rapid.IntRange(1, 30).Draw(rt, "steps")
		middle, kept, was := rapid.IntRange(0, steps-1).Draw(rt, "middle"), State{}, ""
		for step := range steps {
			if step == middle {
				kept, was = c.s, digest(c.s)
			}
			c.now = c.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(rt, "seconds")) * time.Second)
			due, _ := c.s.Due(c.now)
			c.enter(Actor{Role: DeskRole}, due...)
			staff := rapid.SampledFrom([]Actor{{Role: Operator, Device: "desk"}, {Role: Moderator, Device: "mod-1"}, {Role: Moderator, Device: "mod-2"}}).Draw(rt, "by")
			viewer := phone(rapid.IntRange(1, 5).Draw(rt, "viewer"))
			before := c.s
			var did []Entry
			what := rapid.SampledFrom([]string{"ask", "ask", "ask", "vote", "vote", "unvote", "move", "move", "move", "move-all", "reword", "join", "assign", "sort",
				"claim", "prepare", "mode", "restrict", "flood", "reject-burst", "restore", "take-back", "undo", "redo"}).Draw(rt, "what")
			one := some()[0]
			switch what {
			case "ask":
				viewer.Shared = rapid.Bool().Draw(rt, "shared")
				ask(viewer, rapid.SampledFrom(texts).Draw(rt, "text"))
			case "flood":
				for i := range burstFrom {
					bot := phone(1000 + n)
					bot.Fresh = true
					ask(bot, fmt.Sprintf("Gagnez %d euros sur bonus%d.xyz", i*7919, i))
				}
			case "vote":
				c.decide(viewer, Vote{one})
				if again, _ := Decide(c.s, Act{By: viewer, At: c.now, Command: Vote{one}}); len(again) > 0 {
					rt.Fatalf("%q votes twice for %q", viewer.Device, one)
				}
			case "unvote":
				c.decide(viewer, Unvote{one})
			case "move":
				did = c.decide(staff, rapid.SampledFrom([]Command{Approve{one}, Reject{one}, Next{one}, PutOnAir{one}, Answer{one}}).Draw(rt, "to"))
			case "move-all":
				did = c.decide(staff, MoveAll{some(), rapid.SampledFrom([]Status{Approved, Rejected, Archived}).Draw(rt, "to")})
			case "reject-burst":
				did = c.decide(staff, RejectBurst{})
			case "reword":
				q, _ := c.s.Questions.Get(one)
				did = c.decide(staff, Reword{one, rapid.SampledFrom(texts).Draw(rt, "text"), q.Text})
			case "join":
				did = c.decide(staff, Join{some(), one})
			case "assign":
				did = c.decide(staff, Assign{some(), rapid.SampledFrom([]string{"", "Agnès", "Ali"}).Draw(rt, "to")})
			case "sort":
				did = c.decide(staff, Sort{some(), rapid.SampledFrom([]Category{IsQuestion, IsComment, IsHelp}).Draw(rt, "kind")})
			case "claim":
				c.decide(staff, Claiming{some()})
			case "prepare":
				n++
				c.decide(staff, Prepare{[]PreparedQuestion{{ID: QuestionID(fmt.Sprint("p", n)), Text: fmt.Sprint("Et la suite, en ", n)}}})
			case "mode":
				c.decide(staff, Moderate{rapid.SampledFrom([]Moderation{Active, Passive, Unmoderated}).Draw(rt, "mode")})
			case "restrict":
				c.decide(staff, Restrict{Links: true, FirstTimers: rapid.Bool().Draw(rt, "first"), Slow: time.Duration(rapid.IntRange(0, 60).Draw(rt, "slow")) * time.Second})
			case "restore":
				hands := c.hands[one]
				if len(hands) > 0 {
					c.takeBack(staff, Restore{ID: one}, hands[len(hands)-1])
				}
			case "take-back":
				if len(c.dealt) > 0 {
					entry := rapid.SampledFrom(c.dealt).Draw(rt, "entry")
					c.takeBack(staff, Restore{Entry: entry}, entry)
				}
			case "undo":
				e, _ := c.s.Undoable()
				c.decide(staff, Undo{e.Seq})
			case "redo":
				e, _ := c.s.Redoable()
				c.decide(staff, Redo{e.Seq})
			}
			c.check(what)
			c.checkUndo(staff, before, did)
		}
		if got := digest(kept); got != was {
			rt.Fatalf("an earlier state was changed later:\n%s", cmp.Diff(was, got))
		}
		again := New()
		for _, e := range c.entries {
			again = Apply(again, throughFile(e))
			if again.Seq == kept.Seq {
				if diff := cmp.Diff(kept, again, deep); diff != "" {
					rt.Fatalf("the first %d entries replay to another state (-lived +replayed):\n%s", kept.Seq, diff)
				}
			}
		}
		if diff := cmp.Diff(c.s, again, deep); diff != "" {
			rt.Fatalf("the entries replay to another state (-lived +replayed):\n%s", diff)
		}
		c.takeAllBack()
	})
}

// takeAllBack undoes one thing after another until people have done nothing to any question. While one is on air, no
// other can go back there; it goes first.
func (c *crowd) takeAllBack() {
	for left := true; left; {
		left = false
		progress := false
		for _, id := range c.came {
			if len(c.hands[id]) == 0 {
				continue
			}
			left = true
			progress = len(c.decide(Actor{Role: Moderator, Device: "mod"}, Restore{ID: id})) > 0 || progress
		}
		if left && !progress {
			c.rt.Fatalf("this cannot be undone: %v", c.hands)
		}
	}
	c.check("everything was undone")
	for q := range c.s.Questions.All() {
		if q.Handled != 0 || q.Before != "" {
			c.rt.Errorf("%q is still handled by entry %d", q.ID, q.Handled)
		}
	}
}
