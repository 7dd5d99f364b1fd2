package web

import (
	"slices"
	"time"

	"regie/runsheet"
)

// runView is the pass through the sheet that is going on; Kind is null in preparation. Rate is how many seconds of it go by
// in one, for pages that count by themselves.
type runView struct {
	N     int               `json:"n"`
	Kind  *runsheet.RunKind `json:"kind"`
	Name  string            `json:"name"`
	Rate  int               `json:"rate"`
	OBS   bool              `json:"obs"`
	SoFar int               `json:"so_far"`
}

func (e eye) run() runView {
	r := e.state.Run
	return runView{N: r.N, Kind: orNil(r.Kind), Name: r.Name, Rate: r.Rate(), OBS: r.OBS || !r.Rehearsing(), SoFar: e.state.RunsSoFar()}
}

// timerView is a spare timer. ShownMS is what is left, negative when it is over, or what has passed.
type timerView struct {
	Timer     runsheet.TimerID   `json:"timer"`
	Title     string             `json:"title"`
	Direction runsheet.Direction `json:"direction"`
	LengthMS  int64              `json:"length_ms"`
	ShownMS   int64              `json:"shown_ms"`
	Running   bool               `json:"running"`
	Over      bool               `json:"over"`
	Stage     bool               `json:"stage"`
}

// timers are the spare ones that pass a test.
func (e eye) timers(pass func(runsheet.Timer) bool) []timerView {
	views := []timerView{}
	for i, t := range e.state.Timers {
		if !pass(t) {
			continue
		}
		views = append(views, timerView{
			Timer: runsheet.TimerID(i + 1), Title: t.Title, Direction: t.Direction, LengthMS: ms(t.Length),
			ShownMS: ms(t.Shown(e.now)), Running: t.Running(), Over: t.Over(e.now), Stage: t.Stage,
		})
	}
	return views
}

// used are timers that show something, onStage those of them that speakers are meant to see.
func (e eye) used() []timerView {
	return e.timers(func(t runsheet.Timer) bool { return t.Running() || t.Elapsed(e.now) > 0 })
}

func (e eye) onStage() []timerView {
	return e.timers(func(t runsheet.Timer) bool { return t.Stage && (t.Running() || t.Elapsed(e.now) > 0) })
}

// flash is how much longer a page flashes in truth, null when it does not.
func (e eye) flash() millis {
	left := e.state.FlashLeft(e.now)
	return maybe(left, left > 0)
}

// reminderView is something to be thought of; ReminderView.RemindedAt is when its time came in this run, slot by slot.
type reminderView struct {
	ID       runsheet.ReminderID `json:"id"`
	Slot     runsheet.SlotID     `json:"slot"`
	BeforeMS int64               `json:"before_ms"`
	Text     string              `json:"text"`
	Reminded []remindedView      `json:"reminded"`
}

type remindedView struct {
	Slot runsheet.SlotID `json:"slot"`
	At   instant         `json:"at"`
}

func (e eye) reminders() []reminderView {
	views := make([]reminderView, len(e.state.Reminders))
	for i, r := range e.state.Reminders {
		views[i] = reminderView{ID: r.ID, Slot: r.Slot, BeforeMS: ms(r.Before), Text: r.Text, Reminded: []remindedView{}}
		for _, was := range e.state.Reminded {
			if was.Reminder == r.ID {
				views[i].Reminded = append(views[i].Reminded, remindedView{was.Slot, e.at(was.At.Wall)})
			}
		}
	}
	return views
}

// shownReminder is the last reminder whose time came, for a minute: of which slot, and for how much longer in truth.
type shownReminder struct {
	Title  string `json:"title"`
	Text   string `json:"text"`
	LeftMS int64  `json:"left_ms"`
}

const remindedFor = time.Minute

func (e eye) reminder() *shownReminder {
	if len(e.state.Reminded) == 0 {
		return nil
	}
	last := e.state.Reminded[len(e.state.Reminded)-1]
	left := remindedFor - e.now.Since(last.At)
	i := slices.IndexFunc(e.state.Reminders, func(r runsheet.Reminder) bool { return r.ID == last.Reminder })
	if left <= 0 || i < 0 {
		return nil
	}
	slot, _ := e.state.Show.Slot(last.Slot)
	return &shownReminder{Title: slot.Title, Text: e.state.Reminders[i].Text, LeftMS: ms(e.truly(left))}
}

// frontView is what those in front are shown beside the clock.
type frontView struct {
	Run         runView     `json:"run"`
	Timers      []timerView `json:"timers"`
	FlashLeftMS millis      `json:"flash_left_ms"`
	Blackout    bool        `json:"blackout"`
}

// truly is how long something of the run takes in truth: ages of what is outside the run.
func (e eye) truly(d time.Duration) time.Duration { return e.state.Run.Lasts(d) }

// viewed is what viewers see on air.
func (e eye) viewed() *title {
	slot, on := e.state.Show.Slot(e.state.ViewersSee())
	if !on {
		return nil
	}
	return &title{Title: slot.Title}
}

// standingView is how the show stands to its sheet. LateSinceStartMS is without what the show was late by when it began. GroupEnd
// is of the group on air, GroupBy when it will have had the length that it is meant to have. PastEndByMS is by how much the show will miss the time that it must be over by, EndBy; negative is in
// time.
type standingView struct {
	LateMS           millis  `json:"late_ms"`
	LateSinceStartMS millis  `json:"late_since_start_ms"`
	ExpectedEnd      instant `json:"expected_end"`
	GroupEnd         instant `json:"group_end"`
	GroupBy          instant `json:"group_by"`
	EndBy            instant `json:"end_by"`
	PastEndByMS      millis  `json:"past_end_by_ms"`
}

func (e eye) standing() standingView {
	return standingView{
		LateMS: e.late(e.clock.Late), LateSinceStartMS: e.late(e.clock.LateSinceStart), ExpectedEnd: e.at(e.clock.ExpectedEnd),
		GroupEnd: e.at(e.clock.GroupEnd), GroupBy: e.at(e.clock.GroupBy), EndBy: e.at(e.clock.EndBy), PastEndByMS: maybe(e.clock.PastEndBy, !e.clock.EndBy.IsZero()),
	}
}

// comingView is when a slot is expected, and when the sheet has it.
type comingView struct {
	PlannedStart instant `json:"planned_start"`
	Start        instant `json:"start"`
}

func (e eye) coming(id runsheet.SlotID) comingView {
	row := e.state.Rows(e.now, nil)[e.state.Show.Index(id)]
	return comingView{PlannedStart: e.at(row.PlannedStart), Start: e.at(row.Start)}
}

// late is null where the sheet has no times to be late by.
func (e eye) late(by time.Duration) millis {
	slot := e.state.OnAirSlot()
	if slot == "" {
		slot = e.state.Standby
	}
	i := e.state.Show.Index(slot)
	if i < 0 {
		return nil
	}
	row := e.state.Rows(e.now, nil)[i]
	return maybe(by, !row.PlannedStart.IsZero())
}
