package formats

import (
	"testing"
	"time"
)

func TestParseTimeOfDay(t *testing.T) {
	for _, test := range []struct {
		in   string
		want string
	}{
		{"17h30", "17h30m"},
		{"17 h 45", "17h45m"},
		{"17\u00a0h\u00a045", "17h45m"},
		{"17H30", "17h30m"},
		{"17h", "17h"},
		{"17h46mn30", "17h46m30s"},
		{"17h46min30s", "17h46m30s"},
		{"17h46'30\"", "17h46m30s"},
		{"17h46’30”", "17h46m30s"},
		{"9h05", "9h5m"},
		{"09h05", "9h5m"},
		{"17:36:30", "17h36m30s"},
		{"17:36:30.250", "17h36m30.25s"},
		{"17:30", "17h30m"},
		{"17.30 Uhr", "17h30m"},
		{"17.30", "17h30m"},
		{"19 Uhr", "19h"},
		{"9:07:30 AM", "9h7m30s"},
		{"9:07 p.m.", "21h7m"},
		{"9 pm", "21h"},
		{"12:15 am", "15m"},
		{"12:15 pm", "12h15m"},
		{"0h15", "15m"},
		{"00:00", "0s"},
		{"24:00", "24h"},
		{"25h30", "25h30m"},
		{"1730", "17h30m"},
		{"à 17h30", "17h30m"},
		{"vers 17h30", "17h30m"},
		{"~17:30", "17h30m"},
		{"midi", "12h"},
		{"Minuit", "0s"},
		{"17 heures", "17h"},
	} {
		want, err := time.ParseDuration(test.want)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseTimeOfDay(test.in); err != nil || got != want {
			t.Errorf("ParseTimeOfDay(%q) = %v, %v; want %v", test.in, got, err, want)
		}
	}
	for _, in := range []string{"", "soir", "17", "17h75", "17:30:75", "31:00", "17::30", "173", "17h-30", "13:30 pm", "17,30", "17h30 Paris", "5 min", "-1:00", "17:", "1:2:3:4", "99999999999:00"} {
		if got, err := ParseTimeOfDay(in); err == nil {
			t.Errorf("ParseTimeOfDay(%q) = %v, want an error", in, got)
		}
	}
}

func TestParseLength(t *testing.T) {
	for _, test := range []struct {
		in     string
		want   string
		approx bool
	}{
		{"1h15", "1h15m", false},
		{"1 h 15", "1h15m", false},
		{"1h 10m", "1h10m", false},
		{"0h40", "40m", false},
		{"1h", "1h", false},
		{"2 heures", "2h", false},
		{"1,5 h", "1h30m", false},
		{"5'", "5m", false},
		{"5’", "5m", false},
		{"5′", "5m", false},
		{"1'30''", "1m30s", false},
		{"10'30\"", "10m30s", false},
		{"1’30”", "1m30s", false},
		{"1'30", "1m30s", false},
		{"10 min", "10m", false},
		{"10 min.", "10m", false},
		{"2 mn", "2m", false},
		{"2mn30", "2m30s", false},
		{"2 minutes 30 secondes", "2m30s", false},
		{"7,5 min", "7m30s", false},
		{"7.5", "7m30s", false},
		{"45 s", "45s", false},
		{"90s", "1m30s", false},
		{"30\"", "30s", false},
		{"90 min", "1h30m", false},
		{"00:25:00", "25m", false},
		{"0:00:30.5", "30.5s", false},
		{"0:05", "5m", false},
		{"1:30", "1h30m", false},
		{"5:00 min", "5m", false},
		{"20", "20m", false},
		{"env. 20 min", "20m", true},
		{"environ 20 min", "20m", true},
		{"~20'", "20m", true},
		{"≈ 20", "20m", true},
		{"ca. 20 Minuten", "20m", true},
		{"20 min max.", "20m", true},
		{"1 Std. 30 Min.", "1h30m", false},
		{"0", "0s", false},
	} {
		want, err := time.ParseDuration(test.want)
		if err != nil {
			t.Fatal(err)
		}
		if got, approx, err := ParseLength(test.in); err != nil || got != want || approx != test.approx {
			t.Errorf("ParseLength(%q) = %v, %v, %v; want %v, %v", test.in, got, approx, err, want, test.approx)
		}
	}
	for _, in := range []string{"", "long", "-5", "5 kg", "1h75", "1:75", "5 s 3 min", "1 2", "1:2:3:4", "1.5h30", "h", "5-10 min", "99999999", "2000 h", "1:", "::"} {
		if got, _, err := ParseLength(in); err == nil {
			t.Errorf("ParseLength(%q) = %v, want an error", in, got)
		}
	}
}

// TestUnits: a header's unit counts for bare numbers and decides between hours:minutes and minutes:seconds.
func TestUnits(t *testing.T) {
	for _, test := range []struct {
		header, in string
		want       time.Duration
	}{
		{"Durée (s)", "90", 90 * time.Second},
		{"duration_s", "90", 90 * time.Second},
		{"Durée (min)", "90", 90 * time.Minute},
		{"Duration [hours]", "1,5", 90 * time.Minute},
		{"Durée (s)", "5 min", 5 * time.Minute},
		{"Durée mm:ss", "1:30", 90 * time.Second},
		{"Dauer (hh:mm)", "1:30", 90 * time.Minute},
	} {
		m, u := headerMatches(test.header)
		if len(m) == 0 || m[0].role != RoleLength {
			t.Errorf("%q is not a length", test.header)
		}
		if got, err := parseLength(test.in, u); err != nil || got.length != test.want || got.ambiguous {
			t.Errorf("%q under %q = %+v, %v; want %v", test.in, test.header, got, err, test.want)
		}
	}
}

func TestFindDate(t *testing.T) {
	for _, test := range []struct {
		in, want string
		alone    bool
	}{
		{"jeudi 4 février 2021", "2021-02-04", true},
		{"Jeudi 04 Février 2021", "2021-02-04", true},
		{"le 1er mars 2021", "2021-03-01", true},
		{"2021-02-04", "2021-02-04", true},
		{"04/02/2021", "2021-02-04", true},
		{"4.2.21", "2021-02-04", true},
		{"02/25/2021", "2021-02-25", true},
		{"Thursday 4 February 2021", "2021-02-04", true},
		{"Thursday, February 4th, 2021", "2021-02-04", true},
		{"Donnerstag, 4. Februar 2021", "2021-02-04", true},
		{"Jour 1 – jeudi 4 février", "2021-02-04", true},
		{"Date : 4 fév. 2021", "2021-02-04", true},
		{"28 décembre", "2020-12-28", true},
		{"Webinaire du 4 février 2021", "2021-02-04", false},
		{"jeudi 4 février 2021, 17h30", "2021-02-04", false},
	} {
		got, alone, ok := findDate(test.in, date{2021, time.February, 1})
		if !ok || got.String() != test.want || alone != test.alone {
			t.Errorf("findDate(%q) = %v, %v, %v; want %v, %v", test.in, got, alone, ok, test.want, test.alone)
		}
	}
	for _, in := range []string{"", "jeudi", "30 février 2021", "32/01/2021", "17:30", "4 algorithmes 2021", "1.5", "10 min"} {
		if got, _, ok := findDate(in, date{2021, time.February, 1}); ok {
			t.Errorf("findDate(%q) = %v, want none", in, got)
		}
	}
}

func FuzzParseTimeOfDay(f *testing.F) {
	for _, s := range []string{"17h30", "9:07:30 AM", "17h46mn30", "1730", "minuit", "25:30", "17:36:30.250"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseTimeOfDay(s)
		if err != nil {
			return
		}
		if d < 0 || d >= latest {
			t.Fatalf("ParseTimeOfDay(%q) = %v", s, d)
		}
		if back, err := ParseTimeOfDay(formatClock(d)); err != nil || back != d {
			t.Fatalf("%q is %v, written %q, read %v, %v", s, d, formatClock(d), back, err)
		}
	})
}

func FuzzParseLength(f *testing.F) {
	for _, s := range []string{"1h15", "1'30''", "7,5 min", "env. 20 min", "00:25:00", "0:05", "90s", "20"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, _, err := ParseLength(s)
		if err != nil {
			return
		}
		if d < 0 || d > longest {
			t.Fatalf("ParseLength(%q) = %v", s, d)
		}
		if back, _, err := ParseLength(formatClock(d)); err != nil || back != d {
			t.Fatalf("%q is %v, written %q, read %v, %v", s, d, formatClock(d), back, err)
		}
	})
}
