package assets

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Day is a date.
func (w Words) Day(t time.Time) string { return t.Format(w.Say("locale.day")) }

// Moment is a day and an hour as the language writes them: 04/02/2027 à 17:20.
func (w Words) Moment(t time.Time) string { return t.Format(w.Say("locale.moment")) }

// Decimal is a number with so many digits behind the language's decimal sign.
func (w Words) Decimal(v float64, digits int) string {
	return w.point(strconv.FormatFloat(v, 'f', digits, 64))
}

func (w Words) point(number string) string {
	return strings.Replace(number, ".", w.Say("locale.point"), 1)
}

// kept is how moments are written where they are kept for any language, tenth what a number with one digit behind the point is.
const kept = "2006-01-02 15:04"

var tenth = regexp.MustCompile(`^-?[0-9]+\.[0-9]$`)

// local says in the language what was kept for any: a moment, a number with one digit behind the point. Everything else, versions
// of programs among it, stays as it is.
func (w Words) local(value string) string {
	if t, err := time.Parse(kept, value); err == nil {
		return w.Moment(t)
	}
	if tenth.MatchString(value) {
		return w.point(value)
	}
	return value
}

// Count is a whole number with its thousands parted as the language does: 1 204.
func (w Words) Count(n int) string {
	digits, between := strconv.Itoa(n), strings.Trim(w.Say("locale.thousands"), "10")
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + between + digits[at:]
	}
	return digits
}
