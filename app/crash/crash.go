// Package crash keeps what the Go runtime says when the program dies, and makes of it, at the next start, a report that can be sent
// to anybody: where in the program, and never a text or a password. It knows nothing of shows. Package app alone uses it.
//
// What the runtime says may hold a question, in the value of a panic. It is a file of mode 0600, lives until the next start,
// and goes when its report is written.
package crash

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	// mostKept is how many reports stay.
	mostKept = 10
	// mostRead bounds what is read of one death: what every goroutine did fits in it many times over.
	mostRead = 4 << 20

	// patience is how long another start that is at the same folder is waited for, retry how often it is asked.
	patience = 2 * time.Second
	retry    = 10 * time.Millisecond

	rawEnding  = ".raw"
	lockEnding = ".lock"
)

// Watch is the program under watch. A nil one watches nothing.
type Watch struct {
	lock *flock.Flock
	raw  *os.File
}

// Begin makes reports of what programs that died have left in the folder, says where they are, and has the runtime write there, too,
// when this one dies. The runtime has one such file: the watch that began last has it. Of reports, old ones too, the newest ten
// stay; paths in them have home written as ~. With an error there may still be a watch, and reports.
func Begin(dir, version, home string) (w *Watch, reports []string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("watch for crashes: %w", err)
	}
	guard := flock.New(filepath.Join(dir, "lock"))
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	if _, err := guard.TryLockContext(ctx, retry); err != nil {
		return nil, nil, fmt.Errorf("watch for crashes: %w", err)
	}
	defer guard.Unlock()
	reports, err = collect(dir, home)
	w, second := begin(dir, version)
	if err = errors.Join(err, second); err != nil {
		return w, reports, fmt.Errorf("watch for crashes: %w", err)
	}
	return w, reports, nil
}

func begin(dir, version string) (*Watch, error) {
	f, err := os.CreateTemp(dir, "run-*"+lockEnding)
	if err != nil {
		return nil, err
	}
	f.Close()
	w := &Watch{lock: flock.New(f.Name())}
	_, err = w.lock.TryLock()
	if err == nil {
		w.raw, err = os.OpenFile(rawOf(f.Name()), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	}
	if err == nil { // the version that dies is not always the one that makes the report
		_, err = fmt.Fprintf(w.raw, "Régie %s, %s, %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	}
	if err == nil {
		err = debug.SetCrashOutput(w.raw, debug.CrashOptions{})
	}
	if err != nil {
		w.leave()
		return nil, err
	}
	return w, nil
}

func rawOf(lock string) string { return strings.TrimSuffix(lock, lockEnding) + rawEnding }

// Note adds where the trouble began, as debug.Stack gives it, when whoever caught a panic is about to panic again elsewhere.
func (w *Watch) Note(stack []byte) {
	if w != nil {
		fmt.Fprintf(w.raw, "%s\n%s\n", began, stack)
	}
}

// End is a normal end. It must not be deferred: a panic runs what is deferred before the runtime writes.
func (w *Watch) End() {
	if w != nil {
		debug.SetCrashOutput(nil, debug.CrashOptions{})
		w.leave()
	}
}

func (w *Watch) leave() {
	if w.raw != nil {
		w.raw.Close()
		os.Remove(w.raw.Name())
	}
	w.lock.Unlock()
	os.Remove(w.lock.Path())
}

func collect(dir, home string) (reports []string, err error) {
	locks, err := filepath.Glob(filepath.Join(dir, "run-*"+lockEnding))
	var wrong []error
	for _, lock := range locks {
		report, err := collectOne(lock, dir, home)
		wrong = append(wrong, err)
		if report != "" {
			reports = append(reports, report)
		}
	}
	all, _ := filepath.Glob(filepath.Join(dir, "crash-*.txt")) // sorted by their times, which are their names
	for _, old := range all[:max(len(all)-mostKept, 0)] {
		wrong = append(wrong, os.Remove(old))
		reports = slices.DeleteFunc(reports, func(r string) bool { return r == old })
	}
	slices.Sort(reports)
	return reports, errors.Join(append(wrong, err)...)
}

// collectOne looks at what one program has left; "" for one that runs, or ended without a word.
func collectOne(lock, dir, home string) (report string, err error) {
	l := flock.New(lock)
	if dead, err := l.TryLock(); err != nil || !dead {
		return "", err
	}
	defer func() {
		l.Unlock()
		if err == nil {
			os.Remove(lock)
		}
	}()
	f, err := os.Open(rawOf(lock))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	raw, err := io.ReadAll(io.LimitReader(f, mostRead))
	if err != nil {
		return "", err
	}
	if about, said, _ := bytes.Cut(raw, []byte("\n")); len(said) > 0 {
		when := info.ModTime() // of the runtime's last word
		text := fmt.Sprintf("%s\n%s\n\n%s", about, when.Format("2006-01-02 15:04:05 -07:00"), Redact(string(said), home))
		if report, err = write(filepath.Join(dir, "crash-"+when.Format("2006-01-02-150405")), text); err != nil {
			return "", err
		}
	}
	f.Close() // an open file cannot be removed everywhere
	return report, os.Remove(f.Name())
}

// write writes a file under the first free name that begins with stem.
func write(stem, text string) (string, error) {
	for i := 1; ; i++ {
		path := stem + ".txt"
		if i > 1 {
			path = stem + "-" + strconv.Itoa(i) + ".txt"
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.WriteString(text)
		if err = errors.Join(err, f.Close()); err != nil {
			os.Remove(path)
			return "", err
		}
		return path, nil
	}
}
