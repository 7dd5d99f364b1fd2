package desktop

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"regie/runsheet"
	"regie/ui/desktop/kit"
)

func (s seated) cues() string {
	slot, _ := s.state.Show.Find("s1")
	return runsheet.WriteCues(slot.Cues)
}

func cueing(t *testing.T) seated {
	s := seat(t, "cues")
	s.Press("edit", "cues")
	if s.ordering == nil || len(s.ordering.now) != 4 {
		t.Fatal("the cues are not listed")
	}
	return s
}

func TestCuesArePutInOrder(t *testing.T) {
	s := cueing(t)
	s.act(actItemDown)
	s.act(actItemDown)
	s.hit(fyne.KeyUp)
	s.hit(fyne.KeyDelete)
	want := "text Titre, text=Bonsoir\nmedia.restart Générique\nend: mute Micro"
	if got := s.cues(); got != want || len(s.ordering.now) != 3 {
		t.Errorf("%d lines, cues\n%s", len(s.ordering.now), got)
	}
}

func TestCueIsMadeFromMenus(t *testing.T) {
	s := cueing(t)
	s.hit(fyne.KeyInsert)
	if s.dialog.yes.Enabled() {
		t.Error("a scene without a name can be added")
	}
	choices := find[*kit.Choice](s.dialog.popup.Content)
	choices[0].SetSelectedIndex(2) // the scenes of OBS
	choices[1].SetSelectedIndex(1) // when it leaves the air
	s.confirm()
	if got, want := s.cues(), "end: scene Plateau"; len(s.ordering.now) != 5 || s.ordering.now[4].more != want || s.ordering.at != 4 {
		t.Errorf("the last of %d lines is not %q in\n%s", len(s.ordering.now), want, got)
	}
	s.hitSign('c')
	choices = find[*kit.Choice](s.dialog.popup.Content)
	choices[len(choices)-1].SetSelectedIndex(len(runsheet.Uses()) - 2) // wait
	fields := find[*kit.Field](s.dialog.popup.Content)
	if len(fields) != 1 {
		t.Fatalf("%d fields for a wait", len(fields))
	}
	fields[0].SetText("30 s")
	if s.dialog.yes.Enabled() {
		t.Error("a wait when the slot leaves the air can be kept")
	}
	s.escape()
	if s.ordering == nil {
		t.Error("the list is not there again")
	}
}

// Every name that OBS holds is offered where a cue can hold it, and whatever else may be typed.
func TestCueMenusOfferWhatOBSHolds(t *testing.T) {
	deed := func(do runsheet.Deed) int {
		return slices.IndexFunc(runsheet.Uses(), func(u runsheet.Use) bool { return u.Do == do })
	}
	for do, want := range map[runsheet.Deed][]string{
		runsheet.CueScene: {"Attente", "Vidéo", "Plateau", "Diapositives", "Débat"}, runsheet.CueMediaPlay: {"Générique", "Reportage au lycée"},
		runsheet.CueText: {"Titre"}, runsheet.CueMute: {"Micro", "Salle"}, runsheet.CueTransition: {"Coupure", "Fondu"},
		runsheet.CueHotkey: {"OBSBasic.Transition"}, runsheet.CueRequest: {"GetStats"},
	} {
		s := cueing(t)
		s.hit(fyne.KeyInsert)
		menus := func() []*kit.Choice { return find[*kit.Choice](s.dialog.popup.Content) }
		all := menus()
		all[len(all)-1].SetSelectedIndex(deed(do))
		if got := menus()[0].Options; !slices.Equal(got, want) {
			t.Errorf("%s offers %q, want %q", do, got, want)
		}
		field := find[*kit.Field](s.dialog.popup.Content)[0]
		menus()[0].SetSelectedIndex(len(want) - 1)
		if field.Text != want[len(want)-1] {
			t.Errorf("%s: %q is not taken over, the field has %q", do, want[len(want)-1], field.Text)
		}
		field.SetText("Pas encore là")
		if !s.dialog.yes.Enabled() && do != runsheet.CueRequest {
			t.Errorf("%s of a name that OBS does not hold cannot be added", do)
		}
		s.escape()
	}
	s := cueing(t)
	s.hit(fyne.KeyInsert)
	all := find[*kit.Choice](s.dialog.popup.Content)
	all[len(all)-1].SetSelectedIndex(deed(runsheet.CueFilterOff))
	all = find[*kit.Choice](s.dialog.popup.Content)
	fields := find[*kit.Field](s.dialog.popup.Content)
	if fields[0].SetText("Logo"); len(all[1].Options) != 0 {
		t.Errorf("filters of a source that has none: %q", all[1].Options)
	}
	if fields[0].SetText("Plateau large"); !slices.Equal(all[1].Options, []string{"Flou", "Correction"}) {
		t.Errorf("its filters are %q", all[1].Options)
	}
}

func TestCueThatSomebodyElseChangedStays(t *testing.T) {
	s := cueing(t)
	s.hitSign('c')
	find[*kit.Field](s.dialog.popup.Content)[0].SetText("Jingle")
	other := []runsheet.Cue{{Do: runsheet.CueRecordStart}}
	s.send(runsheet.EditSlot{Slot: "s1", Sheet: s.desk.State().SheetVersion(), Set: runsheet.Setting{Cues: &other}})
	s.confirm()
	if got := s.cues(); got != "record.start" {
		t.Errorf("cues\n%s", got)
	}
}
