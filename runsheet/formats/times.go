package formats

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	// latest is the end of a broadcast day: "25:30" is half past one in the night after.
	latest = 30 * time.Hour
	// longest is more than any slot; beyond it a cell holds something else.
	longest = 1000 * time.Hour
)

var (
	errNoTime   = errors.New("no number in it")
	errNotATime = errors.New("not written like a time")
)

// ParseTimeOfDay reads a time of day as people write it ("17h30", "17 h 45", "17h46mn30", "9:07:30 AM", "19.30 Uhr") and
// returns the time since midnight. Hours up to 29 are those of a broadcast day: "25:30" is 25 h 30 min after its midnight.
func ParseTimeOfDay(s string) (time.Duration, error) {
	d, err := timeOfDay(s)
	if err != nil {
		return 0, fmt.Errorf("read time of day %q: %w", shorten(s), err)
	}
	return d, nil
}

// ParseLength reads a length as people write it ("1h15", "5'", "1'30”", "7,5 min", "90s", "00:25:00"); a bare number is in
// minutes and two numbers with a colon are hours and minutes. Approx is true for "env. 20 min" and its like.
func ParseLength(s string) (d time.Duration, approx bool, err error) {
	l, err := parseLength(s, unitUnknown)
	if err != nil {
		return 0, false, fmt.Errorf("read length %q: %w", shorten(s), err)
	}
	return l.length, l.approx, nil
}

// unit is what a header says about the bare numbers below it.
type unit uint8

const (
	unitUnknown unit = iota
	unitHours
	unitMinutes
	unitSeconds
	unitHoursMinutes
	unitMinutesSeconds
)

// length is what a cell says, and what else it may mean.
type length struct {
	length time.Duration
	// other is the reading of "0:05" as minutes and seconds; it counts only when ambiguous is set.
	other     time.Duration
	ambiguous bool
	approx    bool
}

// part is a number and what stands between it and the next.
type part struct {
	digits string
	after  string
}

// unify maps the many signs for hours, minutes and seconds to few.
var unify = strings.NewReplacer(
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "\t", " ", "\n", " ",
	"’", "'", "‘", "'", "′", "'", "´", "'", "`", "'",
	"”", `"`, "“", `"`, "″", `"`,
	"：", ":", "∶", ":",
)

var approximately = regexp.MustCompile(`^(?:environ|env|approximately|approx|circa|ca|about|around|vers|max|maxi|maximum|~|≈|±|\+/-)\b?\.?\s*|\s*(?:environ|env|approx|circa|ca|max|maxi|maximum)\.?$`)

func prepare(s string) string {
	s = strings.ToLower(strings.TrimSpace(unify.Replace(s)))
	return strings.ReplaceAll(s, "''", `"`)
}

// split cuts "17h46mn30" into 17 h, 46 mn, 30. It reports false for anything that does not begin with a digit.
func split(s string) ([]part, bool) {
	const most = 5
	var parts []part
	for s != "" {
		n := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if n == 0 || len(parts) == most {
			return nil, false
		}
		if n < 0 {
			n = len(s)
		}
		digits := s[:n]
		s = s[n:]
		m := strings.IndexFunc(s, func(r rune) bool { return r >= '0' && r <= '9' })
		if m < 0 {
			m = len(s)
		}
		parts = append(parts, part{digits, strings.TrimSpace(s[:m])})
		s = s[m:]
	}
	return parts, len(parts) > 0
}

var unitWords = func() map[string]time.Duration {
	words := map[string]time.Duration{}
	for unit, list := range map[time.Duration]string{
		time.Hour:   "h h. hr hrs heure heures hour hours std std. stunde stunden",
		time.Minute: "' m m. mn mn. min min. mins minute minutes minuten",
		time.Second: `" s s. sec sec. secs seconde secondes second seconds sek sek. sekunde sekunden`,
	} {
		for word := range strings.FieldsSeq(list) {
			words[word] = unit
		}
	}
	return words
}()

var (
	halfDay  = regexp.MustCompile(`\s*([ap])\.?\s?m\.?$`)
	timeLead = regexp.MustCompile(`^(?:à|a|at|vers|um|ab|from|dès|des|env\.?|environ|ca\.?|~|≈)\s*`)
)

func timeOfDay(s string) (time.Duration, error) {
	s = prepare(s)
	switch s {
	case "midi", "noon", "mittag":
		return 12 * time.Hour, nil
	case "minuit", "midnight", "mitternacht":
		return 0, nil
	}
	s = timeLead.ReplaceAllString(s, "")
	half := ""
	if m := halfDay.FindStringSubmatch(s); m != nil {
		half, s = m[1], strings.TrimSpace(halfDay.ReplaceAllString(s, ""))
	}
	s, uhr := strings.CutSuffix(s, "uhr")
	s = strings.TrimSpace(s)
	parts, ok := split(s)
	if !ok {
		return 0, errNotATime
	}
	if len(parts) == 1 && len(parts[0].digits) == 4 && parts[0].after == "" {
		// "1730", as on a rota.
		parts = []part{{parts[0].digits[:2], ":"}, {parts[0].digits[2:], ""}}
	}
	d, err := clockParts(parts, half != "" || uhr)
	if err != nil {
		return 0, err
	}
	return halfDays(d, half)
}

// clockParts adds up hours, minutes, seconds and a fraction, and refuses separators that are not those of a clock.
func clockParts(parts []part, bareHour bool) (time.Duration, error) {
	separators := [...]string{": h . hr hrs heure heures hour hours", `: ' m mn min minute minutes . h`, `" s sec . ,`, `" s sec`}
	units := [...]time.Duration{time.Hour, time.Minute, time.Second}
	if len(parts) > len(separators) {
		return 0, errNotATime
	}
	var d time.Duration
	for i, p := range parts {
		last := i == len(parts)-1
		if p.after == "" && (!last || i == 0 && !bareHour) || p.after != "" && !hasWord(separators[i], p.after) {
			return 0, errNotATime
		}
		if last && (p.after == ":" || p.after == "." || p.after == ",") {
			return 0, errNotATime
		}
		if i == 3 {
			return d + fraction(p.digits, time.Second), nil
		}
		if len(p.digits) > 2 {
			return 0, fmt.Errorf("%s has too many digits", p.digits)
		}
		n, _ := strconv.Atoi(p.digits)
		if i > 0 && n >= 60 {
			return 0, fmt.Errorf("%d is 60 or more", n)
		}
		d += time.Duration(n) * units[i]
	}
	if d >= latest {
		return 0, fmt.Errorf("no day has %d hours", int(d.Hours()))
	}
	return d, nil
}

func halfDays(d time.Duration, half string) (time.Duration, error) {
	if half == "" {
		return d, nil
	}
	if d < time.Hour && d > 0 || d >= 13*time.Hour {
		return 0, fmt.Errorf("%d hours do not go with am or pm", int(d.Hours()))
	}
	d %= 12 * time.Hour
	if half == "p" {
		d += 12 * time.Hour
	}
	return d, nil
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}

// fraction is the part of a unit that digits after the point stand for.
func fraction(digits string, of time.Duration) time.Duration {
	var d time.Duration
	for _, c := range digits[:min(len(digits), 12)] {
		of /= 10
		d += time.Duration(c-'0') * of
	}
	return d
}

// parseLength reads one length; bare says what a number without a unit counts.
func parseLength(s string, bare unit) (length, error) {
	s = prepare(s)
	trimmed := approximately.ReplaceAllString(s, "")
	l, err := exactLength(strings.TrimSpace(trimmed), bare)
	l.approx = trimmed != s
	return l, err
}

func exactLength(s string, bare unit) (length, error) {
	if strings.HasPrefix(s, "-") {
		return length{}, errors.New("a length is never negative")
	}
	parts, ok := split(s)
	if !ok {
		if strings.ContainsAny(s, "0123456789") {
			return length{}, errNotATime
		}
		return length{}, errNoTime
	}
	if parts[0].after == ":" {
		return colonLength(parts, bare)
	}
	return unitLength(parts, bare)
}

func colonLength(parts []part, bare unit) (length, error) {
	var numbers []time.Duration
	var rest time.Duration
	for i, p := range parts {
		last := i == len(parts)-1
		if i == 3 && last && (parts[2].after == "." || parts[2].after == ",") && p.after == "" {
			rest = fraction(p.digits, time.Second)
			break
		}
		if i > 2 || len(p.digits) > 3 || i > 0 && len(p.digits) > 2 || last && p.after != "" && p.after != "h" && p.after != "min" ||
			!last && p.after != ":" && (i != 2 || p.after != "." && p.after != ",") {
			return length{}, errNotATime
		}
		n, _ := strconv.Atoi(p.digits)
		if i > 0 && n >= 60 {
			return length{}, fmt.Errorf("%d is 60 or more", n)
		}
		numbers = append(numbers, time.Duration(n))
	}
	switch len(numbers) {
	case 3:
		return within(length{length: numbers[0]*time.Hour + numbers[1]*time.Minute + numbers[2]*time.Second + rest})
	case 2:
		long := numbers[0]*time.Hour + numbers[1]*time.Minute
		short := numbers[0]*time.Minute + numbers[1]*time.Second
		switch {
		case bare == unitMinutesSeconds || parts[1].after == "min":
			return within(length{length: short})
		case bare == unitHoursMinutes || parts[1].after == "h":
			return within(length{length: long})
		}
		return within(length{length: long, other: short, ambiguous: long != 0})
	}
	return length{}, errNotATime
}

func unitLength(parts []part, bare unit) (length, error) {
	var total time.Duration
	previous := time.Duration(0)
	for i := 0; i < len(parts); i++ {
		p := parts[i]
		decimals := ""
		if (p.after == "," || p.after == ".") && i+1 < len(parts) {
			decimals = parts[i+1].digits
			p.after = parts[i+1].after
			i++
		}
		size, err := unitOf(p.after, previous, bare, i == len(parts)-1)
		if err != nil {
			return length{}, err
		}
		if previous != 0 && size >= previous || decimals != "" && i != len(parts)-1 {
			return length{}, errNotATime
		}
		if len(p.digits) > 7 {
			return length{}, fmt.Errorf("%s has too many digits", shorten(p.digits))
		}
		n, _ := strconv.Atoi(p.digits)
		if previous != 0 && n >= 60 {
			return length{}, fmt.Errorf("%d is 60 or more", n)
		}
		total += time.Duration(n)*size + fraction(decimals, size)
		previous = size
	}
	return within(length{length: total})
}

// unitOf is the unit that a word stands for; without a word, the one below the unit before it, or the column's.
func unitOf(word string, previous time.Duration, bare unit, last bool) (time.Duration, error) {
	if word != "" {
		size, ok := unitWords[word]
		if !ok {
			return 0, fmt.Errorf("%q is no unit of time", shorten(word))
		}
		return size, nil
	}
	switch {
	case !last || previous == time.Second:
		return 0, errNotATime
	case previous != 0:
		return previous / 60, nil
	case bare == unitSeconds:
		return time.Second, nil
	case bare == unitHours:
		return time.Hour, nil
	}
	return time.Minute, nil
}

func within(l length) (length, error) {
	if l.length > longest && (!l.ambiguous || l.other > longest) {
		return length{}, errors.New("longer than any event")
	}
	return l, nil
}

// human writes a length for a sentence: "1 h 05 min", "5 min", "1 min 30 s".
func human(d time.Duration) string {
	d = d.Round(time.Second)
	h, m, s := int(d/time.Hour), int(d/time.Minute)%60, int(d/time.Second)%60
	switch {
	case h > 0 && m == 0 && s == 0:
		return fmt.Sprintf("%d h", h)
	case h > 0:
		return fmt.Sprintf("%d h %02d min", h, m)
	case s == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d s", s)
	}
	return fmt.Sprintf("%d min %d s", m, s)
}

func decimal(n int) string { return strconv.Itoa(n) }
