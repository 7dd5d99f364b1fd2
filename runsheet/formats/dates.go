package formats

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// date is a day without a time zone.
type date struct {
	year  int
	month time.Month
	day   int
}

func dateOf(t time.Time) date {
	y, m, d := t.Date()
	return date{y, m, d}
}

func (d date) zero() bool { return d == date{} }

func (d date) String() string { return d.at(0, time.UTC).Format(time.DateOnly) }

// at is the instant of a time of day on that day; times beyond 24 h run into the next one. Counted on the clock and not in
// elapsed hours, so that 19:30 is 19:30 on the day the clocks change.
func (d date) at(since time.Duration, loc *time.Location) time.Time {
	return time.Date(d.year, d.month, d.day, int(since/time.Hour), int(since/time.Minute)%60, int(since/time.Second)%60, int(since%time.Second), loc)
}

func (d date) add(days int) date {
	return dateOf(time.Date(d.year, d.month, d.day+days, 12, 0, 0, 0, time.UTC))
}

var months = func() map[string]time.Month {
	names := map[string]time.Month{}
	for i, list := range []string{
		"janvier janv jan january januar", "fevrier fev fevr feb february februar", "mars mar march marz maerz", "avril avr apr april",
		"mai may", "juin jun june juni", "juillet juil jul july juli", "aout aou aug august", "septembre sept sep september",
		"octobre oct october oktober okt", "novembre nov november", "decembre dec december dezember dez",
	} {
		for name := range strings.FieldsSeq(list) {
			names[name] = time.Month(i + 1)
		}
	}
	return names
}()

var (
	yearFirst  = regexp.MustCompile(`\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b`)
	yearLast   = regexp.MustCompile(`\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\b`)
	dayMonth   = regexp.MustCompile(`\b(\d{1,2})(?:er|st|nd|rd|th)? (?:de |of )?([a-z]{3,9})(?: (\d{4}))?\b`)
	monthDay   = regexp.MustCompile(`\b([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?\b`)
	dateFiller = regexp.MustCompile(`\b(?:le|la|the|du|am|on|den|date|datum|jour|journee|day|tag|j|jeudi|vendredi|samedi|dimanche|lundi|mardi|mercredi|thursday|friday|saturday|sunday|monday|tuesday|wednesday|donnerstag|freitag|samstag|sonntag|montag|dienstag|mittwoch|thu|fri|sat|sun|mon|tue|wed|jeu|ven|sam|dim|lun|mer|do|fr|sa|so|mo|di|mi)\b`)
)

// findDate finds a day in a text, whatever stands around it, and tells whether the text says nothing else. A day without
// a year is the one nearest to today.
func findDate(s string, today date) (found date, alone, ok bool) {
	if len(s) > 300 {
		return date{}, false, false
	}
	// Numeric dates need their separators, which folding removes.
	for _, form := range []struct {
		re   *regexp.Regexp
		read func([]string) (date, bool)
	}{
		{yearFirst, func(m []string) (date, bool) { return newDate(m[1], monthNumber(m[2]), m[3]) }},
		{yearLast, readYearLast},
	} {
		for _, at := range form.re.FindAllStringSubmatchIndex(s, 4) {
			if d, ok := form.read(submatches(s, at)); ok {
				return d, onlyDate(fold(s[:at[0]] + " " + s[at[1]:])), true
			}
		}
	}
	folded := fold(s)
	for _, form := range []struct {
		re               *regexp.Regexp
		day, month, year int
	}{{dayMonth, 1, 2, 3}, {monthDay, 2, 1, 3}} {
		for _, at := range form.re.FindAllStringSubmatchIndex(folded, 8) {
			m := submatches(folded, at)
			month, known := months[m[form.month]]
			if !known {
				continue
			}
			d, ok := date{}, false
			if m[form.year] != "" {
				d, ok = newDate(m[form.year], month, m[form.day])
			} else {
				d, ok = nearestYear(month, m[form.day], today)
			}
			if ok {
				return d, onlyDate(folded[:at[0]] + " " + folded[at[1]:]), true
			}
		}
	}
	return date{}, false, false
}

func submatches(s string, at []int) []string {
	m := make([]string, len(at)/2)
	for i := range m {
		if at[2*i] >= 0 {
			m[i] = s[at[2*i]:at[2*i+1]]
		}
	}
	return m
}

// readYearLast reads day first, as most of the world writes; 02/25/2021 can only be month first.
func readYearLast(m []string) (date, bool) {
	year := m[3]
	if len(year) == 2 {
		year = "20" + year
	}
	if d, ok := newDate(year, monthNumber(m[2]), m[1]); ok {
		return d, true
	}
	return newDate(year, monthNumber(m[1]), m[2])
}

func monthNumber(s string) time.Month {
	n, _ := strconv.Atoi(s)
	return time.Month(n)
}

func newDate(year string, month time.Month, day string) (date, bool) {
	y, _ := strconv.Atoi(year)
	d, _ := strconv.Atoi(day)
	made := date{y, month, d}
	return made, y >= 1900 && y <= 2200 && dateOf(made.at(0, time.UTC)) == made
}

func nearestYear(month time.Month, day string, today date) (date, bool) {
	var best date
	distance := time.Duration(1<<63 - 1)
	now := today.at(0, time.UTC)
	for year := today.year - 1; year <= today.year+1; year++ {
		d, ok := newDate(strconv.Itoa(year), month, day)
		if !ok {
			continue
		}
		if away := d.at(0, time.UTC).Sub(now).Abs(); away < distance {
			best, distance = d, away
		}
	}
	return best, !best.zero()
}

// onlyDate says whether nothing but the names of days, and "jour 1", is left around a date.
func onlyDate(rest string) bool {
	rest = dateFiller.ReplaceAllString(rest, "")
	for word := range strings.FieldsSeq(rest) {
		if n, err := strconv.Atoi(word); err != nil || n > 31 {
			return false
		}
	}
	return true
}
