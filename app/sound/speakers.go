//go:build !headless

package sound

import (
	"fmt"
	"math"
	"time"

	"github.com/gopxl/beep/v2"
	"github.com/gopxl/beep/v2/speaker"
)

const (
	// rate is the samples a second of every chime.
	rate = beep.SampleRate(44100)
	// ahead is how much of a chime the card may hold, so also how late one is.
	ahead = 100 * time.Millisecond
	// silence is after how long a card counts as absent; the longest chime lasts less than a second.
	silence = 2 * time.Second
)

// note is one tone of a chime, in hertz and in time; notes follow each other.
type note struct {
	pitch float64
	lasts time.Duration
}

var melodies = map[Chime][]note{
	Soon:   {{660, 160 * time.Millisecond}, {880, 260 * time.Millisecond}},
	Ending: {{880, 160 * time.Millisecond}, {587, 260 * time.Millisecond}},
	Broken: {{392, 140 * time.Millisecond}, {392, 140 * time.Millisecond}, {330, 320 * time.Millisecond}},
}

// speakers are the default sound card. They are opened once: the library below cannot open them a second time, so what
// went wrong the first time stays wrong until the program is started again.
type speakers struct {
	opened bool
	err    error
}

func (s *speakers) play(c Chime) error {
	if !s.opened {
		s.opened = true
		s.err = speaker.Init(rate, rate.N(ahead))
	}
	if s.err != nil {
		return fmt.Errorf("open sound card: %w", s.err)
	}
	over := make(chan struct{})
	speaker.Play(beep.Seq(melody(c), beep.Callback(func() { close(over) })))
	select {
	case <-over:
		return nil
	case <-time.After(silence): // the library does not tell that there is no card: nothing is ever played
		speaker.Clear()
		return fmt.Errorf("play %s: no sound card takes it", c)
	}
}

// melody is a chime as samples.
func melody(c Chime) beep.Streamer {
	var all []beep.Streamer
	for _, n := range melodies[c] {
		all = append(all, n.tone())
	}
	return beep.Seq(all...)
}

// loud is how loud a chime may be, of 1: heard beside a talk, not a fright.
const loud = 0.3

// tone is a sine that swells and fades, so that it begins and ends without a click.
func (n note) tone() beep.Streamer {
	at, end := 0, rate.N(n.lasts)
	return beep.StreamerFunc(func(samples [][2]float64) (int, bool) {
		if at >= end {
			return 0, false
		}
		done := 0
		for ; done < len(samples) && at < end; done++ {
			swell := math.Sin(math.Pi * float64(at) / float64(end))
			v := loud * swell * math.Sin(2*math.Pi*n.pitch*float64(at)/float64(rate))
			samples[done] = [2]float64{v, v}
			at++
		}
		return done, true
	})
}
