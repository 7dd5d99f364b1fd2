package obs

import (
	"image"
	"image/color"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var live = Duty{Live: true, Record: true, Stream: true}

// well is a sample without any trouble, so many seconds after the start.
func well(at time.Time, seconds int) Sample {
	return Sample{At: at.Add(time.Duration(seconds) * time.Second), Disk: 100 << 30,
		Stream: StreamSample{State: Started, Frames: 30, Measured: true, Bitrate: 4e6},
		Record: RecordSample{State: Started, Measured: true, Bitrate: 8e6}}
}

func TestAlarmsBeginAndEnd(t *testing.T) {
	start := time.Date(2026, 10, 25, 2, 59, 58, 0, time.UTC)
	for name, tc := range map[string]struct {
		duty    Duty
		trouble func(*Sample)
		kind    AlarmKind
		after   int // seconds; -1 for never
	}{
		"not recorded":                {live, func(s *Sample) { s.Record = RecordSample{State: Stopped} }, AlarmRecord, 3},
		"not recorded, not wanted":    {Duty{Live: true}, func(s *Sample) { s.Record = RecordSample{State: Stopped} }, AlarmRecord, -1},
		"not recorded, not live":      {Duty{Record: true, Stream: true}, func(s *Sample) { s.Record.State, s.Stream.State = Stopped, Stopped }, AlarmRecord, -1},
		"paused":                      {live, func(s *Sample) { s.Record = RecordSample{State: Paused} }, AlarmRecord, -1},
		"stream down":                 {live, func(s *Sample) { s.Stream = StreamSample{State: Stopped} }, AlarmStream, 3},
		"stream reconnects":           {live, func(s *Sample) { s.Stream = StreamSample{State: Reconnecting} }, AlarmStream, 3},
		"frames drop":                 {live, func(s *Sample) { s.Stream.Dropped = 3 }, AlarmDropped, 4},
		"one frame drops":             {live, func(s *Sample) { s.Stream.Frames, s.Stream.Dropped = 60, 1 }, AlarmDropped, -1},
		"congestion":                  {live, func(s *Sample) { s.Stream.Congestion = 1 }, AlarmDropped, 4},
		"nothing goes out":            {live, func(s *Sample) { s.Stream.Bitrate = 0 }, AlarmDropped, 4},
		"nothing is known yet":        {live, func(s *Sample) { s.Stream.Bitrate, s.Stream.Measured = 0, false }, AlarmDropped, -1},
		"too slow to draw":            {live, func(s *Sample) { s.Missed = 10 }, AlarmSlow, 4},
		"too slow to encode":          {live, func(s *Sample) { s.Lagged = 10 }, AlarmSlow, 4},
		"under an hour at 1 MB/s":     {live, func(s *Sample) { s.Disk = 3_500_000_000 }, AlarmDisk, 0},
		"over an hour at 1 MB/s":      {live, func(s *Sample) { s.Disk = 3_700_000_000 }, AlarmDisk, -1},
		"little left, nothing writes": {Duty{}, func(s *Sample) { s.Disk, s.Record = 1<<29, RecordSample{State: Stopped} }, AlarmDisk, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := NewAlarms(UsualLimits())
			var told []Alarm
			next := func(s Sample) {
				var now []Alarm
				a, now = a.Next(s, tc.duty)
				told = append(told, now...)
			}
			for i := range 10 {
				next(well(start, i))
			}
			for i := 10; i < 20; i++ {
				s := well(start, i)
				tc.trouble(&s)
				next(s)
			}
			if tc.after < 0 {
				if len(told) > 0 {
					t.Errorf("told %+v", told)
				}
				return
			}
			if len(told) != 1 || told[0].Kind != tc.kind || !told[0].On || told[0].At.Sub(start) != time.Duration(10+tc.after)*time.Second ||
				told[0].From.Sub(start) != 10*time.Second || !slices.Equal(a.On(), []AlarmKind{tc.kind}) {
				t.Fatalf("told %+v, on are %v", told, a.On())
			}
			for i := 20; i < 30; i++ {
				next(well(start, i))
			}
			if len(told) != 2 || told[1].On || told[1].At.Sub(start) != 25*time.Second || len(a.On()) > 0 {
				t.Errorf("told %+v, on are %v", told, a.On())
			}
		})
	}
}

// TestAlarmsDoNotFlicker: whatever happens, an alarm that begins stays for as long as things must be well again, and
// beginnings and ends take turns.
func TestAlarmsDoNotFlicker(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Now()
		a, l := NewAlarms(UsualLimits()), UsualLimits()
		last := map[AlarmKind]Alarm{}
		for i := range 60 {
			s := well(start, i)
			s.Stream.Dropped = int64(rapid.IntRange(0, 4).Draw(t, "dropped"))
			s.Record.State = rapid.SampledFrom([]OutputState{Started, Stopped}).Draw(t, "record")
			before := a
			var told []Alarm
			a, told = a.Next(s, live)
			for _, n := range told {
				was, ever := last[n.Kind]
				if ever && was.On == n.On || !ever && !n.On || !n.On && n.At.Sub(was.At) < l.Calm {
					t.Fatalf("%+v after %+v", n, was)
				}
				last[n.Kind] = n
			}
			if again, same := before.Next(s, live); !slices.Equal(again.On(), a.On()) || !slices.Equal(same, told) {
				t.Fatal("the same sample, judged again, gives something else")
			}
		}
	})
}

// The disk would be full in an hour or so, now a little sooner, now a little later: that is one alarm, until there is more room.
func TestDiskAlarmDoesNotFlicker(t *testing.T) {
	start := time.Now()
	for name, sample := range map[string]func(i int) Sample{
		"the rate goes up and down": func(i int) Sample {
			s := well(start, i)
			s.Record.Bitrate, s.Disk = 8e6, 3_650_000_000
			if i/20%2 == 1 {
				s.Record.Bitrate = 9e6
			}
			return s
		},
		"what is left goes up and down": func(i int) Sample {
			s := well(start, i)
			s.Record.Bitrate, s.Disk = 1e6, 1<<30+50_000_000
			if i/20%2 == 1 {
				s.Disk = 1<<30 - 50_000_000
			}
			return s
		},
	} {
		a := NewAlarms(UsualLimits())
		var all, told []Alarm
		for i := range 600 {
			a, told = a.Next(sample(i), live)
			all = append(all, told...)
		}
		if len(all) != 1 || all[0].Kind != AlarmDisk || !all[0].On {
			t.Errorf("%s: %+v", name, all)
		}
		for i := 600; i < 700; i++ {
			a, told = a.Next(well(start, i), live)
			all = append(all, told...)
		}
		if len(all) != 2 || all[1].On {
			t.Errorf("%s, and then there is room: %+v", name, all)
		}
	}
}

// TestAlarmsOfBefore: what was on before ends once all is well for long enough, told once; when nobody watches, so does all that
// only the public would miss.
func TestAlarmsOfBefore(t *testing.T) {
	start := time.Now()
	a := NewAlarms(UsualLimits()).Holding(AlarmRecord, AlarmBlack, AlarmDisk)
	if !slices.Equal(a.On(), []AlarmKind{AlarmRecord, AlarmDisk, AlarmBlack}) {
		t.Errorf("on are %v", a.On())
	}
	s := well(start, 0)
	s.Record = RecordSample{State: Stopped}
	a, told := a.Next(s, live)
	if len(told) > 0 {
		t.Errorf("told again: %+v", told)
	}
	for i := range 10 {
		var now []Alarm
		a, now = a.Idle(start.Add(time.Duration(i) * time.Second))
		told = append(told, now...)
	}
	if len(told) != 2 || told[0].Kind != AlarmRecord || told[1].Kind != AlarmBlack || told[0].On || told[0].At.Sub(start) != 5*time.Second ||
		!slices.Equal(a.On(), []AlarmKind{AlarmDisk}) {
		t.Errorf("told %+v, on are %v", told, a.On())
	}
}

func painted(at time.Time, scene string, shade uint8, bar int) *Picture {
	img := image.NewGray(image.Rect(0, 0, 320, 180))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	for y := range 180 {
		for x := bar; x < bar+16; x++ {
			img.SetGray(x%320, y, color.Gray{shade + 50})
		}
	}
	return &Picture{At: at, Scene: scene, Program: true, Image: img}
}

func TestPicturesAndSound(t *testing.T) {
	start := time.Now()
	at := func(i int) time.Time { return start.Add(time.Duration(i) * time.Second) }
	run := func(d Duty, draw func(i int) *Picture) []Alarm {
		a := NewAlarms(UsualLimits())
		var before *Picture
		var all, told []Alarm
		for i := range 40 {
			p := draw(i)
			a, told = a.Picture(p, before, d)
			all, before = append(all, told...), p
		}
		return all
	}
	for name, tc := range map[string]struct {
		duty  Duty
		draw  func(i int) *Picture
		kind  AlarmKind // empty for none
		after time.Duration
	}{
		"it lives":            {live, func(i int) *Picture { return painted(at(i), "A", 100, i*5) }, "", 0},
		"it is frozen":        {live, func(i int) *Picture { return painted(at(i), "A", 100, 7) }, AlarmFrozen, 21 * time.Second},
		"it is held":          {Duty{Live: true, Held: true}, func(i int) *Picture { return painted(at(i), "A", 100, 7) }, "", 0},
		"it is not live":      {Duty{}, func(i int) *Picture { return painted(at(i), "A", 0, -400) }, "", 0},
		"stills take turns":   {live, func(i int) *Picture { return painted(at(i), string(rune('A'+i/15)), 100, 7) }, "", 0},
		"a dark play":         {live, func(i int) *Picture { return painted(at(i), "A", 10, i*5) }, "", 0},
		"black, with a shine": {live, func(i int) *Picture { return painted(at(i), "A", 2, i*5%300) }, AlarmBlack, 5 * time.Second},
	} {
		draw := tc.draw
		if tc.kind == AlarmBlack {
			draw = func(i int) *Picture {
				p := painted(at(i), "A", 0, 0)
				p.Image = image.NewGray(p.Image.Bounds())
				p.Image.(*image.Gray).SetGray(i, i, color.Gray{255}) // one pixel
				return p
			}
		}
		got := run(tc.duty, draw)
		switch {
		case tc.kind == "" && len(got) > 0:
			t.Errorf("%s: %+v", name, got)
		case tc.kind != "" && (len(got) == 0 || got[0].Kind != tc.kind || got[0].At.Sub(start) != tc.after):
			t.Errorf("%s: %+v", name, got)
		}
	}
	// What was black, or did not move, is well again for five seconds before its alarm ends.
	for kind, trouble := range map[AlarmKind]func(i int) *Picture{
		AlarmBlack:  func(i int) *Picture { return painted(at(i), "A", 0, -400) },
		AlarmFrozen: func(i int) *Picture { return painted(at(i), "A", 100, 7) },
	} {
		got := run(live, func(i int) *Picture {
			if i < 25 || i == 28 { // once more for an instant
				return trouble(i)
			}
			return painted(at(i), "A", 100, i*5)
		})
		got = slices.DeleteFunc(got, func(a Alarm) bool { return a.Kind != kind })
		if len(got) != 2 || !got[0].On || got[1].On || got[1].At.Sub(start) < 30*time.Second {
			t.Errorf("%s: %+v", kind, got)
		}
	}
	a := NewAlarms(UsualLimits())
	var told, all []Alarm
	for i := range 30 {
		peak := 0.0
		if i < 5 || i > 20 {
			peak = 0.2
		}
		a, told = a.Sound(peak, at(i), live)
		all = append(all, told...)
	}
	if len(all) != 2 || all[0].Kind != AlarmSilence || all[0].At.Sub(start) != 15*time.Second || all[1].On || all[1].At.Sub(start) != 26*time.Second {
		t.Errorf("silence: %+v", all)
	}
}
