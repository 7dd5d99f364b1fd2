package desktop

import (
	"context"
	"errors"
	"slices"
	"time"

	"regie/runsheet"
)

// task is what may take long: reading a file, the checks, a report. After a moment the status line names it and says how far it is;
// Escape gives it up, where nothing that is open takes the key. Its fields are touched on Fyne's thread only.
type task struct {
	room  *Room
	name  string // what is done, in words
	far   string // how far it is, "" while nothing says
	began runsheet.Moment
	stop  context.CancelFunc
	moved func() // called when it is further, nil for nothing
	left  func() // called when it is given up, nil for nothing
	over  bool
}

// taskShown is how long a task goes on before the status line shows it: most are over by then.
const taskShown = 400 * time.Millisecond

// begin runs a task away from Fyne's thread, until it is given up or the room ends, and says on the status line when it failed. A
// task that is given up has its context ended; what it does after that, it does through later.
func (r *Room) begin(name string, do func(context.Context, *task) error) *task {
	ctx, stop := context.WithCancel(r.watch)
	t := &task{room: r, name: name, began: r.cfg.Desk.Now(), stop: stop}
	r.tasks = append(r.tasks, t)
	r.apart(func() {
		defer stop()
		err := do(ctx, t)
		r.later(func() {
			if t.over {
				return
			}
			t.end()
			if err != nil && !errors.Is(err, context.Canceled) {
				r.complain(err)
				return
			}
			r.render()
		})
	})
	return t
}

// later does something on Fyne's thread, unless the task was given up.
func (t *task) later(f func()) {
	t.room.later(func() {
		if !t.over {
			f()
		}
	})
}

// tell says how far the task is; it may be called from any goroutine.
func (t *task) tell(say func() string) {
	t.later(func() {
		t.far = say()
		if t.moved != nil {
			t.moved()
		}
		t.room.render()
	})
}

// count says how many of how many are done; it may be called from any goroutine.
func (t *task) count(done, of int) {
	t.tell(func() string { return t.room.words.Say("desktop.task.count", "n", done, "of", of) })
}

func (t *task) end() {
	t.over = true
	t.stop()
	t.room.tasks = slices.DeleteFunc(t.room.tasks, func(o *task) bool { return o == t })
}

// giveUp ends a task whose work nobody wants any more, and says so.
func (t *task) giveUp() {
	t.end()
	if t.left != nil {
		t.left()
	}
	t.room.say(t.room.words.Say("desktop.task.over", "what", join(" · ", t.name, t.far)))
}

// slow is the newest task that the status line shows, nil for none.
func (r *Room) slow(now runsheet.Moment) *task {
	for _, t := range slices.Backward(r.tasks) {
		if now.Since(t.began) >= taskShown {
			return t
		}
	}
	return nil
}

// giveUpTask gives up what the status line shows, and says whether there was anything.
func (r *Room) giveUpTask() bool {
	t := r.slow(r.cfg.Desk.Now())
	if t != nil {
		t.giveUp()
	}
	return t != nil
}
