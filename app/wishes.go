package app

import (
	"maps"
	"slices"
	"sync"

	"regie/app/settings"
)

// noticeKinds are the sorts of notification that there are, as notices makes them.
var noticeKinds = []string{"obs-lost", "alarm", "journal", "slot-ends", "timer", "reminder", "burst"}

// chimes is the wish for a sound beside each notification.
const chimes = "sound"

// wishes are what a person wants to be told of, changed while the show runs.
type wishes struct {
	mu sync.Mutex
	on map[string]bool
}

func newWishes(s *settings.Settings) *wishes {
	w := &wishes{on: map[string]bool{chimes: s.Sound}}
	for _, kind := range noticeKinds {
		w.on[kind] = s.Notify && !slices.Contains(s.Quiet, kind)
	}
	return w
}

func (w *wishes) has(kind string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.on[kind]
}

// of leaves the notices that are wanted.
func (w *wishes) of(all []notice) []notice {
	return slices.DeleteFunc(all, func(n notice) bool { return !w.has(n.kind) })
}

// set changes one wish and gives what the settings keep of all of them.
func (w *wishes) set(kind string, on bool) map[string]any {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.on[kind] = on
	quiet := []string{}
	for _, kind := range slices.Sorted(maps.Keys(w.on)) {
		if kind != chimes && !w.on[kind] {
			quiet = append(quiet, kind)
		}
	}
	return map[string]any{"notify": len(quiet) < len(noticeKinds), "quiet": quiet, "sound": w.on[chimes]}
}
