package formats

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"regie/runsheet"
)

// Fields in which what only Ontime knows is kept, so that it goes out again.
const (
	groupField     = "Group"
	colourField    = "Colour"
	flagField      = "Flag"
	endActionField = "End action"
	timerTypeField = "Timer type"
	countField     = "Count to end"
)

// Labels of Ontime's custom fields in which we write what Ontime has no place for.
const (
	sceneLabel  = "Scene OBS"
	peopleLabel = "People"
	pointsLabel = "Talking points"
	kindLabel   = "Kind"
	hardLabel   = "Hard start"
	startLabel  = "Planned start"
	lengthLabel = "Planned length"
	cuesLabel   = "Cues"
)

// ontimeProject is a project file of Ontime 4. Times of day and lengths are in milliseconds.
type ontimeProject struct {
	Rundowns map[string]ontimeRundown `json:"rundowns"`
	Project  struct {
		Title       string         `json:"title"`
		Description string         `json:"description"`
		URL         string         `json:"url"`
		Info        string         `json:"info"`
		Logo        *string        `json:"logo"`
		Custom      []ontimeDetail `json:"custom"`
	} `json:"project"`
	Settings struct {
		Version     string  `json:"version"`
		EditorKey   *string `json:"editorKey"`
		OperatorKey *string `json:"operatorKey"`
		TimeFormat  string  `json:"timeFormat"`
		Language    string  `json:"language"`
	} `json:"settings"`
	ViewSettings json.RawMessage        `json:"viewSettings"`
	URLPresets   json.RawMessage        `json:"urlPresets"`
	CustomFields map[string]ontimeField `json:"customFields"`
	Automation   json.RawMessage        `json:"automation"`
}

type ontimeDetail struct {
	Title string `json:"title"`
	Value string `json:"value"`
	URL   string `json:"url"`
}

type ontimeField struct {
	Type   string `json:"type"`
	Colour string `json:"colour"`
	Label  string `json:"label"`
}

type ontimeRundown struct {
	ID        string                 `json:"id"`
	Title     string                 `json:"title"`
	Order     []string               `json:"order"`
	FlatOrder []string               `json:"flatOrder"`
	Entries   map[string]ontimeEntry `json:"entries"`
	Revision  int                    `json:"revision"`
}

type ontimeEntry struct {
	ID           string            `json:"id"`
	Type         string            `json:"type"`
	Cue          string            `json:"cue"`
	Title        string            `json:"title"`
	Note         string            `json:"note"`
	Colour       string            `json:"colour"`
	Custom       map[string]string `json:"custom,omitempty"`
	Parent       *string           `json:"parent"`
	Flag         bool              `json:"flag,omitempty"`
	EndAction    string            `json:"endAction,omitempty"`
	TimerType    string            `json:"timerType,omitempty"`
	CountToEnd   bool              `json:"countToEnd,omitempty"`
	LinkStart    bool              `json:"linkStart,omitempty"`
	TimeStrategy string            `json:"timeStrategy,omitempty"`
	TimeStart    float64           `json:"timeStart,omitempty"`
	TimeEnd      float64           `json:"timeEnd,omitempty"`
	Duration     float64           `json:"duration,omitempty"`
	Skip         bool              `json:"skip,omitempty"`
	TimeWarning  *float64          `json:"timeWarning,omitempty"`
	TimeDanger   *float64          `json:"timeDanger,omitempty"`
	Target       *float64          `json:"targetDuration,omitempty"`
	Entries      []string          `json:"entries,omitempty"`
	fault        string
}

// UnmarshalJSON reads an entry as far as its values are of the right sort.
func (e *ontimeEntry) UnmarshalJSON(data []byte) error {
	type plain ontimeEntry
	if err := json.Unmarshal(data, (*plain)(e)); err != nil {
		e.fault = err.Error()
	}
	return nil
}

// The details of a project by which we find our own again.
const (
	zoneDetail   = "Time zone"
	columnDetail = "Column "
)

// readOntime reads one rundown of a project, given by the keys at its top.
func readOntime(top map[string]json.RawMessage, opt Options) (Result, error) {
	const seems = "a project of Ontime that is damaged"
	// A title or a label that cannot be read is no reason to refuse the rundown.
	var p ontimeProject
	_ = json.Unmarshal(top["project"], &p.Project)
	_ = json.Unmarshal(top["customFields"], &p.CustomFields)
	var rundowns []ontimeRundown
	err := eachKey(top["rundowns"], func(id string, raw json.RawMessage) error {
		var r ontimeRundown
		if err := json.Unmarshal(raw, &r); err != nil {
			return fmt.Errorf("rundown %s: %w", id, err)
		}
		r.ID = id
		r.Title = firstOf(clean(r.Title), id)
		rundowns = append(rundowns, r)
		return nil
	})
	if err == nil && len(rundowns) == 0 {
		err = fmt.Errorf("it holds no rundown")
	}
	if err != nil {
		return Result{}, &NotRunSheetError{Seems: seems, Cause: err}
	}
	o := ontimeReader{in: newFixed(opt, &reporter{}), fields: p.CustomFields, columns: map[string]string{}, roles: map[string]Role{}}
	for _, d := range p.Project.Custom {
		if key, ok := strings.CutPrefix(d.Title, columnDetail); ok {
			o.columns[key] = d.Value
		}
		if d.Title == zoneDetail {
			o.own = true
			o.in.setZone(d.Value)
			o.in.result.Show.Zone = d.Value
		}
	}
	at := slices.IndexFunc(rundowns, func(r ontimeRundown) bool {
		return opt.Sheet != "" && (r.Title == opt.Sheet || r.ID == opt.Sheet) || opt.Sheet == "" && o.own && r.ID == "default"
	})
	var titles []string
	for _, r := range rundowns {
		titles = append(titles, r.Title)
	}
	if at < 0 {
		at = 0
		switch {
		case opt.Sheet != "":
			o.in.rep.add(CodeChoiceUnknown, 0, "", opt.Sheet, titles[0])
		case len(rundowns) > 1 && !o.own:
			o.in.rep.add(CodeSheetTaken, 0, "", "", titles[0], shorten(strings.Join(titles, ", ")))
		}
	}
	in := o.in
	in.result.Sheet, in.result.Sheets = titles[at], titles
	in.result.Show.Title = p.Project.Title
	if in.result.Show.Title == "" && !o.own {
		in.result.Show.Title = firstOf(titles[at], baseName(opt.Name))
	}
	in.rep.sheet = titles[at]
	return o.read(rundowns[at], rundowns)
}

// ontimeReader walks a rundown.
type ontimeReader struct {
	in      *interpreter
	fields  map[string]ontimeField
	columns map[string]string // our own fields' names by their keys
	roles   map[string]Role   // what labels are for, as far as they have been met
	own     bool
	reserve bool // it is in the second rundown of ours

	lines  []line
	number int
	// before is the event before; sheet times are those without the delays.
	before        bool
	start, end    time.Time // of the event before, by the sheet
	realEnd       time.Time
	delay         time.Duration
	given         date
	instantaneous bool // the event before has no length, after which the same start is no new day
}

func (o *ontimeReader) read(r ontimeRundown, all []ontimeRundown) (Result, error) {
	if len(r.Entries) > maxRows {
		return Result{}, &LimitError{fmt.Sprintf("more than %d entries", maxRows)}
	}
	in := o.in
	in.day, _, _ = findDate(in.result.Show.Title, in.today)
	timed := in.day.zero() && !o.own
	for _, e := range r.Entries {
		timed = timed && e.Custom[customKey(startLabel)] == ""
	}
	if timed {
		in.chooseDay([]line{{start: moment{known: true}}})
	} else if in.day.zero() {
		in.day = in.today
	}
	o.given = in.day
	seen := map[string]bool{}
	var walk func(ids []string, group string)
	walk = func(ids []string, group string) {
		for _, id := range ids {
			e, ok := r.Entries[id]
			// An id that stands nowhere or twice is skipped, as Ontime does; it also ends groups within themselves.
			if !ok || seen[id] {
				continue
			}
			seen[id] = true
			o.number++
			e.ID = id
			if e.fault != "" {
				in.rep.add(CodeBadSlot, o.number, id, e.fault)
			}
			if e.Type == "group" && group == "" {
				name := firstOf(e.Title, id)
				if !o.own {
					in.rep.add(CodeRowGroup, o.number, "", name, groupField)
				}
				if e.Target != nil && *e.Target > 0 {
					if in.result.Show.Targets == nil {
						in.result.Show.Targets = map[string]time.Duration{}
					}
					in.result.Show.Targets[name] = milliseconds(*e.Target)
				}
				walk(e.Entries, name)
				continue
			}
			o.entry(e, group)
		}
	}
	walk(r.Order, "")
	if at := slices.IndexFunc(all, func(r ontimeRundown) bool { return r.ID == stateReserve }); at >= 0 && o.own && r.ID == "default" {
		main, names := r, seen
		o.reserve, o.before = true, false
		r, seen = all[at], map[string]bool{}
		walk(r.Order, "")
		r, seen = main, names
	}
	// What no order names is in the file all the same.
	for _, id := range slices.Sorted(maps.Keys(r.Entries)) {
		if !seen[id] {
			in.rep.add(CodeBadItem, 0, id, r.Entries[id].Title, "the rundown's order does not name it")
		}
	}
	if len(o.lines) == 0 {
		return Result{}, &NotRunSheetError{Seems: "a project of Ontime whose rundown is empty"}
	}
	in.check(o.lines)
	in.finish(o.lines)
	in.result.Problems = in.rep.problems
	return in.result, nil
}

func (o *ontimeReader) entry(e ontimeEntry, group string) {
	in := o.in
	switch e.Type {
	case "event", "":
		if e.Skip && !o.own {
			in.rep.add(CodeRowSkipped, o.number, "", firstOf(e.Title, e.Cue, e.ID))
		}
	case "milestone":
	case "delay":
		d := milliseconds(e.Duration)
		in.rep.add(CodeDelay, o.number, "duration", "", sign(d)+human(d.Abs()))
		o.delay += d
		return
	default:
		in.rep.add(CodeRowKind, o.number, "type", e.Type)
		return
	}
	l := line{row: o.number, id: e.ID, slot: runsheet.Slot{Number: e.Cue, Title: e.Title, Notes: e.Note, Kind: runsheet.Live, Dropped: e.Skip}, reserve: o.reserve}
	if group != "" {
		l.keep(groupField, group)
	}
	o.custom(&l, e)
	if e.Colour != "" && e.Colour != kindColours[l.slot.Kind] {
		l.keep(colourField, e.Colour)
	}
	if e.Type != "milestone" {
		o.event(&l, e)
	}
	o.lines = append(o.lines, l)
}

// ontimeThreshold is a threshold of Ontime's, where one that is 0 warns nobody.
func ontimeThreshold(ms *float64) time.Duration {
	switch {
	case ms == nil:
		return 0
	case *ms <= 0:
		return runsheet.Never
	}
	return milliseconds(*ms)
}

func ontimeMillis(left time.Duration) *float64 {
	if left == 0 {
		return nil
	}
	ms := float64(max(left, 0).Milliseconds())
	return &ms
}

// event gives a line its times: by the sheet, then moved by the delays, of which gaps swallow what they can.
func (o *ontimeReader) event(l *line, e ontimeEntry) {
	in := o.in
	if e.Flag {
		l.keep(flagField, "yes")
	}
	if e.TimerType != "" && e.TimerType != "count-down" {
		l.keep(timerTypeField, e.TimerType)
	}
	if e.EndAction != "" && e.EndAction != "none" {
		l.keep(endActionField, e.EndAction)
	}
	since := milliseconds(e.TimeStart)
	if since < 0 || since >= 24*time.Hour {
		in.rep.add(CodeBadStart, l.row, "timeStart", strconv.FormatFloat(e.TimeStart, 'f', -1, 64))
		since = 0
	}
	follows := e.LinkStart && o.before
	at := o.end
	switch {
	case !l.start.instant.IsZero() && sinceMidnight(l.start.instant.In(in.loc)) == since:
		at, follows = l.start.instant.In(in.loc), false // ours, and not moved since
	case !l.start.instant.IsZero():
		at, follows = dateOf(l.start.instant.In(in.loc)).at(since, in.loc), false
	case follows:
	case o.own && !o.before && since == 0:
		at = time.Time{}
	default:
		day := o.given
		if o.before {
			day = dateOf(o.start)
		}
		at = day.at(since, in.loc)
		if o.before && (dateOf(o.end) != dateOf(o.start) || !at.After(o.start) && !o.instantaneous) {
			at = day.add(1).at(since, in.loc)
		}
	}
	length := milliseconds(e.Duration)
	if e.TimeStrategy == "lock-end" {
		length = milliseconds(e.TimeEnd) - sinceMidnight(at)
		if length < 0 {
			length += 24 * time.Hour
		}
	}
	if l.hasLength {
		length = l.length.length
	}
	if length < 0 || length > longest {
		in.rep.add(CodeBadLength, l.row, "duration", strconv.FormatFloat(e.Duration, 'f', -1, 64), human(0))
		length = 0
	}
	l.slot.Length = length
	l.slot.Warn, l.slot.Danger = ontimeThreshold(e.TimeWarning), ontimeThreshold(e.TimeDanger)
	if e.CountToEnd {
		l.keep(countField, "yes")
	}
	if e.Skip {
		// It is out of the order: nothing follows on it, and it swallows no delay.
		if !follows {
			l.at = at
		}
		return
	}
	if gap := at.Sub(o.end); o.before && gap > 0 && o.delay > 0 {
		o.delay = max(0, o.delay-gap)
	}
	real := at
	if !at.IsZero() {
		real = at.Add(o.delay)
	}
	if !follows || !real.Equal(o.realEnd) {
		l.at = real
	}
	o.before, o.start, o.end, o.realEnd, o.instantaneous = true, at, at.Add(length), real.Add(length), length == 0
	if at.IsZero() {
		o.end, o.realEnd = time.Time{}, time.Time{}
	}
}

// custom reads an entry's custom fields: those that say what a slot holds, and the rest as they are.
func (o *ontimeReader) custom(l *line, e ontimeEntry) {
	in := o.in
	for _, key := range slices.Sorted(maps.Keys(e.Custom)) {
		value := e.Custom[key]
		if value == "" {
			continue
		}
		label := firstOf(o.fields[key].Label, strings.ReplaceAll(key, "_", " "))
		if name, ours := o.columns[key]; ours {
			l.keep(name, value)
			continue
		}
		role, met := o.roles[label]
		if !met {
			if m, _ := headerMatches(label); len(m) > 0 {
				role = m[0].role
			}
			o.roles[label] = role
		}
		col, c := column{header: label}, cell{text: value}
		switch {
		case role == RoleScene:
			l.slot.Scene = value
		case role == RolePeople:
			l.slot.People = append(l.slot.People, splitPeople(value)...)
		case role == RolePoints:
			l.slot.TalkingPoints = value
		case role == RoleKind:
			in.readKind(l, col, c)
		case label == hardLabel:
			in.readHard(l, col, c)
		case label == startLabel:
			if at, err := time.Parse(time.RFC3339, value); err == nil {
				l.start.instant = at
			}
		case label == lengthLabel:
			if d, err := time.ParseDuration(value); err == nil {
				l.length.length, l.hasLength = d, true
			}
		case label == cuesLabel && json.Unmarshal([]byte(value), &l.slot.Cues) == nil:
		default:
			l.keep(label, value)
		}
	}
}

func milliseconds(n float64) time.Duration {
	if n != n || n > float64(longest.Milliseconds())*100 || n < -float64(longest.Milliseconds())*100 {
		return -1
	}
	return time.Duration(n) * time.Millisecond
}

func sinceMidnight(at time.Time) time.Duration {
	h, m, s := at.Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(at.Nanosecond())
}

func sign(d time.Duration) string {
	if d < 0 {
		return "-"
	}
	return ""
}

// customKey is the key that Ontime wants for a label.
func customKey(label string) string { return strings.ReplaceAll(label, " ", "_") }

// WriteOntime writes a show as a project of Ontime 4.11. The OBS scene goes to the custom field Scene_OBS; what Ontime has no
// place for goes to custom fields as well, so that Read gives the show back as it was. A slot that only marks a moment is a
// milestone.
func WriteOntime(w io.Writer, show runsheet.Show) error {
	p := ontimeProject{
		CustomFields: map[string]ontimeField{},
		ViewSettings: json.RawMessage(`{"overrideStyles":false,"normalColor":"#ffffffcc","warningColor":"#ffa528","dangerColor":"#ff7300"}`),
		URLPresets:   json.RawMessage(`[]`),
		Automation:   json.RawMessage(`{"enabledAutomations":false,"enabledOscIn":false,"oscPortIn":8888,"triggers":[],"automations":{}}`),
	}
	p.Project.Title = show.Title
	p.Project.Custom = []ontimeDetail{{Title: zoneDetail, Value: show.Zone}}
	p.Settings.Version, p.Settings.TimeFormat, p.Settings.Language = "4.11.0", "24", "en"
	o := ontimeWriter{project: &p, show: show, keys: map[string]string{}}
	p.Rundowns = map[string]ontimeRundown{"default": o.rundown("default", false)}
	if len(show.Reserve) > 0 {
		r := o.rundown(stateReserve, true)
		r.Title = "Reserve"
		p.Rundowns[stateReserve] = r
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(p); err != nil {
		return fmt.Errorf("write run sheet: %w", err)
	}
	return nil
}

type ontimeWriter struct {
	project *ontimeProject
	show    runsheet.Show
	keys    map[string]string // the custom field of each header
}

func (o *ontimeWriter) rundown(id string, reserve bool) ontimeRundown {
	const longestTitle = 64
	title := []rune(firstOf(o.show.Title, "Rundown"))
	r := ontimeRundown{ID: id, Title: string(title[:min(len(title), longestTitle)]), Entries: map[string]ontimeEntry{}, Order: []string{}, FlatOrder: []string{}}
	taken := newIDMaker()
	for _, s := range slices.Concat(o.show.Slots, o.show.Reserve) {
		taken.taken[s.ID] = true
	}
	group := ""
	for i, s := range everySlot(o.show) {
		if s.reserve != reserve {
			continue
		}
		e := o.entry(s, i > 0)
		switch name := s.Fields[groupField]; {
		case name == "":
			group = ""
		case group == "" || r.Entries[group].Title != name:
			group = string(taken.make("group"))
			r.Entries[group] = ontimeEntry{ID: group, Type: "group", Title: name, Target: ontimeMillis(o.show.Targets[name])}
			r.Order, r.FlatOrder = append(r.Order, group), append(r.FlatOrder, group)
		}
		r.FlatOrder = append(r.FlatOrder, e.ID)
		if group == "" {
			r.Order = append(r.Order, e.ID)
		} else {
			parent := group
			e.Parent = &parent
			g := r.Entries[group]
			g.Entries = append(g.Entries, e.ID)
			r.Entries[group] = g
		}
		r.Entries[e.ID] = e
	}
	return r
}

func (o *ontimeWriter) entry(s placed, linked bool) ontimeEntry {
	e := ontimeEntry{
		ID: string(s.ID), Type: "event", Cue: s.Number, Title: s.Title, Note: s.Notes, Custom: map[string]string{},
		Colour: firstOf(s.Fields[colourField], kindColours[s.Kind]),
	}
	native := map[string]bool{groupField: true, colourField: true}
	if s.Length == 0 && s.Start.IsZero() && !s.Dropped {
		e.Type = "milestone"
	} else {
		loc := o.show.Location()
		e.EndAction, e.TimerType, e.TimeStrategy = "none", "count-down", "lock-duration"
		e.LinkStart = linked && s.Start.IsZero()
		e.TimeWarning, e.TimeDanger = ontimeMillis(s.Warn), ontimeMillis(s.Danger)
		native[warnField], native[dangerField] = true, true
		e.Skip = s.Dropped
		if !s.start.IsZero() {
			e.TimeStart = float64(sinceMidnight(s.start.In(loc)).Milliseconds())
			e.TimeEnd = float64(sinceMidnight(s.end.In(loc)).Milliseconds())
		}
		e.Duration = float64((s.Length % (24 * time.Hour)).Milliseconds())
		if milliseconds(e.Duration) != s.Length {
			o.set(e, lengthLabel, s.Length.String())
		}
		if !s.Start.IsZero() {
			o.set(e, startLabel, s.Start.In(loc).Format(time.RFC3339Nano))
		}
		if v := s.Fields[timerTypeField]; slices.Contains([]string{"count-up", "clock", "none"}, v) {
			e.TimerType, native[timerTypeField] = v, true
		}
		if v := s.Fields[endActionField]; v == "load-next" || v == "play-next" {
			e.EndAction, native[endActionField] = v, true
		}
		if s.Fields[flagField] == "yes" {
			e.Flag, native[flagField] = true, true
		}
		if s.Fields[countField] == "yes" {
			e.CountToEnd, native[countField] = true, true
		}
	}
	o.set(e, sceneLabel, s.Scene)
	o.set(e, peopleLabel, joinPeople(s.People))
	o.set(e, pointsLabel, s.TalkingPoints)
	if s.Kind != runsheet.Live {
		o.set(e, kindLabel, string(s.Kind))
	}
	if s.Hard {
		o.set(e, hardLabel, "yes")
	}
	if len(s.Cues) > 0 {
		raw, _ := json.Marshal(s.Cues) // texts always encode
		o.set(e, cuesLabel, string(raw))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Fields)) {
		if v := s.Fields[name]; v != "" && !native[name] {
			e.Custom[o.column(name)] = v
		}
	}
	return e
}

func (o *ontimeWriter) set(e ontimeEntry, label, value string) {
	if value == "" {
		return
	}
	o.project.CustomFields[customKey(label)] = ontimeField{Type: "text", Colour: "#3E75E8", Label: label}
	e.Custom[customKey(label)] = value
}

// column is the key of a field of the sheet. Ontime takes only letters and digits in a label, so the name as written goes to
// the project's details.
func (o *ontimeWriter) column(name string) string {
	if key, ok := o.keys[name]; ok {
		return key
	}
	label := strings.Join(strings.FieldsFunc(fold(name), func(r rune) bool { return r > 'z' || !(r >= 'a' || r >= '0' && r <= '9') }), " ")
	label = firstOf(label, "column")
	label = strings.ToUpper(label[:1]) + label[1:]
	for n, base := 2, label; ; n++ {
		if _, taken := o.project.CustomFields[customKey(label)]; !taken && !slices.Contains(ownLabels, label) {
			break
		}
		label = base + " " + strconv.Itoa(n)
	}
	key := customKey(label)
	o.keys[name] = key
	o.project.CustomFields[key] = ontimeField{Type: "text", Colour: "#779BE7", Label: label}
	o.project.Project.Custom = append(o.project.Project.Custom, ontimeDetail{Title: columnDetail + key, Value: name})
	return key
}

var ownLabels = []string{sceneLabel, peopleLabel, pointsLabel, kindLabel, hardLabel, startLabel, lengthLabel, cuesLabel}

// kindColours tell the kinds of slot apart on paper and in Ontime: light enough to read black text on.
var kindColours = map[runsheet.Kind]string{
	runsheet.Live: "#FFFFFF", runsheet.Video: "#CFE2F3", runsheet.QA: "#FFF2CC", runsheet.Break: "#E7E6E6",
	runsheet.Countdown: "#FCE4D6", runsheet.Workshop: "#D9EAD3", runsheet.Out: "#D9D2E9",
}

// state is what becomes of a slot besides its place in the order; in files it is one word or two.
const (
	stateDropped = "dropped"
	stateReserve = "reserve"
)

func stateOf(s runsheet.Slot, reserve bool) string {
	var words []string
	if reserve {
		words = append(words, stateReserve)
	}
	if s.Dropped {
		words = append(words, stateDropped)
	}
	return strings.Join(words, " ")
}

func (l *line) readState(text string) {
	l.reserve = strings.Contains(text, stateReserve)
	l.slot.Dropped = strings.Contains(text, stateDropped)
}

// placed is a slot as it is written: in the order or in the reserve behind it.
type placed struct {
	runsheet.Slot
	slotTimes
	reserve bool
}

// slotTimes is when a slot is planned, as far as the sheet tells; zero where it does not.
type slotTimes struct{ start, end time.Time }

// everySlot follows the sheet: a slot without a start begins when the one before ends, and nothing follows a dropped one.
func everySlot(show runsheet.Show) []placed {
	all := placedSlots(show)
	for i := range all {
		putTiming(&all[i].Slot)
	}
	return all
}

// placedSlots is everySlot with the slots as they are.
func placedSlots(show runsheet.Show) []placed {
	all := make([]placed, 0, len(show.Slots)+len(show.Reserve))
	var end time.Time
	for _, s := range show.Slots {
		t := slotTimes{start: s.Start}
		if t.start.IsZero() {
			t.start = end
		}
		if !t.start.IsZero() {
			t.end = t.start.Add(s.Length)
		}
		if !s.Dropped {
			end = t.end
		}
		all = append(all, placed{s, t, false})
	}
	for _, s := range show.Reserve {
		t := slotTimes{start: s.Start}
		if !t.start.IsZero() {
			t.end = t.start.Add(s.Length)
		}
		all = append(all, placed{s, t, true})
	}
	return all
}
