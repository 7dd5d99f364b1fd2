package app

import (
	"testing"

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
	w.set("obs-lost", false)
	if diff := cmp.Diff(map[string]any{"notify": false, "quiet": []string{"burst", "obs-lost", "slot-ends"}, "sound": true}, w.set("slot-ends", false)); diff != "" {
		t.Errorf("with none (-want +got):\n%s", diff)
	}
	if newWishes(&settings.Settings{Notify: false}).has("obs-lost") {
		t.Error("told of OBS although no notification is wanted")
	}
}

// A sort of notification without a line in the list could not be switched off, and one without words would show its key.
func TestEveryNoticeCanBeChosen(t *testing.T) {
	for _, kind := range append([]string{chimes}, noticeKinds...) {
		for _, l := range assets.Langs {
			if key := "desktop.choice." + kind; assets.In(l).Say(key) == key {
				t.Errorf("%s: no %s", l, key)
			}
		}
	}
	before, after := runsheet.New(), runsheet.New()
	after.Burst = true
	before.OBS.Link, after.OBS.Link = runsheet.LinkReady, runsheet.LinkLost
	w := newWishes(&settings.Settings{Notify: true})
	for _, n := range notices(before, after, assets.In(assets.English)) {
		if !w.has(n.kind) {
			t.Errorf("%s is not in the list", n.kind)
		}
	}
}
