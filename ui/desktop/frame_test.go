package desktop

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2/test"

	"regie/assets"
	"regie/runsheet"
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

// A GO is seen at once and waits for no frame; what comes right behind it is drawn with the next.
func TestWhatHappensIsDrawnAtOnce(t *testing.T) {
	a := test.NewTempApp(t)
	synctest.Test(t, func(t *testing.T) {
		story, _ := stories.Find("live")
		d := stories.NewDesk(story, false)
		r := New(a, Config{Desk: d, Lang: assets.French})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { r.Run(ctx); close(ended) }()
		defer func() { stop(); <-ended }()
		time.Sleep(time.Second) // the clock here is the test's own
		do := func(c runsheet.Command) {
			t.Helper()
			if err := d.Do(ctx, runsheet.Actor{Role: runsheet.Operator}, c); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		shows := func() (title string, held bool) {
			defer d.Now() // its lock is what says to the race detector that the room draws on after this look
			return r.air.title.Text(), r.air.holdBox.Visible()
		}
		pressed := time.Now()
		do(runsheet.Go{From: "s4", To: "s5"})
		title, _ := shows()
		if waited := time.Since(pressed); title != "5  Table ronde : qui décide ?" || waited != 0 {
			t.Errorf("after %v: %q is on air", waited, title)
		}
		do(runsheet.Hold{Slot: "s5"})
		if _, held := shows(); held {
			t.Error("two things that come together are drawn twice")
		}
		time.Sleep(frame + time.Millisecond)
		synctest.Wait()
		if _, held := shows(); !held {
			t.Error("what came second is not drawn")
		}
	})
}
