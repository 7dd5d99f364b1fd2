package desktop

import (
	"testing"
	"time"

	"regie/assets"
	"regie/ui/desktop/stories"
)

// The room is drawn just behind each second that somebody reads, and hardly more often than frames ask for.
func TestRoomIsDrawnWithTheSecond(t *testing.T) {
	const watched, late = 5 * time.Second, 2 * time.Millisecond
	w := assets.In(assets.French)
	for _, name := range []string{"prep", "live", "over", "hold", "last"} {
		story, _ := stories.Find(name)
		s, began := story.State, story.Now.Add(123*time.Millisecond)
		shown := func(at time.Duration) string {
			now := began.Add(at)
			air := airOf(s, s.Clock(now), w)
			return now.Wall.Format("15:04:05 ") + air.count.text + air.holdCount
		}
		drawn := time.Duration(0)
		draws := 0
		for at := time.Duration(0); at < watched; at += time.Millisecond {
			for next := drawn + untilNext(s, began.Add(drawn)); next <= at; next = drawn + untilNext(s, began.Add(drawn)) {
				drawn = next
				draws++
			}
			if is := shown(drawn); at >= late && is != shown(at) && is != shown(at-late) {
				t.Fatalf("%s: after %v the room shows %q and should show %q", name, at, is, shown(at))
			}
		}
		if least, most := int(watched/frame), int(watched/frame+3*watched/time.Second); draws < least-5 || draws > most {
			t.Errorf("%s is drawn %d times in %v", name, draws, watched)
		}
	}
	story, _ := stories.Find("rehearsal")
	if story.State.Run.Rate() < 2 {
		t.Fatal("the rehearsal is not fast")
	}
	if got := untilNext(story.State, story.Now); got != frame {
		t.Errorf("a fast rehearsal is drawn every %v", got)
	}
}
