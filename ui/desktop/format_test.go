package desktop

import (
	"testing"
	"time"

	"regie/assets"
	"regie/ui/desktop/theme"
)

func TestCountdown(t *testing.T) {
	for _, tt := range []struct {
		left time.Duration
		want string
	}{
		{20 * time.Minute, "20:00"}, {20*time.Minute - time.Millisecond, "20:00"}, {20*time.Minute - time.Second, "19:59"},
		{time.Second, "00:01"}, {time.Millisecond, "00:01"}, {0, "00:00"}, {-time.Millisecond, "00:00"}, {-999 * time.Millisecond, "00:00"},
		{-time.Second, "+00:01"}, {-157 * time.Second, "+02:37"}, {time.Hour, "1:00:00"}, {-3725 * time.Second, "+1:02:05"},
		{99*time.Hour + 59*time.Minute, "99:59:00"},
	} {
		if got := countdown(tt.left); got != tt.want {
			t.Errorf("countdown(%v) = %q, want %q", tt.left, got, tt.want)
		}
	}
}

func TestSpan(t *testing.T) {
	for _, tt := range []struct {
		d    time.Duration
		want string
	}{
		{0, ""}, {-time.Minute, ""}, {45 * time.Second, "45″"}, {5 * time.Minute, "5′"}, {10*time.Minute + 30*time.Second, "10′30″"},
		{4*time.Minute + 5*time.Second, "4′05″"}, {time.Hour, "1 h"}, {90 * time.Minute, "1 h 30"}, {65 * time.Minute, "1 h 05"}, {2 * time.Hour, "2 h"},
	} {
		if got := span(tt.d); got != tt.want {
			t.Errorf("span(%v) = %q, want %q", tt.d, got, tt.want)
		}
	}
	if got := signed(-90 * time.Second); got != "−1′30″" {
		t.Errorf("signed(-90s) = %q", got)
	}
	if got := signed(2 * time.Minute); got != "+2′" {
		t.Errorf("signed(2m) = %q", got)
	}
}

func TestAge(t *testing.T) {
	for _, tt := range []struct {
		d    time.Duration
		want string
	}{
		{-time.Second, "0\u00a0s"}, {900 * time.Millisecond, "0\u00a0s"}, {59 * time.Second, "59\u00a0s"}, {time.Minute, "1\u00a0min"},
		{59*time.Minute + 59*time.Second, "59\u00a0min"}, {3 * time.Hour, "3\u00a0h"},
	} {
		if got := age(tt.d); got != tt.want {
			t.Errorf("age(%v) = %q, want %q", tt.d, got, tt.want)
		}
	}
}

func TestLateness(t *testing.T) {
	w := assets.In(assets.French)
	for _, tt := range []struct {
		late  time.Duration
		want  string
		token theme.Token
	}{
		{0, "à l'heure", theme.Dim}, {4 * time.Second, "à l'heure", theme.Dim}, {-4 * time.Second, "à l'heure", theme.Dim},
		{10 * time.Second, "▲ 00:10 de retard", theme.Ink}, {130 * time.Second, "▲ 02:10 de retard", theme.Warn},
		{-90 * time.Second, "▼ 01:30 d'avance", theme.Ink}, {2 * time.Hour, "▲ 2:00:00 de retard", theme.Warn},
	} {
		if got, token := lateness(tt.late, false, w); got != tt.want || token != tt.token {
			t.Errorf("lateness(%v) = %q in %s, want %q in %s", tt.late, got, token, tt.want, tt.token)
		}
	}
}

func TestClockTime(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	if got := clockTime(time.Date(2027, 2, 4, 16, 5, 59, 0, time.UTC), paris); got != "17:05" {
		t.Errorf("clockTime = %q, want 17:05", got)
	}
	if got := clockTime(time.Time{}, paris); got != "" {
		t.Errorf("clockTime of nothing = %q", got)
	}
}

func TestQuoteShortensByLetters(t *testing.T) {
	if got := quote("éééééé", 4, assets.In(assets.English)); got != "“ééé…”" {
		t.Errorf("quote = %q", got)
	}
}
