package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regie/app/settings"
	"regie/assets"
	"regie/runsheet"
)

func TestWishes(t *testing.T) {
	w := newWishes(&settings.Settings{Notify: true, Quiet: []string{"burst"}})
	for kind, want := range map[string]bool{"obs-lost": true, "slot-ends": true, "burst": false, "sound": false, "unknown": false} {
		if w.has(kind) != want {
			t.Errorf("%s: %v", kind, !want)
		}
	}
	if diff := cmp.Diff(map[string]any{"notify": true, "quiet": []string{"burst"}, "sound": true}, w.set("sound", true)); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	for _, kind := range noticeKinds[1:] {
		w.set(kind, false)
	}
	if diff := cmp.Diff(map[string]any{"notify": false, "quiet": slices.Sorted(slices.Values(noticeKinds)), "sound": true}, w.set(noticeKinds[0], false)); diff != "" {
		t.Errorf("with none (-want +got):\n%s", diff)
	}
	if newWishes(&settings.Settings{Notify: false}).has("obs-lost") {
		t.Error("told of OBS although no notification is wanted")
	}
}

// Each sort of notification has a line in the list, in words, and that line alone switches it off: one that the list did not have was
// never sent.
func TestEachNoticeIsChosenByItself(t *testing.T) {
	at := runsheet.Moment{Wall: time.Date(2027, 2, 4, 19, 0, 0, 0, time.UTC), Steady: time.Hour, Boot: "b"}
	before := runsheet.New()
	enter := func(s runsheet.State, facts ...runsheet.Fact) runsheet.State {
		for _, f := range facts {
			s = runsheet.Apply(s, runsheet.Entry{Seq: s.Seq + 1, At: at, Fact: f})
		}
		return s
	}
	before = enter(before, runsheet.Loaded{Show: runsheet.Show{Zone: "Europe/Paris", Slots: []runsheet.Slot{{ID: "a", Title: "Débat", Length: time.Hour}}}},
		runsheet.ReminderSet{Reminder: runsheet.Reminder{ID: "r", Slot: "a", Text: "Micro 2"}}, runsheet.TimerStarted{Timer: 1}, runsheet.Went{To: "a"})
	before.OBS.Link = runsheet.LinkReady
	// All at once, which no evening brings.
	after := enter(before, runsheet.Warned{Slot: "a"}, runsheet.TimerRang{Timer: 1}, runsheet.Reminded{ID: "r", Slot: "a", Start: at.Wall},
		runsheet.AlarmRaised{Alarm: runsheet.AlarmSilence})
	after.Burst, after.OBS.Link, after.Signals.Late = true, runsheet.LinkLost, "no space left on device"

	for _, l := range assets.Langs {
		words := assets.In(l)
		all := func() []notice { return notices(before, after, words) }
		var sent []string
		for _, n := range all() {
			sent = append(sent, n.kind)
			for _, text := range []string{words.Say("desktop.choice." + n.kind), n.note.Title, n.note.Body} {
				if text == "" || strings.Contains(text, "note.") || strings.Contains(text, "desktop.") || strings.ContainsAny(text, "{}") {
					t.Errorf("%s: %s says %q", l, n.kind, text)
				}
			}
		}
		slices.Sort(sent)
		if diff := cmp.Diff(slices.Sorted(slices.Values(noticeKinds)), sent); diff != "" {
			t.Fatalf("%s: what can be chosen, and what is sent (-chosen +sent):\n%s", l, diff)
		}
		for _, off := range noticeKinds {
			w := newWishes(&settings.Settings{Notify: true})
			kept := w.set(off, false)
			again := newWishes(&settings.Settings{Notify: kept["notify"].(bool), Quiet: kept["quiet"].([]string)})
			for when, w := range map[string]*wishes{"now": w, "after a restart": again} {
				var left []string
				for _, n := range w.of(all()) {
					left = append(left, n.kind)
				}
				slices.Sort(left)
				if want := slices.DeleteFunc(slices.Clone(sent), func(kind string) bool { return kind == off }); !slices.Equal(left, want) {
					t.Errorf("without %s, %s: %v", off, when, left)
				}
			}
		}
		if key := "desktop.choice." + chimes; words.Say(key) == key {
			t.Errorf("%s: no %s", l, key)
		}
	}
	if n := notices(after, after, assets.In(assets.French)); len(n) != 0 {
		t.Errorf("nothing happens, and is told: %+v", n)
	}
}
