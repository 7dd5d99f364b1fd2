package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"

	"regie/app/certificate"
	"regie/app/journal"
	"regie/app/sources"
	"regie/assets"
	"regie/obs"
	"regie/runsheet"
	"regie/runsheet/formats"
)

// Exit statuses of the program: done, refused (it was asked for something that cannot be done), misused.
const (
	exitDone    = 0
	exitRefused = 1
	exitMisused = 2
)

// trouble is an error with a sentence for the person in front of it: what went wrong and what to do next, by a key of
// the catalogue, "trouble.KEY" and "trouble.KEY.hint".
type trouble struct {
	key   string
	pairs []any
	cause error
}

func (t *trouble) Error() string {
	if t.cause == nil {
		return t.key
	}
	return t.cause.Error()
}

func (t *trouble) Unwrap() error { return t.cause }

// troubled finds the sentence for what can go wrong with a file, a port or OBS. Other errors stay as they are.
func troubled(err error, subject string) error {
	var already *trouble
	if err == nil || errors.As(err, &already) {
		return err
	}
	for _, known := range []struct {
		is  func(error) bool
		key string
	}{
		{isA[*formats.NotRunSheetError], "not-run-sheet"},
		{isA[*formats.LimitError], "sheet-too-large"},
		{is(journal.ErrNewer), "show-newer"},
		{is(journal.ErrDamaged), "show-damaged"},
		{is(journal.ErrInUse), "show-in-use"},
		{is(journal.ErrNotShow), "not-show"},
		{is(journal.ErrFull), "disk-full"},
		{is(syscall.ENOSPC), "disk-full"},
		{is(journal.ErrReadOnly), "read-only"},
		{is(syscall.EADDRINUSE), "port-in-use"},
		{is(obs.ErrPassword), "obs-password"},
		{is(obs.ErrNoOBS), "obs-absent"},
		{is(obs.ErrNotOBS), "obs-not"},
		{is(obs.ErrAddress), "obs-address"},
		{is(obs.ErrSilent), "obs-silent"},
		{is(fs.ErrNotExist), "no-file"},
		{is(fs.ErrPermission), "read-only"},
		{is(syscall.ENOTDIR), "read-only"},
		{is(sources.ErrNoParticipants), "no-participants"},
		{is(sources.ErrNoQuestions), "no-questions"},
		{is(errNoNetwork), "no-address"},
		{is(errNoPort), "no-address"},
		{is(certificate.ErrExpired), "certificate-expired"},
		{is(certificate.ErrUnusable), "certificate-unusable"},
	} {
		if known.is(err) {
			return &trouble{known.key, []any{"subject", subject}, err}
		}
	}
	return err
}

func is(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }

func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// explain gives the sentence, the hint and the detail for an error; the hint may be empty.
func explain(err error, words assets.Words) (sentence, hint, detail string) {
	var t *trouble
	if !errors.As(err, &t) {
		return err.Error(), "", ""
	}
	sentence = words.Say("trouble."+t.key, t.pairs...)
	hint = words.Say("trouble."+t.key+".hint", t.pairs...)
	if t.cause != nil {
		detail = err.Error()
	}
	return sentence, hint, detail
}

// diskCause names what keeps the journal from the disk.
func diskCause(err error) runsheet.DiskCause {
	switch {
	case errors.Is(err, journal.ErrFull):
		return runsheet.DiskFull
	case errors.Is(err, journal.ErrReadOnly):
		return runsheet.DiskReadOnly
	}
	return ""
}

// complain prints an error as the program says all its errors: the sentence, the detail for whoever looks into it, and
// what to do next.
func complain(w io.Writer, err error, words assets.Words) {
	sentence, hint, detail := explain(err, words)
	fmt.Fprintf(w, "regie: %s\n", sentence)
	if detail != "" && detail != sentence {
		fmt.Fprintf(w, "  (%s)\n", detail)
	}
	if hint != "" {
		fmt.Fprintf(w, "  %s\n", hint)
	}
}

// join sets a hint behind its sentence, where there is one.
func join(sentence, hint string) string {
	if hint == "" {
		return sentence
	}
	return sentence + " " + hint
}
