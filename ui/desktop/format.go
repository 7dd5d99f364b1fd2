package desktop

import (
	"fmt"
	"time"

	"regie/assets"
	"regie/ui/desktop/theme"
)

// digits is a length as m:ss or h:mm:ss, of whole seconds; the minutes have two digits.
func digits(d time.Duration) string {
	s := int64(d / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

// countdown is what is left, as people count: 20:00 when it begins, 00:00 when nothing is left, then +00:01. A second that
// has begun is still there on the way down and not yet there on the way up.
func countdown(left time.Duration) string {
	if left <= -time.Second {
		return "+" + digits(-left)
	}
	return digits(max(left, 0) + time.Second - 1)
}

// clockTime is an hour of the day, "17:42"; empty for no time at all.
func clockTime(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(loc).Format("15:04")
}

// span is a planned length as a run sheet writes it: 20′, 1 h 30, 2 h, 10′30″, 45″. Empty for none.
func span(d time.Duration) string {
	d = d.Round(time.Second)
	h, m, s := d/time.Hour, d/time.Minute%60, d/time.Second%60
	switch {
	case d <= 0:
		return ""
	case h > 0 && m == 0 && s == 0:
		return fmt.Sprintf("%d h", h)
	case h > 0:
		return fmt.Sprintf("%d h %02d", h, m)
	case m == 0:
		return fmt.Sprintf("%d″", s)
	case s == 0:
		return fmt.Sprintf("%d′", m)
	}
	return fmt.Sprintf("%d′%02d″", m, s)
}

// signed is time that was given or taken, "+2′" or "−1′".
func signed(d time.Duration) string {
	if d < 0 {
		return "−" + span(-d)
	}
	return "+" + span(d)
}

// age is how long ago something was, in one unit: "3 s", "12 min", "2 h".
func age(d time.Duration) string {
	switch d = max(d, 0); {
	case d < time.Minute:
		return fmt.Sprintf("%d\u00a0s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d\u00a0min", d/time.Minute)
	}
	return fmt.Sprintf("%d\u00a0h", d/time.Hour)
}

// onTime is how far from its sheet a show may be and still be called on time; lateFrom is where it asks for a look.
const (
	onTime   = 5 * time.Second
	lateFrom = time.Minute
)

// lateness says how far the show is behind or ahead of its sheet, or of its sheet moved to when it really began.
func lateness(late time.Duration, relative bool, w assets.Words) (string, theme.Token) {
	since := ""
	if relative {
		since = ".relative"
	}
	switch {
	case late >= lateFrom:
		return w.Say("desktop.late"+since, "d", digits(late)), theme.Warn
	case late >= onTime:
		return w.Say("desktop.late"+since, "d", digits(late)), theme.Ink
	case late <= -onTime:
		return w.Say("desktop.early"+since, "d", digits(-late)), theme.Ink
	}
	return w.Say("desktop.ontime" + since), theme.Dim
}

// quote shortens what people wrote to n letters, in the quotation marks of the language.
func quote(s string, n int, w assets.Words) string {
	r := []rune(s)
	if len(r) > n {
		s = string(r[:n-1]) + "…"
	}
	return w.Say("desktop.quoted", "text", s)
}
