package runsheet

import (
	"fmt"
	"strings"
)

// questionCommand reads what people do with questions in an evening's script.
func questionCommand(name string, args []string) (Command, bool) {
	id := func(i int) QuestionID {
		if i >= len(args) {
			return ""
		}
		return QuestionID(args[i])
	}
	switch name {
	case "approve":
		return Approve{ID: id(0)}, true
	case "reject":
		return Reject{ID: id(0)}, true
	case "next":
		return Next{ID: id(0)}, true
	case "air":
		return PutOnAir{ID: id(0)}, true
	case "answer":
		return Answer{ID: id(0)}, true
	case "restore":
		return Restore{ID: id(0)}, true
	case "archive":
		return MoveAll{IDs: []QuestionID{id(0)}, To: Archived}, true
	case "vote":
		return Vote{ID: id(0)}, true
	case "unvote":
		return Unvote{ID: id(0)}, true
	case "erase":
		return Erase{ID: id(0), Person: id(1) == "person"}, true
	case "votes":
		return SetAudience{Votes: id(0) == "on"}, true
	case "moderate":
		return Moderate{Mode: Moderation(args[0])}, true
	case "reject-burst":
		return RejectBurst{}, true
	case "says": // says ID the question itself
		return Ask{ID: id(0), Text: strings.Join(args[1:], " ")}, true
	case "prepare": // prepare ID SLOT the question itself
		slot := SlotID(args[1])
		if slot == "-" {
			slot = ""
		}
		return Prepare{Questions: []PreparedQuestion{{ID: id(0), Slot: slot, Text: strings.Join(args[2:], " ")}}}, true
	case "join": // join INTO ID...
		c := Join{Into: id(0)}
		for i := range args[1:] {
			c.IDs = append(c.IDs, id(i+1))
		}
		return c, true
	}
	return nil, false
}

// question says where a question stands, how many want to hear it, and in which slot it came.
func (e *evening) question(words []string) string {
	q, ok := e.s.Questions.Get(QuestionID(words[0]))
	if !ok {
		return "question " + words[0] + " none"
	}
	said := []string{"question", words[0], string(q.Status), fmt.Sprint(q.Backers()), name(q.Slot)}
	return strings.Join(said[:min(len(said), len(words)+1)], " ")
}
