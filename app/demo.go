package app

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"regie/assets"
	"regie/assets/samples"
	"regie/runsheet"
)

// sampleSheet is the run sheet of the demonstration.
const sampleSheet = "webinaire-2021-02-04.xlsx"

// useSample loads the sample show, moved so that it begins in two minutes.
func (e *evening) useSample() error {
	data, err := samples.FS.ReadFile(sampleSheet)
	if err != nil {
		return err
	}
	res, err := e.p.parseSheet(sampleSheet, data)
	if err != nil {
		return err
	}
	show := res.Show
	if first := show.Slots[0].Start; !first.IsZero() {
		shift := time.Now().Add(2 * time.Minute).Truncate(time.Minute).Sub(first)
		for i := range show.Slots {
			if !show.Slots[i].Start.IsZero() {
				show.Slots[i].Start = show.Slots[i].Start.Add(shift).In(show.Location())
			}
		}
	}
	e.sheet, e.raw = &runsheet.Load{Show: show, Source: sampleSheet}, data
	return nil
}

// audience is an invented hall: it asks by itself now and then, repeats itself, and once in a while misbehaves.
func (e *evening) audience(ctx context.Context) {
	asked := assets.SampleQuestions(e.p.lang)
	for i := 0; ; i++ {
		pause := time.Duration(3000+rand.IntN(12000)) * time.Millisecond
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		text := asked[i%len(asked)]
		if rand.IntN(6) == 0 {
			text = asked[rand.IntN(i%len(asked)+1)]
		}
		by := runsheet.Actor{Role: runsheet.Audience, Device: runsheet.DeviceID("demo-" + strconv.Itoa(rand.IntN(400)))}
		id := runsheet.QuestionID("demo-" + strconv.Itoa(i))
		err := e.desk.Do(ctx, by, runsheet.Ask{ID: id, Text: text})
		if err != nil && runsheet.ReasonOf(err) == "" && !errors.Is(err, context.Canceled) {
			e.p.log.Warn("the invented audience is silent", "error", err)
			return
		}
	}
}
