package desktop

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"regie/assets"
)

// guides are what people read about the window, in its languages.
var guides = map[string]assets.Lang{"doc/fr/guide.md": assets.French, "doc/en/guide.md": assets.English, "README.md": assets.English}

func guideText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "`", "", "*", "", "\n", " ").Replace(string(text))
}

// guideKey is a key that can be nothing else in a text: one with Ctrl, Alt or Shift, or an F key.
var guideKey = regexp.MustCompile(`\b(?:(?:Ctrl|Alt|Maj|Shift)\+)+(?:\pL+|[↑↓←→]|\d|[-+=,])|\bF\d{1,2}\b`)

// Every key that the guides name is a key of the room.
func TestGuidesNameKeysThatExist(t *testing.T) {
	m := builtIn(t)
	for file, lang := range guides {
		bound := map[string]bool{}
		for _, strokes := range m.strokes {
			for _, s := range strokes {
				bound[s.printed(assets.In(lang))] = true
			}
		}
		named := guideKey.FindAllString(guideText(t, file), -1)
		if len(named) == 0 {
			t.Errorf("%s names no key", file)
		}
		for _, key := range named {
			if !bound[key] {
				t.Errorf("%s names %s, which no verb has", file, key)
			}
		}
	}
}

// What the guides say that a key does is what it does: each saying stands in its guide with the verb's own key in the place of
// KEY. Three keys were once wrong there.
func TestGuidesSayWhatKeysDo(t *testing.T) {
	m := builtIn(t)
	for _, s := range []struct {
		verb   action
		fr, en string
	}{
		{actGo, "| KEY | GO", "| KEY | GO"},
		{actBack, "| KEY | revenir à la séquence d'avant", "| KEY | back to the slot before"},
		{actHold, "| KEY | attente", "| KEY | hold"},
		{actMore, "| KEY − | une minute de plus", "| KEY − | one minute more"},
		{actFind, "E, KEY, Alt+L | modifier", "E, KEY, Alt+L | edit"},
		{actEdit, "| KEY, Ctrl+F", "| KEY, Ctrl+F"},
		{actLock, "Ctrl+F, KEY | modifier", "Ctrl+F, KEY | edit"},
		{actLockDesk, "| KEY | verrouiller tout le pupitre", "| KEY | lock the whole desk"},
		{actHelp, "| KEY | toutes les touches", "| KEY | every key"},
		{actPaste, "coller un tableau (KEY)", "pasted too (KEY)"},
		{actOpen, "regie webinaire.xlsx, KEY", "regie webinar.xlsx, KEY"},
		{actTemplate, "partir d'un modèle (KEY)", "template begun from (KEY)"},
		{actField, "même : KEY (ou E encore)", "itself: KEY (or E again)"},
		{actAdd, "ajoutée (KEY) commence", "added slot (KEY) begins"},
		{actForm, "KEY ouvre la fiche", "KEY opens the slot's form"},
		{actRedoSheet, "et KEY le refait", "and KEY does it again"},
		{actUndoSheet, "KEY annule sans limite", "KEY takes back without limit"},
		{actSave, "KEY l'enregistre", "KEY saves it"},
		{actReport, "Le bilan (KEY", "The report (KEY"},
		{actConnect, "Connecter OBS (KEY)", "Connect OBS (KEY)"},
		{actChecks, "KEY ouvre les vérifications", "KEY opens the checks"},
		{actCheckAgain, "; KEY les refait", "; KEY runs them again"},
		{actCheckPrint, "KEY imprime la page", "KEY prints the page"},
		{actExtendDown, "KEY en choisit plusieurs", "KEY chooses several"},
		{actPalette, "Toutes les commandes : KEY", "All commands: KEY"},
		{actScheme, "KEY passe du sombre au clair", "KEY goes from dark to light"},
		{actLanguage, "Langue : KEY", "Language: KEY"},
		{actFollow, "; KEY la fait rester", "; KEY makes it stay"},
		{actSpeaker, "KEY ouvre l'écran de l'intervenant", "KEY opens the speaker's screen"},
		{actAnimator, "KEY celui de", "KEY the host's"},
		{actPreferences, "Réglages de ce poste (KEY)", "Settings of this computer (KEY)"},
		{actDay, "KEY montre la journée", "KEY shows the day"},
		{actRehearse, "Répéter (KEY)", "Rehearse (KEY)"},
		{actEndRun, "À la fin (KEY)", "When it ends (KEY)"},
		{actGoLive, "Passer en direct (KEY", "Going live (KEY"},
		{actToTimers, "Minuteurs (KEY)", "Timers (KEY)"},
		{actFlash, "KEY le fait clignoter", "KEY makes it flash"},
		{actDark, "KEY éteint l'écran", "KEY darkens the speaker's screen"},
		{actBegan, "KEY elle a commencé plus tôt", "KEY it began earlier"},
		{actJump, "KEY aller à une séquence", "KEY go to a slot"},
		{actRestart, "KEY la recommencer", "KEY restart it"},
		{actMark, "KEY poser un repère", "KEY set a marker"},
		{actReplan, "Recaler : KEY", "Re-plan: KEY"},
		{actCues, "KEY sur la séquence", "KEY on the slot"},
		{actItemAdd, "KEY pour ajouter", "KEY to add"},
		{actStudio, "Panneau OBS (KEY)", "OBS panel (KEY)"},
		{actRescue, "Secours (KEY)", "Fallback (KEY)"},
		{actMove, "Basculer (KEY)", "Moving (KEY)"},
		{actItemUp, "KEY et Maj+↓ déplacent", "KEY and Shift+↓ move"},
		{actItemRemove, "KEY retire", "KEY removes it"},
		{actIncident, "Incident (KEY)", "Incident (KEY)"},
		{sceneAction(1), "| KEY à F8 | les scènes d'OBS", "| KEY to F8 | the scenes of OBS"},
		{actTakeView, "KEY prend l'aperçu", "KEY takes the preview"},
	} {
		for file, lang := range map[string]assets.Lang{"doc/fr/guide.md": assets.French, "doc/en/guide.md": assets.English} {
			saying := s.en
			if lang == assets.French {
				saying = s.fr
			}
			saying = strings.Replace(saying, "KEY", m.printed(s.verb, assets.In(lang)), 1)
			if !strings.Contains(guideText(t, file), saying) {
				t.Errorf("%s does not say %q", file, saying)
			}
		}
	}
}

// guideMenu is a way through a menu: *Outputs › Connect OBS*.
var guideMenu = regexp.MustCompile(`\*([\pL' ]+) ›\s+([^*]+)\*`)

// Every way through a menu that the guides name is there. What is OBS's own is not ours.
func TestGuidesNameMenusThatExist(t *testing.T) {
	for file, lang := range guides {
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		w, there, ways := assets.In(lang), map[string]bool{}, 0
		for _, v := range verbs {
			there[w.Say("desktop.menu."+string(v.group))+" › "+v.words(w)] = true
		}
		for _, way := range guideMenu.FindAllStringSubmatch(strings.ReplaceAll(string(text), "\u00a0", " "), -1) {
			menu, item := way[1], strings.Join(strings.Fields(way[2]), " ")
			if strings.Contains(item, "WebSocket") {
				continue
			}
			if ways++; !there[menu+" › "+item] {
				t.Errorf("%s: no %s › %s", file, menu, item)
			}
		}
		if ways == 0 {
			t.Errorf("%s names no menu", file)
		}
	}
}
