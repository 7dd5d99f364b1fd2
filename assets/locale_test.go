package assets

import (
	"testing"
	"time"
)

func TestLocale(t *testing.T) {
	at := time.Date(2027, time.February, 4, 17, 5, 0, 0, time.UTC)
	fr, en := In(French), In(English)
	for _, c := range [][2]string{
		{fr.Moment(at), "04/02/2027 à 17:05"}, {en.Moment(at), "4 February 2027, 17:05"},
		{fr.Decimal(4.46, 1), "4,5"}, {en.Decimal(4.46, 1), "4.5"}, {fr.Decimal(38, 0), "38"},
		{fr.Count(0), "0"}, {fr.Count(999), "999"}, {fr.Count(1204), "1\u202f204"}, {en.Count(1234567), "1,234,567"}, {en.Count(-123), "-123"}, {en.Count(-1234), "-1,234"},
		// Findings are kept for any language.
		{fr.Tell("preflight.speaker.poor", map[string]string{"subject": "Tomasz", "at": "2027-02-04 17:05", "from": "Gdańsk", "note": "écho"}, ""),
			"Tomasz\u00a0: essai moyen le 04/02/2027 à 17:05 · Gdańsk · écho"},
		{en.Tell("preflight.speaker.poor", map[string]string{"subject": "Tomasz", "at": "2027-02-04 17:05", "from": "", "note": "echo"}, ""),
			"Tomasz: tested on 4 February 2027, 17:05, but poor · echo"},
		{fr.local("212.0"), "212,0"}, {fr.local("5.6.3"), "5.6.3"}, {fr.local("32.0.2"), "32.0.2"}, {fr.local("micro 2"), "micro 2"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}
