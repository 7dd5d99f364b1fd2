package obs

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/andreykaipov/goobs/api/events/subscriptions"
)

// hush is what counts as no sound at all, -60 dB.
const hush = 0.001

// sound listens to what OBS mixes now, on a connection of its own.
func (i *inspection) sound(ctx context.Context) error {
	heard := make(chan Levels, 1)
	c, err := bounded(ctx, i.s.pace.dial, func(ctx context.Context) (*conn, error) {
		return dial(ctx, i.to, subscriptions.InputVolumeMeters, (&meter{out: heard}).hear)
	})
	if err != nil {
		return err
	}
	defer c.close()
	peaks := map[string]float64{}
	enough := time.NewTimer(i.s.pace.listen)
	defer enough.Stop()
	for waiting := true; waiting; {
		select {
		case l := <-heard:
			for _, in := range l.Inputs {
				peaks[in.Input] = max(peaks[in.Input], in.Peak)
			}
		case <-enough.C:
			waiting = false
		case <-c.done:
			return c.why()
		case <-ctx.Done():
			return expired(ctx)
		}
	}
	var silent, loud []string
	for _, name := range sortedKeys(peaks) {
		if peaks[name] < hush {
			silent = append(silent, name)
		} else {
			loud = append(loud, name+" "+strconv.Itoa(int(math.Round(20*math.Log10(peaks[name]))))+" dB")
		}
	}
	switch {
	case len(peaks) == 0:
		i.say(Warning, "no-sound", "Nothing on air in OBS has any sound")
	case len(loud) == 0:
		i.say(Warning, "silence", "Nothing was heard in {seconds} s: {inputs}", "seconds", strconv.FormatFloat(i.s.pace.listen.Seconds(), 'f', 1, 64), "inputs", strings.Join(silent, ", "))
	default:
		i.say(Fine, "sound", "Heard: {inputs}", "inputs", strings.Join(loud, ", "))
	}
	return nil
}
