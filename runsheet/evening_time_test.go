package runsheet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What evenings say of runs, of spare timers and of what those in front see:
//
//	operator rehearse [as=18:00] [speed=60] [obs] [NAME]   · live · end-run
//	operator timer 1 down 5m [TITLE]  · start 1 · pause 1 · reset 1 · give 1 -30s
//	operator remind ID SLOT 5m [TEXT] (SLOT - for every one) · forget ID · audience ask ID
//	operator delay 20s · tell [flash] TEXT · flash · dark · light
//	> knows q1 on-air (where viewers know a question to stand) · outside q1 on-air (the same for those outside a rehearsal)
//	> run 1 rehearsal · runs 2 · clock 18:00:00 · timer 1 0:05:00 · viewers a · reminded pub/b · simulated true · flashing 2s
func (e *evening) timeCommand(name string, args []string) (Command, error) {
	number := func() TimerID {
		n, _ := strconv.Atoi(args[0])
		return TimerID(n)
	}
	switch name {
	case "rehearse":
		c := BeginRun{Kind: RehearsalRun, Seen: e.s.RunsSoFar()}
		for _, word := range args {
			key, value, _ := strings.Cut(word, "=")
			var err error
			switch key {
			case "as":
				c.As, err = e.instant(value)
			case "speed":
				c.Speed, err = strconv.Atoi(value)
			case "obs":
				c.OBS = true
			default:
				c.Name = word
			}
			if err != nil {
				return nil, err
			}
		}
		return c, nil
	case "live":
		return BeginRun{Kind: LiveRun, Seen: e.s.RunsSoFar()}, nil
	case "end-run":
		return EndRun{Run: e.s.Run.N}, nil
	case "timer":
		d, err := time.ParseDuration(args[2])
		return SetTimer{Timer: number(), Direction: Direction(args[1]), Length: d, Title: strings.Join(args[3:], " ")}, err
	case "start":
		return StartTimer{number()}, nil
	case "pause":
		return PauseTimer{number()}, nil
	case "reset":
		return ResetTimer{number()}, nil
	case "give":
		d, err := time.ParseDuration(args[1])
		return AddToTimer{number(), d}, err
	case "remind":
		slot := args[1]
		if slot == "-" {
			slot = ""
		}
		d, err := time.ParseDuration(args[2])
		return Remind{ID: ReminderID(args[0]), Slot: SlotID(slot), Before: d, Text: strings.Join(args[3:], " ")}, err
	case "ask":
		return Ask{ID: QuestionID(args[0]), Text: "Et " + args[0]}, nil
	case "forget":
		return Forget{ReminderID(args[0])}, nil
	case "delay":
		d, err := time.ParseDuration(args[0])
		return SetDelay{d}, err
	case "tell":
		flash := len(args) > 0 && args[0] == "flash"
		if flash {
			args = args[1:]
		}
		return SendMessage{Text: strings.Join(args, " "), Flash: flash}, nil
	case "flash":
		return Flash{}, nil
	case "dark", "light":
		return Blackout{On: name == "dark"}, nil
	}
	return nil, errors.New("unknown command " + strconv.Quote(name))
}

// timeClaims are what can be claimed of the same; words are those of the claim.
func (e *evening) timeClaims(words []string) map[string]func() string {
	return map[string]func() string{
		"run":  func() string { return strings.TrimSpace(fmt.Sprintf("run %d %s", e.s.Run.N, e.s.Run.Kind)) },
		"runs": func() string { return fmt.Sprintf("runs %d", e.s.RunsSoFar()) },
		"clock": func() string {
			return "clock " + e.now.Wall.In(e.show.Location()).Format("15:04:05")
		},
		"timer": func() string {
			n, _ := strconv.Atoi(words[1])
			return "timer " + words[1] + " " + text(e.s.Timers[n-1].Shown(e.now))
		},
		"viewers":  func() string { return "viewers " + name(e.s.ViewersSee()) },
		"viewers'": func() string { return "viewers' mode " + string(e.s.ModeForViewers()) },
		"knows": func() string {
			q, _ := e.s.Questions.Get(QuestionID(words[1]))
			return "knows " + words[1] + " " + string(q.ViewersKnow())
		},
		"outside": func() string {
			s, _ := e.s.Outside(e.now)
			q, _ := s.Questions.Get(QuestionID(words[1]))
			return "outside " + words[1] + " " + string(q.ViewersKnow())
		},
		"reminded": func() string {
			var all []string
			for _, r := range e.s.Reminded {
				all = append(all, string(r.Reminder)+"/"+string(r.Slot))
			}
			slices.Sort(all)
			return strings.TrimSpace("reminded " + strings.Join(all, " "))
		},
		"simulated": func() string { return fmt.Sprintf("simulated %v", e.s.Look().Simulated) },
		"flashing":  func() string { return fmt.Sprintf("flashing %v", e.s.FlashLeft(e.now)) },
		"message":   func() string { return strings.TrimSpace("message " + e.s.Message) },
		"dark":      func() string { return map[bool]string{true: "dark", false: "light"}[e.s.Blackout] },
		"light":     func() string { return map[bool]string{true: "dark", false: "light"}[e.s.Blackout] },
		"questions": func() string { return fmt.Sprintf("questions %d", e.s.Questions.Len()) },
	}
}
