package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"regie/app/journal"
	"regie/runsheet"
	"regie/runsheet/formats"
)

// wantedShow is which show of an event a person asked for; empty fields leave it open.
type wantedShow struct{ room, day string }

func (w wantedShow) given() bool { return w != wantedShow{} }

// flags adds the two that choose.
func (w *wantedShow) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.room, "room", "", "run this room of an event that has several (see regie rooms)")
	cmd.Flags().StringVar(&w.day, "day", "", "run this day of an event that has several, YYYY-MM-DD")
}

// among are the shows that fit, whatever their case and accents.
func (w wantedShow) among(shows []runsheet.RoomShow) []runsheet.RoomShow {
	var fit []runsheet.RoomShow
	for _, s := range shows {
		if (w.room == "" || runsheet.Fold(w.room) == runsheet.Fold(s.Room)) && (w.day == "" || w.day == s.Day) {
			fit = append(fit, s)
		}
	}
	return fit
}

// errNoSuchShow: the event has no such room, or not on that day.
var errNoSuchShow = errors.New("choose show: the event has none of that room and day")

// first is the one to run of those that fit: today's first, else the first.
func (w wantedShow) first(name string, shows []runsheet.RoomShow) (runsheet.RoomShow, error) {
	fit := w.among(shows)
	if len(fit) == 0 {
		return runsheet.RoomShow{}, &trouble{key: "no-such-show", pairs: []any{"subject", name, "shows", called(shows)}, cause: errNoSuchShow}
	}
	return runsheet.FirstOn(runsheet.DayOf(time.Now()), fit), nil
}

// showName is a show of an event in one line.
func showName(s runsheet.RoomShow) string { return strings.TrimSpace(s.Day + " " + s.Room) }

func called(shows []runsheet.RoomShow) string {
	var names []string
	for _, s := range shows {
		names = append(names, showName(s))
	}
	return strings.Join(names, ", ")
}

// opening is what a run sheet puts on the desk: one sheet, and the event it belongs to where there is one.
type opening struct {
	sheet    runsheet.Load
	event    *runsheet.LoadEvent
	problems []formats.Problem
}

// openSheet reads a run sheet, or an event and the show of it that is wanted.
func (p *program) openSheet(name string, data []byte, want wantedShow) (opening, error) {
	opt := formats.Options{Name: name, Today: time.Now(), Zone: p.zone()}
	shows, err := formats.ReadRooms(data, opt)
	if err != nil {
		return opening{}, troubled(err, name)
	}
	if len(shows) < 2 && !want.given() {
		res, err := p.parseSheet(name, data)
		return opening{sheet: runsheet.Load{Show: res.Show, Source: name}, problems: res.Problems}, err
	}
	var event *runsheet.LoadEvent
	if len(shows) > 1 {
		event = &runsheet.LoadEvent{Shows: shows, Source: name}
	}
	if len(want.among(shows)) == 0 { // a sheet is taken apart only when that is asked for
		alone := opt
		alone.Day, alone.Room = want.day, want.room
		if apart, err := formats.ReadRooms(data, alone); err == nil && len(want.among(apart)) > 0 {
			shows, event = apart, nil
		}
	}
	one, err := want.first(name, shows)
	if err != nil {
		return opening{}, err
	}
	if event != nil {
		event.Choose = one.ID()
		if fit := want.among(shows); len(fit) > 1 && p.err != nil {
			fmt.Fprintln(p.err, p.words.Say("rooms.taken", "file", name, "n", len(shows), "show", showName(one)))
		}
	}
	o := opening{sheet: runsheet.Load{Show: one.Show, Source: name}, event: event}
	opt.Day, opt.Room = one.Day, one.Room
	res, err := formats.Read(data, opt)
	if err == nil && slices.Contains(res.Sheets, one.Room) {
		opt.Day, opt.Room, opt.Sheet = "", "", one.Room
		res, err = formats.Read(data, opt)
	}
	if err == nil {
		o.problems = res.Problems
	}
	return o, nil
}

// takeRoom makes a show file that is gone on with run the room that was asked for.
func (e *evening) takeRoom(s runsheet.State, do func(runsheet.Command) error) error {
	now, _ := s.Room()
	if !e.asked.given() || len(e.asked.among([]runsheet.RoomShow{now})) > 0 {
		return nil
	}
	one, err := e.asked.first(e.journal.Path(), s.Shows())
	if err != nil {
		return err
	}
	if err := do(runsheet.ChooseShow{From: s.Event.Chosen, To: one.ID()}); err != nil {
		return fmt.Errorf("choose %s: %w", showName(one), err)
	}
	return nil
}

func (p *program) roomsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rooms FILE",
		Short: "The shows of an event: what happens in each room on each day",
		Long: `rooms lists the shows that a file holds: the schedule of a conference (frab, pretalx, Sessionize, a calendar with places), a
workbook with a sheet for each room, a sheet with a column of rooms, or a show file. A star marks the one that runs, or that
would run now without --room and --day.
` + exitText,
		Example: "  regie rooms schedule.json\n  regie schedule.json --room 'Grande salle' --day 2026-02-05",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			name, data, err := p.load(cmd.Context(), given[0])
			if err != nil {
				return err
			}
			var shows []runsheet.RoomShow
			var chosen runsheet.ShowID
			if journal.IsShowFile(data) {
				_, s, err := entriesOf(cmd.Context(), given[0])
				if err != nil {
					return err
				}
				shows, chosen = s.Shows(), s.Event.Chosen
				if len(shows) == 0 {
					shows = []runsheet.RoomShow{{Show: s.Show}}
					chosen = shows[0].ID()
				}
			} else {
				shows, err = formats.ReadRooms(data, formats.Options{Name: name, Today: time.Now(), Zone: p.zone()})
				if err != nil {
					return troubled(err, name)
				}
				chosen = runsheet.FirstOn(runsheet.DayOf(time.Now()), shows).ID()
			}
			table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
			for _, s := range shows {
				mark := " "
				if s.ID() == chosen {
					mark = "*"
				}
				from, to := hours(s.Show)
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", mark, s.Day, s.Room, from+"–"+to, p.words.Say("rooms.slots", "n", len(s.Show.Slots)), s.Show.Title)
			}
			return table.Flush()
		},
	}
}

// hours are when a show begins and ends by its plan, "" for what it does not say.
func hours(show runsheet.Show) (from, to string) {
	start, end := show.Hours()
	say := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.In(show.Location()).Format("15:04")
	}
	return say(start), say(end)
}
