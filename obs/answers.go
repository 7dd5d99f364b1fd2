package obs

import (
	"context"
	"log/slog"
)

// OnAnswer is a log's handler that calls told whenever OBS has answered a take, and keeps nothing: benchmarks measure by it.
func OnAnswer(told func()) slog.Handler { return answers(told) }

type answers func()

// Enabled, Handle, WithAttrs and WithGroup make it a handler.
func (a answers) Enabled(context.Context, slog.Level) bool { return true }
func (a answers) WithAttrs([]slog.Attr) slog.Handler       { return a }
func (a answers) WithGroup(string) slog.Handler            { return a }
func (a answers) Handle(_ context.Context, r slog.Record) error {
	if r.Message == answeredTake {
		a()
	}
	return nil
}
