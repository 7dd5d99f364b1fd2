package desktop

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

const (
	actRules   action = "rules"
	actDisplay action = "display"
)

// ruleVerbs are what the show asks of its audience, and where it shows what was asked.
var ruleVerbs = []verb{
	{id: actRules, group: questionsGroup, keys: "Ctrl+U", ellipsis: true, can: loaded, do: (*Room).askRules},
	{id: actDisplay, group: questionsGroup, keys: "Ctrl+Shift+D", ellipsis: true, can: loaded, do: (*Room).askDisplay},
}

// The limits that the dialog knows of before the desk is asked.
const (
	mostSlow = 30 * time.Minute
	mostDays = 3650
)

// rules is the dialog in which everything is set that the show asks of its audience. What was not touched is not sent.
type rules struct {
	room *Room
	was  runsheet.State

	mode                     runsheet.Moderation
	links, first, named      *kit.Check
	votes                    *kit.Check
	slow, said, survey, days *kit.Field
	words                    [3]*kit.Field // hold, mask, block
	wrong                    *kit.Line
	dialog                   *dialog
}

// askRules opens the rules of the audience.
func (r *Room) askRules() {
	s, w := r.state, r.words
	d := &rules{room: r, was: s, mode: s.Moderation, wrong: kit.NewBold(theme.Text, theme.Warn).Lines(2).Snug()}
	label := func(key string, pairs ...any) fyne.CanvasObject {
		line := kit.NewBold(theme.Caption+1, theme.Dim)
		line.Set(w.Say(key, pairs...))
		return line
	}
	check := func(key string, on bool) *kit.Check {
		c := kit.NewCheck(nil)
		c.Turn(w.Say(key), on)
		c.OnEscape = r.shut
		return c
	}
	field := func(text string) *kit.Field {
		f := kit.NewField()
		f.SetText(text)
		return f
	}
	var modes []string
	for _, m := range moderations {
		modes = append(modes, w.Say("desktop.rules.mode."+string(m)))
	}
	mode := kit.NewChoice(func(i int) { d.mode = moderations[i] })
	mode.Offer(modes, slices.Index(moderations, s.Moderation))
	mode.OnEscape = r.shut
	d.links, d.first, d.named = check("desktop.rules.links", s.Restriction.Links), check("desktop.rules.first", s.Restriction.FirstTimers), check("desktop.rules.named", s.Restriction.NamedOnly)
	d.votes = check("desktop.rules.votes", s.Audience.Votes)
	d.slow, d.days = field(secondsOf(s.Restriction.Slow)), field(strconv.Itoa(s.Privacy.Days))
	d.said, d.survey = field(s.Audience.Rules), field(s.Audience.Survey)
	d.said.SetPlaceHolder(w.Say("desktop.rules.said.usual"))
	d.survey.SetPlaceHolder(w.Say("desktop.rules.survey.form"))
	left := kit.Down(4, label("desktop.rules.mode"), mode, d.links, d.first, d.named, d.votes,
		container.NewGridWithColumns(2, kit.Down(1, label("desktop.rules.slow"), d.slow), kit.Down(1, label("desktop.rules.days"), d.days)),
		label("desktop.rules.said"), d.said, label("desktop.rules.survey"), d.survey)
	right := kit.Down(4)
	for i, list := range [3][]string{s.Words, s.Masked, s.Blocked} {
		d.words[i] = kit.NewArea(4)
		d.words[i].SetText(strings.Join(list, "\n"))
		right.Add(label("desktop.rules.list."+ruleLists[i], "n", len(list)))
		right.Add(d.words[i])
	}
	right.Add(paragraph(w.Say("desktop.rules.list.about"), 460))
	body := kit.Down(6, kit.Across(26, kit.Wide(500, left), kit.Wide(460, right)), d.wrong)
	d.wrong.Hide()
	d.dialog = r.ask(w.Say("desktop.rules"), body, w.Say("desktop.rules.do"), kit.Main, d.send)
	for _, f := range append([]*kit.Field{d.slow, d.days, d.said, d.survey}, d.words[:]...) {
		f.OnEscape = r.shut
		f.OnChanged = func(string) { d.check() }
		if !f.MultiLine {
			f.OnSubmitted = func(string) { r.confirm() }
		}
	}
	d.check()
	r.window.Canvas().Focus(mode)
}

// ruleLists are the lists of words, as catalogues and the command call them.
var ruleLists = [3]string{"words", "mask", "block"}

func secondsOf(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return strconv.Itoa(int(d / time.Second))
}

// check says what is wrong with what is typed, and keeps it from being sent.
func (d *rules) check() {
	w, wrong := d.room.words, ""
	_, slow := d.pause()
	_, days := d.kept()
	survey := strings.TrimSpace(d.survey.Text)
	switch {
	case !slow:
		wrong = w.Say("desktop.rules.wrong.slow", "most", int(mostSlow/time.Second))
	case !days:
		wrong = w.Say("desktop.rules.wrong.days", "most", mostDays)
	case len([]rune(d.said.Text)) > runsheet.MaxMessage:
		wrong = w.Say("desktop.rules.wrong.said", "most", runsheet.MaxMessage)
	case survey != "" && !runsheet.WebAddress(survey):
		wrong = w.Say("desktop.rules.wrong.survey")
	}
	d.wrong.Set(wrong)
	kit.Show(d.wrong, wrong != "")
	d.dialog.yes.Enable(wrong == "")
}

// pause is the slow mode that is typed, kept the days after which questions are erased; false where it is none.
func (d *rules) pause() (time.Duration, bool) {
	n, ok := number(d.slow.Text, int(mostSlow/time.Second))
	return time.Duration(n) * time.Second, ok
}

func (d *rules) kept() (int, bool) { return number(d.days.Text, mostDays) }

// number reads a count from 0 to most; nothing is 0.
func number(text string, most int) (int, bool) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n <= most
}

// send hands over what was changed.
func (d *rules) send() {
	r, was := d.room, d.was
	slow, _ := d.pause()
	days, _ := d.kept()
	if d.mode != was.Moderation {
		r.send(runsheet.Moderate{Mode: d.mode})
	}
	if to := (runsheet.Restriction{Links: d.links.Checked, FirstTimers: d.first.Checked, NamedOnly: d.named.Checked, Slow: slow}); to != was.Restriction {
		r.send(runsheet.Restrict(to))
	}
	if to := (runsheet.AudienceSettings{Rules: strings.TrimSpace(d.said.Text), Survey: strings.TrimSpace(d.survey.Text), Votes: d.votes.Checked}); to != was.Audience {
		r.send(runsheet.SetAudience(to))
	}
	if days != was.Privacy.Days {
		r.send(runsheet.SetPrivacy{Days: days, Contact: was.Privacy.Contact})
	}
	hold, mask, block := wordsIn(d.words[0].Text), wordsIn(d.words[1].Text), wordsIn(d.words[2].Text)
	if !slices.Equal(hold, was.Words) || !slices.Equal(mask, was.Masked) || !slices.Equal(block, was.Blocked) {
		r.send(runsheet.SetWords{Words: hold, Mask: mask, Block: block})
	}
}

// wordsIn reads words as people list them: a line each, or with commas or semicolons between them.
func wordsIn(text string) []string {
	var all []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }) {
		if word = strings.TrimSpace(word); word != "" && !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	return all
}

// askDisplay says where else the question on air is seen: a text source of OBS, the speaker's screens.
func (r *Room) askDisplay() {
	w, was := r.words, r.state.Display
	source, onStage := kit.NewField(), was.Stage
	source.SetText(was.TextSource)
	source.SetPlaceHolder(w.Say("desktop.display.none"))
	stage := kit.NewCheck(func(on bool) { onStage = on })
	stage.Turn(w.Say("desktop.display.stage"), was.Stage)
	stage.OnEscape = r.shut
	r.askFields(w.Say("desktop.display"), w.Say("desktop.display.body"), w.Say("desktop.timer.do"), kit.Main, []*kit.Field{source},
		[]string{w.Say("desktop.display.source")}, []fyne.CanvasObject{stage}, func() {
			name := strings.TrimSpace(source.Text)
			r.send(runsheet.ShowQuestions{TextSource: &name, Stage: &onStage})
		})
}
