// Package stories holds named states of the control room with invented data: every screen that a person may meet, made by
// giving real commands to the rules of runsheet at fixed hours. Tests draw them, and the app can open any of them to
// look at.
//
// It does nothing that Decide and Apply do not allow, reads no clock unless a Desk is told to run, and touches no file
// and no network. Tests and the app may use it; no room depends on it.
package stories

import (
	"fmt"
	"slices"
	"time"

	"regie/runsheet"
)

// Story is one state and the moment at which it is looked at.
type Story struct {
	Name  string
	State runsheet.State
	Now   runsheet.Moment
	// Press are the verbs of the control room, by their names, that are asked for once it is open: a dialog, a panel.
	Press []string
	// Type is what is typed after that into what has the keyboard, see Room.Type.
	Type string
}

// tale is how a story comes about: the commands that are given, and what is pressed at the end.
type tale struct {
	name  string
	tell  func(*script)
	press []string
}

// typed is what is typed in some tales, by their names.
var typed = map[string]string{"row": "\v", "row-wrong": "\vbientôt\n"}

// evening are the states of a show, in the order of an evening. A matter with stories of its own keeps them in a file of its
// own, and adds them to All.
var evening = []tale{
	{"empty", empty, nil}, {"prep", prep, nil}, {"edited", editing, nil}, {"live", live, nil}, {"warn", warn, nil}, {"late", late, nil}, {"over", over, nil},
	{"hold", hold, nil}, {"obs-lost", obsLost, nil}, {"drift", drift, nil}, {"journal-late", journalLate, nil}, {"questions", questions, nil},
	{"questions-chosen", questions, []string{"to-questions", "extend-down", "extend-down", "find-question"}},
	{"burst", burst, nil}, {"long", long, nil}, {"last", last, nil}, {"closed", closed, nil},
}

func tales() []tale {
	return slices.Concat(evening, timeTales, timingTales, checkTales, studioTales, roomTales, screens)
}

func (t tale) story() Story {
	b := &script{state: runsheet.New(), now: at(17, 20, 0)}
	t.tell(b)
	return Story{Name: t.name, State: b.state, Now: b.now, Press: t.press, Type: typed[t.name]}
}

// All gives every story: the evening's, then the screens that are opened on top of it.
func All() []Story {
	var all []Story
	for _, t := range tales() {
		all = append(all, t.story())
	}
	return all
}

// Names lists the stories without telling them.
func Names() []string {
	var names []string
	for _, t := range tales() {
		names = append(names, t.name)
	}
	return names
}

// Find tells the story of that name.
func Find(name string) (Story, bool) {
	for _, t := range tales() {
		if t.name == name {
			return t.story(), true
		}
	}
	return Story{}, false
}

// day is a Thursday in winter; the evening's hours are those of its show's zone, an hour before UTC's.
func at(h, m, s int) runsheet.Moment {
	wall := time.Date(2027, time.February, 4, h-1, m, s, 0, time.UTC)
	return runsheet.Moment{Wall: wall, Steady: wall.Sub(time.Date(2027, time.February, 4, 0, 0, 0, 0, time.UTC)), Boot: "story"}
}

func clock(h, m int) time.Time { return at(h, m, 0).Wall }

// Evening is the show that most stories tell: an hour and a half of a webinar.
func Evening() runsheet.Show {
	minutes := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	return runsheet.Show{Title: "Les algorithmes dans l'IA", Zone: "Europe/Paris", Slots: []runsheet.Slot{
		{ID: "s1", Number: "1", Title: "Pré-antenne", Kind: runsheet.Countdown, Start: clock(17, 25), Length: minutes(5), Scene: "Attente"},
		{ID: "s2", Number: "2", Title: "Générique", Kind: runsheet.Video, Start: clock(17, 30), Hard: true, Length: 45 * time.Second, Scene: "Vidéo",
			Notes: "Lancer la musique avant l'image."},
		{ID: "s3", Number: "3", Title: "Présentation du sujet", Kind: runsheet.Live, Start: clock(17, 31), Length: minutes(9), Scene: "Plateau",
			People: []string{"Maud"}, TalkingPoints: "Remercier la salle. Dire où poser les questions. Annoncer les trois invités."},
		{ID: "s4", Number: "4", Title: "Qu'est-ce qu'un algorithme ?", Kind: runsheet.Live, Start: clock(17, 40), Length: minutes(20), Scene: "Diapositives",
			People: []string{"Inès", "Maud"}, Notes: "Le clicker est sur la table. Micro 2.",
			TalkingPoints: "Une recette de cuisine. Le tri des cartes.\nFaire voter la salle : « qui a déjà écrit un algorithme sans le savoir ? »"},
		{ID: "s5", Number: "5", Title: "Table ronde : qui décide ?", Kind: runsheet.Live, Start: clock(18, 0), Length: minutes(25), Scene: "Débat",
			People: []string{"Inès", "Tomasz", "Awa"}, Notes: "Trois micros ouverts, Tomasz en visio : vérifier le retour.",
			TalkingPoints: "Biais, transparence, recours."},
		{ID: "s6", Number: "6", Title: "Reportage au lycée", Kind: runsheet.Video, Start: clock(18, 25), Length: 4*time.Minute + 30*time.Second, Scene: "Vidéo"},
		{ID: "s7", Number: "7", Title: "Questions du public", Kind: runsheet.QA, Start: clock(18, 30), Length: minutes(20), Scene: "Questions",
			People: []string{"Maud", "Inès", "Awa"}},
		{ID: "s8", Number: "8", Title: "Annonces et prochaines rencontres", Kind: runsheet.Live, Start: clock(18, 50), Length: minutes(5), Scene: "Plateau"},
		{ID: "s9", Number: "9", Title: "Générique de fin", Kind: runsheet.Out, Start: clock(18, 55), Length: time.Minute, Scene: "Vidéo"},
	}}
}

// script tells an evening: it gives commands at hours, and lets time do what time does in between.
type script struct {
	state runsheet.State
	now   runsheet.Moment
}

var (
	operator  = runsheet.Actor{Role: runsheet.Operator}
	moderator = runsheet.Actor{Role: runsheet.Moderator, Name: "Modération 1"}
	desk      = runsheet.Actor{Role: runsheet.DeskRole}
)

// until goes on to a later moment, past everything that falls due on the way.
func (b *script) until(m runsheet.Moment) {
	for {
		facts, wait := b.state.Due(b.now)
		for _, f := range facts {
			b.apply(desk, f)
		}
		if len(facts) > 0 {
			continue
		}
		if wait <= 0 || m.Since(b.now) <= wait {
			b.now = m
			return
		}
		b.now = b.now.Add(wait)
	}
}

func (b *script) apply(by runsheet.Actor, f runsheet.Fact) {
	b.state = runsheet.Apply(b.state, runsheet.Entry{Seq: b.state.Seq + 1, At: b.now, By: by, Fact: f})
	b.now = b.state.AsOf() // a rehearsal may have a clock of its own
	b.state.Signals.Written = b.state.Seq
	b.state.Signals.OBSHeard = b.now
}

// by gives a command. A story that the rules refuse is a programmer's mistake.
func (b *script) by(who runsheet.Actor, c runsheet.Command) {
	if err := b.try(who, c); err != nil {
		panic(fmt.Sprintf("story: %s: %v", runsheet.CommandName(c), err))
	}
}

func (b *script) try(who runsheet.Actor, c runsheet.Command) error {
	facts, err := runsheet.Decide(b.state, runsheet.Act{By: who, At: b.now, Command: c})
	for _, f := range facts {
		b.apply(who, f)
	}
	return err
}

// goes takes what is on standby, and OBS follows.
func (b *script) goes() {
	b.by(operator, runsheet.Go{From: b.state.OnAirSlot(), To: b.state.Standby})
	b.obs()
}

// obs shows what the show wants.
func (b *script) obs() {
	if scene := b.state.Look().Scene; scene != "" && b.state.OBS.Link == runsheet.LinkReady {
		b.by(desk, runsheet.ReportScene{Scene: scene, Asked: true})
	}
}

// ask hands in a question, each from a phone of its own.
func (b *script) ask(id runsheet.QuestionID, text string) {
	b.by(runsheet.Actor{Role: runsheet.Audience, Device: runsheet.DeviceID("phone-" + id)}, runsheet.Ask{ID: id, Text: text})
}

func empty(*script) {}

func prep(b *script) {
	b.by(desk, runsheet.ReportLink{Link: runsheet.LinkReady})
	b.by(desk, runsheet.ReportScene{Scene: "Attente"})
	b.by(operator, runsheet.SetWaiting{Scene: "Attente"})
	b.by(operator, runsheet.Load{Show: Evening(), Source: "conducteur.xlsx"})
}

// editing is the sheet on the afternoon before, changed by hand: a slot dropped, one in the reserve, a gap, an overlap.
func editing(b *script) {
	prep(b)
	sheet := func() runsheet.Seq { return b.state.SheetVersion() }
	length, start, hard := 28*time.Minute, clock(18, 33), true
	b.by(operator, runsheet.EditSlot{Slot: "s5", Sheet: sheet(), Set: runsheet.Setting{Length: &length}})
	b.by(operator, runsheet.EditSlot{Slot: "s7", Sheet: sheet(), Set: runsheet.Setting{Start: &start, Hard: &hard}})
	b.by(operator, runsheet.Drop{Slots: []runsheet.SlotID{"s8"}})
	spare, again := "Pitch de réserve : les logiciels libres au lycée", "Deuxième reportage, si le direct est en avance"
	b.by(operator, runsheet.AddSlots{ID: "r1", Reserve: true, Sheet: sheet(), Set: runsheet.Setting{Title: &spare}})
	b.by(operator, runsheet.AddSlots{ID: "r2", After: "r1", Reserve: true, Sheet: sheet(), Set: runsheet.Setting{Title: &again}})
	b.by(operator, runsheet.Move{Slots: []runsheet.SlotID{"s3"}, After: "s1", Sheet: sheet()})
	b.by(operator, runsheet.Undo{Entry: b.state.Seq})
}

// begun is the evening up to its fourth slot, on time or nearly so.
func begun(b *script) {
	prep(b)
	b.until(at(17, 25, 0))
	b.goes()
	b.until(at(17, 30, 0))
	b.goes()
	b.until(at(17, 30, 46))
	b.goes()
	b.until(at(17, 33, 0))
	b.ask("q1", "Est-ce que mon téléphone prend des décisions à ma place ?")
	b.until(at(17, 36, 0))
	b.ask("q2", "Comment sait-on si un algorithme est juste ?")
	b.by(moderator, runsheet.Approve{ID: "q1"})
	b.until(at(17, 39, 50))
	b.goes()
}

func live(b *script) {
	begun(b)
	b.until(at(17, 44, 0))
	b.ask("q3", "Les élèves peuvent-ils écrire un algorithme sans ordinateur ?")
	b.by(moderator, runsheet.Approve{ID: "q2"})
	b.by(moderator, runsheet.Next{ID: "q2"})
	b.by(operator, runsheet.SendMessage{Text: "Le son de la salle est bon, tu peux y aller."})
	b.until(at(17, 52, 18))
	b.ask("q4", "Y aura-t-il un enregistrement ?")
}

func warn(b *script) {
	begun(b)
	b.until(at(17, 59, 12))
}

func late(b *script) {
	begun(b)
	b.until(at(17, 50, 0))
	b.by(operator, runsheet.AddTime{Slot: "s4", By: 4 * time.Minute})
	b.until(at(18, 6, 40))
	b.goes()
	b.until(at(18, 15, 0))
	b.by(operator, runsheet.AddTime{Slot: "s5", By: time.Minute})
	b.until(at(18, 20, 5))
}

func over(b *script) {
	begun(b)
	b.until(at(18, 2, 37))
}

func hold(b *script) {
	begun(b)
	b.until(at(17, 47, 30))
	b.by(operator, runsheet.Hold{Slot: "s4"})
	b.obs()
	b.until(at(17, 47, 50))
	b.by(operator, runsheet.SendMessage{Text: "Le flux est figé : meublez, on revient."})
	b.until(at(17, 49, 12))
}

func obsLost(b *script) {
	begun(b)
	b.until(at(17, 46, 10))
	b.by(desk, runsheet.ReportLink{Link: runsheet.LinkLost, Detail: "connection refused"})
	b.until(at(17, 47, 22))
}

func drift(b *script) {
	begun(b)
	b.until(at(17, 46, 10))
	b.by(desk, runsheet.ReportScene{Scene: "Plateau large"})
	b.until(at(17, 46, 31))
}

func journalLate(b *script) {
	begun(b)
	b.until(at(17, 46, 10))
	b.state.Signals.Late, b.state.Signals.LateFor = "disk full (database or disk is full)", runsheet.DiskFull
	b.state.Signals.Unwritten = 12
	b.state.Signals.Written = b.state.Seq - 12
}

func questions(b *script) {
	begun(b)
	b.by(operator, runsheet.SetWords{Words: []string{"arnaque"}})
	texts := []string{
		"Pourquoi dit-on qu'un algorithme a des biais, alors que ce sont des calculs ?",
		"Les recommandations de films sont-elles faites par la même méthode que les résultats d'un moteur de recherche, et peut-on demander à en être exclu sans perdre l'accès au service ?",
		"Qui contrôle les algorithmes de l'école ?",
		"C'est une arnaque votre truc !!!",
		"Peut-on refuser une décision automatique ?",
		"Pourquoi dit-on qu'un algorithme a des biais alors que ce sont des calculs",
		"Quels métiers vont changer le plus vite ?",
		"Faut-il apprendre à programmer à l'école primaire ?",
		"Comment expliquer tout cela à ma grand-mère ?",
	}
	for i, text := range texts {
		b.until(b.now.Add(25 * time.Second))
		b.ask(runsheet.QuestionID(fmt.Sprintf("r%d", i)), text)
	}
	for i := range 6 {
		b.ask(runsheet.QuestionID(fmt.Sprintf("again%d", i)), "Qui contrôle les algorithmes de l'école ?")
	}
	b.by(moderator, runsheet.Approve{ID: "q2"})
	b.by(moderator, runsheet.Next{ID: "q2"})
	b.by(moderator, runsheet.PutOnAir{ID: "q2"})
	b.by(moderator, runsheet.Approve{ID: "r4"})
	b.by(moderator, runsheet.Next{ID: "r4"})
	b.by(moderator, runsheet.Approve{ID: "r6"})
	b.by(moderator, runsheet.Reject{ID: "r8"})
	b.until(b.now.Add(20 * time.Second))
}

func burst(b *script) {
	begun(b)
	kinds := []string{"Cliquez ici pour gagner %d euros", "Promotion numéro %d, ne la ratez pas", "Abonnez-vous à la chaîne %d dès ce soir"}
	for i := range 120 {
		b.until(b.now.Add(300 * time.Millisecond))
		b.ask(runsheet.QuestionID(fmt.Sprintf("b%d", i)), fmt.Sprintf(kinds[i%3], i*37+100))
	}
	b.ask("genuine", "Et pour les personnes qui n'ont pas d'ordinateur ?")
}

func long(b *script) {
	b.by(desk, runsheet.ReportLink{Link: runsheet.LinkReady})
	show := Evening()
	show.Title = "Rencontre nationale de la médiation numérique et des pratiques documentaires en bibliothèque"
	for i := range show.Slots {
		slot := &show.Slots[i]
		slot.Number = fmt.Sprintf("M2-%d", i+1)
		slot.Title = "Présentation détaillée de l'intercommunalité : " + slot.Title
		slot.Scene = "Plateau principal avec incrustation"
		slot.People = []string{"Maximilienne-Bérengère de La Tour", "Jean-Christophe Vandenberghe-Östlund"}
		slot.Notes = "Vérifier la liaison avec le site distant, puis le retour son dans l'oreillette, puis la lumière de la table du fond avant de prévenir."
		slot.TalkingPoints = "Anticonstitutionnellement, rappeler les trois engagements ; remercier chacun des partenaires ; renvoyer vers la page des ressources ; laisser la parole sans commenter ; annoncer la pause et l'heure exacte de la reprise, deux fois."
	}
	b.by(operator, runsheet.Load{Show: show, Source: "conducteur.ods"})
	b.until(at(17, 25, 0))
	b.goes()
	b.until(at(17, 30, 0))
	b.goes()
	b.until(at(17, 30, 46))
	b.goes()
	b.until(at(17, 32, 0))
	b.ask("l1", "Bonjour, je représente un réseau de bibliothèques rurales et je voudrais savoir comment, concrètement, une équipe de deux personnes peut organiser ce genre de rencontre sans budget, sans technicien, avec une connexion très lente, et en gardant une trace écrite de toutes les questions qui n'ont pas pu être posées à l'antenne ?")
	b.by(operator, runsheet.SendMessage{Text: "Il reste une question très longue du réseau des bibliothèques rurales : à résumer avant de la poser, puis enchaîner."})
	b.until(at(17, 34, 0))
	b.by(desk, runsheet.ReportScene{Scene: "Plan de coupe de la salle depuis le fond"})
}

func last(b *script) {
	begun(b)
	for b.state.Standby != "" {
		b.until(b.now.Add(16 * time.Minute))
		b.goes()
	}
	b.until(b.now.Add(20 * time.Second))
}

func closed(b *script) {
	last(b)
	b.until(b.now.Add(35 * time.Second))
	b.by(operator, runsheet.End{From: b.state.OnAirSlot()})
	b.until(b.now.Add(5 * time.Minute))
}
