package storybook

import (
	"testing"

	"regie/assets"
	"regie/ui/desktop/stories"
)

func TestEveryStoryHasAName(t *testing.T) {
	for _, name := range stories.Names() {
		for _, l := range assets.Langs {
			if key := "story." + name; assets.In(l).Say(key) == key {
				t.Errorf("%s: no %s", l, key)
			}
		}
	}
}
