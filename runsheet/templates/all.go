package templates

import (
	"time"

	"regie/runsheet"
)

// Scenes by the names that crews give them; a sheet whose OBS has others says so before the show.
var (
	opening = text{"Générique", "Titles"}
	stage   = text{"Plateau", "Stage"}
	debate  = text{"Débat", "Panel"}
	slides  = text{"Diaporama", "Slides"}
	screen  = text{"Écran", "Screen"}
	waiting = text{"Attente", "Waiting"}
	remote  = text{"Invité à distance", "Remote guest"}
	end     = text{"Fin", "End"}
)

const minute = time.Minute

func live(fr, en string, length time.Duration, scene text) slot {
	return slot{title: text{fr, en}, kind: runsheet.Live, length: length, scene: scene}
}

func of(kind runsheet.Kind, fr, en string, length time.Duration, scene text) slot {
	return slot{title: text{fr, en}, kind: kind, length: length, scene: scene}
}

func (s slot) says(fr, en string) slot {
	s.points = text{fr, en}
	return s
}

func (s slot) note(fr, en string) slot {
	s.notes = text{fr, en}
	return s
}

func (s slot) inReserve() slot {
	s.ready = true
	return s
}

// fill is what an animator has at hand when something breaks.
var fill = live("Meubler", "Fill", 5*minute, stage).
	says("Rappeler le thème et comment poser une question.", "Say again what it is about and how to ask a question.").inReserve()

var all = []Template{
	{
		ID:    "blank",
		title: text{"Nouveau conducteur", "New run sheet"},
		about: text{"Trois séquences à remplir.", "Three slots to fill in."},
		slots: []slot{
			live("Ouverture", "Opening", 5*minute, text{}), live("Séquence", "Slot", 20*minute, text{}), live("Clôture", "Closing", 5*minute, text{}),
		},
	},
	{
		ID:    "rencontre",
		title: text{"Rencontre", "Public talk"},
		about: text{"Un débat public avec des invités et les questions de la salle et du direct.", "A public talk with guests, and questions from the room and from the stream."},
		slots: []slot{
			of(runsheet.Countdown, "Pré-antenne", "Pre-show", 10*minute, waiting).note("Compte à rebours à l'écran ; tester chaque micro.", "Countdown on screen; test every microphone."),
			of(runsheet.Video, "Générique", "Titles", minute, opening),
			live("Présentation du sujet", "Introduction of the subject", 5*minute, stage).says("Pourquoi ce sujet, pourquoi maintenant.", "Why this subject, and why now.").note("Par le programmateur.", "By the programmer."),
			live("Passation à l'animateur", "Hand-over to the host", 2*minute, stage).says("Présenter les invités ; dire comment poser une question.", "Introduce the guests; say how to ask a question."),
			live("Débat", "Discussion", 50*minute, debate).note("Les questions arrivent tout au long du débat.", "Questions come in all along."),
			of(runsheet.QA, "Questions et réponses", "Questions and answers", 20*minute, debate),
			live("Renvois biographiques", "About the guests", 2*minute, stage),
			live("Annonce des prochaines rencontres", "Next talks", 2*minute, stage),
			of(runsheet.Out, "Générique de fin", "End titles", minute, end),
			fill,
		},
	},
	{
		ID:    "webinar-talk",
		title: text{"Webinaire : conférence", "Webinar: talk"},
		about: text{"Un intervenant, son diaporama, puis les questions relayées par les modérateurs.", "One speaker with slides, then questions that the moderators pass on."},
		slots: webinar(
			live("Exposé", "Talk", 30*minute, slides),
			of(runsheet.QA, "Questions relayées", "Questions", 15*minute, stage),
		),
	},
	{
		ID:    "webinar-panel",
		title: text{"Webinaire : table ronde", "Webinar: panel"},
		about: text{"Trois intervenants et un animateur, à distance ou en plateau.", "Three speakers and a host, remote or on stage."},
		slots: webinar(
			live("Première intervention", "First speaker", 10*minute, remote), live("Deuxième intervention", "Second speaker", 10*minute, remote),
			live("Troisième intervention", "Third speaker", 10*minute, remote), live("Table ronde", "Panel", 20*minute, debate),
			of(runsheet.QA, "Questions relayées", "Questions", 15*minute, debate),
		),
	},
	{
		ID:    "webinar-training",
		title: text{"Webinaire : prise en main", "Webinar: hands-on"},
		about: text{"Une démonstration à l'écran, entrecoupée de questions.", "A demonstration on screen, with questions in between."},
		slots: webinar(
			live("Objectifs", "Goals", 5*minute, stage), live("Démonstration, première partie", "Demonstration, part one", 15*minute, screen),
			of(runsheet.QA, "Questions", "Questions", 10*minute, stage), live("Démonstration, seconde partie", "Demonstration, part two", 15*minute, screen),
			of(runsheet.QA, "Questions", "Questions", 10*minute, stage),
		),
	},
	capped("pitch", text{"Série de pitchs", "Pitches"}, text{"Quelques minutes chacun, en série sur un même thème.", "A few minutes each, in a row on one theme."}, 5*minute,
		pitch(1), pitch(2), pitch(3), pitch(4), of(runsheet.QA, "Questions", "Questions", 10*minute, debate)),
	capped("demo", text{"Démo", "Demo"}, text{"30 minutes au plus, 20 de préférence.", "30 minutes at most, better 20."}, 30*minute,
		live("Démonstration", "Demonstration", 20*minute, screen), of(runsheet.QA, "Questions", "Questions", 10*minute, stage)),
	capped("workshop", text{"Atelier", "Workshop"}, text{"20 minutes au plus.", "20 minutes at most."}, 20*minute,
		of(runsheet.Workshop, "Atelier", "Workshop", 20*minute, screen), live("Restitution", "Wrap-up", 5*minute, stage)),
	capped("masterclass", text{"Masterclass", "Masterclass"}, text{"De 30 à 80 minutes, scène, micro et diaporama.", "30 to 80 minutes, with stage, microphone and slides."}, 80*minute,
		live("Masterclass", "Masterclass", 60*minute, slides), of(runsheet.QA, "Questions", "Questions", 15*minute, stage)),
	capped("retex", text{"Retour d'expérience", "Lessons learned"}, text{"30 minutes au plus.", "30 minutes at most."}, 30*minute,
		live("Retour d'expérience", "Lessons learned", 20*minute, slides).says("Le contexte, ce qui a marché, ce qui n'a pas marché.", "The setting, what worked, what did not."),
		of(runsheet.QA, "Questions", "Questions", 10*minute, stage)),
	capped("keynote", text{"Keynote", "Keynote"}, text{"Une prise de parole courte, seule en scène.", "A short address, alone on stage."}, 20*minute,
		live("Keynote", "Keynote", 15*minute, stage)),
	capped("explorcamp", text{"Explor'camp", "Explor'camp"}, text{"Des stands en parallèle ; le direct passe de l'un à l'autre.", "Stands in parallel; the stream goes from one to the next."}, 10*minute,
		stand(1), stand(2), stand(3), live("Retour en plateau", "Back to the stage", 5*minute, stage)),
	capped("design-fiction", text{"Design fiction", "Design fiction"}, text{"Imaginer un futur ensemble, puis en débattre.", "Imagine a future together, then discuss it."}, 30*minute,
		live("Le scénario", "The scenario", 10*minute, slides), of(runsheet.Workshop, "Imaginer", "Imagine", 30*minute, waiting), live("Mise en commun", "Sharing", 20*minute, debate)),
}

// webinar puts what every webinar has around its own slots.
func webinar(own ...slot) []slot {
	all := []slot{
		of(runsheet.Countdown, "Accueil des participants", "Participants arrive", 15*minute, waiting).note("Vérifier le son de chaque intervenant ; un modérateur pour 40 participants.", "Check every speaker's sound; one moderator per 40 participants."),
		live("Ouverture et règles de la séance", "Opening and house rules", 5*minute, stage).says("Micros coupés, questions par écrit, la séance est enregistrée.", "Microphones off, questions in writing, this is being recorded."),
	}
	all = append(all, own...)
	return append(all, live("Conclusion et ressources", "Conclusion and resources", 5*minute, stage), of(runsheet.Out, "Fin", "End", minute, end), fill)
}

// capped puts an opening and a closing around a format whose slots have a longest length.
func capped(id string, title, about text, most time.Duration, own ...slot) Template {
	slots := append([]slot{live("Ouverture", "Opening", 3*minute, stage)}, own...)
	return Template{ID: id, Cap: most, title: title, about: about, slots: append(slots, live("Clôture", "Closing", 2*minute, stage), fill)}
}

func pitch(n int) slot {
	s := live("Pitch", "Pitch", 5*minute, slides).says("Le problème, la solution, le public cible, le déploiement.", "The problem, the solution, for whom, how it spreads.")
	return s.counted(n)
}

func stand(n int) slot { return live("Stand", "Stand", 10*minute, remote).counted(n) }

func (s slot) counted(n int) slot {
	number := " " + string(rune('0'+n))
	s.title.fr, s.title.en = s.title.fr+number, s.title.en+number
	return s
}
