package stories

import (
	"time"

	"regie/runsheet"
)

// timeTales are the states that time can be in beyond the plain ones.
var timeTales = []tale{{"rehearsal", rehearsal, nil}, {"front", front, nil}, {"flash", flash, nil}, {"dark", dark, nil}}

// rehearsal is the evening before, run at another hour and ten times as fast, with a simulated OBS.
func rehearsal(b *script) {
	prep(b)
	b.by(operator, runsheet.BeginRun{Kind: runsheet.RehearsalRun, Name: "Filage du jeudi", As: clock(17, 24), Speed: 10})
	b.until(b.now.Add(time.Minute))
	b.goes()
	b.until(b.now.Add(5 * time.Minute))
	b.goes()
	b.until(b.now.Add(46 * time.Second))
	b.goes()
	b.until(b.now.Add(3 * time.Minute))
}

// front is all that those in front may be shown at once, and what waits to be thought of.
func front(b *script) {
	begun(b)
	for _, c := range []runsheet.Command{
		runsheet.SetDelay{Delay: 20 * time.Second},
		runsheet.SetTimer{Timer: 1, Title: "Café", Direction: runsheet.CountDown, Length: 15 * time.Minute, Stage: true},
		runsheet.SetTimer{Timer: 2, Title: "Montage vidéo", Direction: runsheet.CountUp},
		runsheet.StartTimer{Timer: 1}, runsheet.StartTimer{Timer: 2},
		runsheet.Remind{ID: "micro", Slot: "s5", Before: 5 * time.Minute, Text: "Micro HF à Awa, vérifier la visio de Tomasz"},
		runsheet.Remind{ID: "all", Before: time.Minute, Text: "Prévenir le plateau"},
	} {
		b.by(operator, c)
	}
	b.until(at(17, 55, 20))
	b.by(operator, runsheet.PauseTimer{Timer: 2})
	b.by(operator, runsheet.SendMessage{Text: "Rapprochez-vous du micro, s'il vous plaît"})
}

// flash is its message a moment after it was made to flash.
func flash(b *script) {
	front(b)
	b.by(operator, runsheet.Flash{})
	b.until(b.now.Add(600 * time.Millisecond))
}

func dark(b *script) {
	front(b)
	b.by(operator, runsheet.Blackout{On: true})
}
