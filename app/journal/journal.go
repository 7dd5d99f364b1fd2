// Package journal keeps the show file: one SQLite database with every entry, the keys of the show's links and the run
// sheets as they were read. Copy the file and you have everything.
//
// An entry that Append has returned for is on the disk and survives a killed program and a power cut. The journal never
// interprets an entry beyond reading and writing it, never changes one, and knows nothing of the desk. Only package app
// opens one; the desk writes to it through its own small interface. A Journal may be used from several goroutines.
package journal

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	sqlite3 "github.com/mattn/go-sqlite3"

	"regie/runsheet"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks a SQLite file as a show file: the letters REGI, at offset 68 of its header.
const applicationID = 0x52454749

// Why a show file is not opened. The file is left as it was.
var (
	ErrNotShow = errors.New("not a Régie show file")
	ErrNewer   = errors.New("written by a newer Régie")
	ErrDamaged = errors.New("damaged")
	ErrInUse   = errors.New("open in another Régie")
	// errEmpty is a file without a byte in it, as dialogs make them when they ask for a name.
	errEmpty = fmt.Errorf("%w: it is empty", ErrNotShow)
	// ErrFull is what Append wraps when the disk has no room.
	ErrFull = errors.New("disk full")
	// ErrReadOnly is what Open and Append wrap when the file or its folder may not be written.
	ErrReadOnly = errors.New("read-only")
)

// Journal is one open show file.
type Journal struct {
	path string
	db   *sql.DB
	lock *flock.Flock
}

// Open opens a show file to go on with it, or makes one where there is none or an empty one. Only one desk at a time
// holds a file.
func Open(path string) (*Journal, error) {
	j, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("open show %s: %w", filepath.Base(path), plain(err))
	}
	return j, nil
}

func open(path string) (*Journal, error) {
	_, err := peek(path)
	fresh := errors.Is(err, fs.ErrNotExist) || errors.Is(err, errEmpty)
	if err != nil && !fresh {
		return nil, err
	}
	real := path
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		real = resolved // two names of one file are one show
	}
	lock := flock.New(filepath.Join(filepath.Dir(real), "."+filepath.Base(real)+".lock"))
	switch held, err := lock.TryLock(); {
	case err != nil:
		return nil, err
	case !held:
		return nil, ErrInUse
	}
	if fresh {
		err = create(path)
	} else {
		err = check(path)
	}
	j := &Journal{path: path, lock: lock}
	if err == nil {
		j.db, err = connect(path, readWrite)
	}
	if err == nil {
		err = migrate(j.db)
	}
	if err != nil {
		j.Close()
		return nil, err
	}
	return j, nil
}

// create makes an empty show under another name first: whoever is killed in the middle leaves no half file.
func create(path string) error {
	unfinished := path + ".new"
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// For its owner only: it holds the keys of the show's links. SQLite gives what it puts beside it the same mode.
	f, err := os.OpenFile(unfinished, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	f.Close()
	db, err := connect(unfinished, readWrite)
	if err == nil {
		err = migrate(db)
	}
	if db != nil {
		err = errors.Join(err, db.Close())
	}
	if err == nil {
		err = os.Rename(unfinished, path)
	}
	if err != nil {
		os.Remove(unfinished)
	}
	return err
}

// check looks for damage before anything could write to the file, closing it included: the last connection that may
// write empties the write-ahead log into it.
func check(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0) // SQLite would quietly open a write-protected file to read it only
	if err != nil {
		return err
	}
	f.Close()
	how := alone // which leaves nothing beside the file either
	if hasLog(path) {
		how = readOnly
	}
	db, err := connectSound(path, how)
	if err != nil {
		return err
	}
	return db.Close()
}

// hasLog says whether a write-ahead log lies beside the file: a desk is at it, or was killed.
func hasLog(path string) bool {
	_, err := os.Stat(path + "-wal")
	return err == nil
}

func connectSound(path string, how int) (*sql.DB, error) {
	db, err := connect(path, how)
	if err == nil {
		err = sound(db)
	}
	if err != nil {
		if db != nil {
			db.Close()
		}
		return nil, err
	}
	return db, nil
}

// Read opens a show file to read it only, even while a desk writes to it.
func Read(path string) (*Journal, error) {
	fail := func(err error) (*Journal, error) {
		return nil, fmt.Errorf("open show %s: %w", filepath.Base(path), err)
	}
	if _, err := peek(path); err != nil {
		return fail(err)
	}
	how := readOnly
	if !hasLog(path) {
		how = alone // nobody is at it: so reading leaves nothing beside it, and needs no disk that can be written
	}
	db, err := connectSound(path, how)
	if err != nil {
		return fail(plain(err))
	}
	return &Journal{path: path, db: db}, nil
}

// IsShowFile says whether a file's first bytes are those of a show file, of any version.
func IsShowFile(head []byte) bool {
	return len(head) >= 72 && bytes.HasPrefix(head, []byte("SQLite format 3\x00")) &&
		binary.BigEndian.Uint32(head[68:]) == applicationID
}

// peek reads the version from the file's header without opening the database, which would already change its folder.
func peek(path string) (version int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, plain(err)
	}
	defer f.Close()
	head := make([]byte, 100)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return 0, plain(err)
	}
	switch {
	case n == 0:
		return 0, errEmpty
	case n >= 16 && n < len(head) && bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return 0, ErrDamaged
	case !IsShowFile(head):
		return 0, ErrNotShow
	}
	version = int(binary.BigEndian.Uint32(head[60:]))
	if version > len(steps()) {
		return 0, ErrNewer
	}
	return version, nil
}

// How a file is connected to. Alone may only be used where nobody writes to the file and no write-ahead log is left.
const (
	readWrite = iota
	readOnly
	alone
)

func connect(path string, how int) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// FULL, not NORMAL: with NORMAL a power cut takes back entries that somebody was already thanked for.
	q := url.Values{"_busy_timeout": {"5000"}, "_synchronous": {"FULL"}, "_txlock": {"immediate"}, "_foreign_keys": {"on"}, "_secure_delete": {"true"}}
	switch how {
	case readWrite:
		q.Set("_journal_mode", "WAL")
	case alone:
		q.Set("immutable", "1")
		fallthrough
	case readOnly:
		q.Set("mode", "ro")
	}
	name := filepath.ToSlash(abs)
	if strings.HasPrefix(name, "//") {
		name = "//" + name // a shared folder of Windows: SQLite takes what follows two slashes for the name of a machine
	}
	db, err := sql.Open("sqlite3", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: name}).EscapedPath(), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, db.Ping()
}

// sound refuses a database that SQLite itself finds broken, before anything is written to it.
func sound(db *sql.DB) error {
	var verdict string
	if err := db.QueryRow("pragma quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	_, err := versionOf(db)
	return err
}

// versionOf is the version of what the database holds. The header that peek reads may be older: a migration is in the
// write-ahead log first.
func versionOf(db *sql.DB) (int, error) {
	var version, tables int
	if err := db.QueryRow("pragma user_version").Scan(&version); err != nil {
		return 0, err
	}
	if version > len(steps()) {
		return 0, ErrNewer
	}
	if err := db.QueryRow("select count(*) from sqlite_schema where name = 'entry'").Scan(&tables); err != nil {
		return 0, err
	}
	if (version > 0) != (tables > 0) {
		return 0, fmt.Errorf("%w: version %d with %d tables of entries", ErrDamaged, version, tables)
	}
	return version, nil
}

// steps are the migrations in order; the database's user_version counts those that were done.
func steps() []string {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err)
	}
	slices.Sort(names)
	return names
}

func migrate(db *sql.DB) error {
	names := steps()
	done, err := versionOf(db)
	if err != nil {
		return err
	}
	if done == len(names) {
		return nil
	}
	for i, name := range names[done:] {
		script, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		_, err = tx.Exec(string(script))
		if err == nil {
			_, err = tx.Exec(fmt.Sprintf("pragma application_id=%d; pragma user_version=%d", applicationID, done+i+1))
		}
		if err != nil {
			tx.Rollback()
			return fmt.Errorf("migrate to %d: %w", done+i+1, err)
		}
		if err := tx.Commit(); err != nil {
			return fmt.Errorf("migrate to %d: %w", done+i+1, err)
		}
	}
	// peek reads the header from the main file, so the header must not stay in the write-ahead log alone.
	_, err = db.Exec("pragma wal_checkpoint(truncate)")
	return err
}

// Path is the file's path as Open was given it.
func (j *Journal) Path() string { return j.path }

// Append writes entries in one transaction and returns when they are on the disk; all of them are or none is.
func (j *Journal) Append(entries []runsheet.Entry) error {
	if err := j.append(entries); err != nil {
		return fmt.Errorf("write %d entries: %w", len(entries), plain(err))
	}
	return nil
}

func (j *Journal) append(entries []runsheet.Entry) error {
	tx, err := j.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.Prepare("insert into entry (seq, wall, steady, boot, role, name, device, shared, kind, version, body) values (?,?,?,?,?,?,?,?,?,?,?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, e := range entries {
		kind, version, body, err := runsheet.EncodeFact(e.Fact)
		if err != nil {
			return err
		}
		_, err = insert.Exec(int64(e.Seq), e.At.Wall.UTC().Format(time.RFC3339Nano), int64(e.At.Steady), e.At.Boot,
			string(e.By.Role), e.By.Name, string(e.By.Device), e.By.Shared, kind, version, string(body))
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}

// After gives the entries that follow seq, n at most, in order: the cursor for whoever reads along.
func (j *Journal) After(ctx context.Context, seq runsheet.Seq, n int) ([]runsheet.Entry, error) {
	rows, err := j.db.QueryContext(ctx, `select seq, wall, steady, boot, role, name, device, shared, kind, version, body
		from entry where seq > ? order by seq limit ?`, int64(seq), n)
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", plain(err))
	}
	defer rows.Close()
	var out []runsheet.Entry
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read entries after %d: %w", seq, plain(err))
		}
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read entries: %w", plain(err))
	}
	return out, nil
}

func scan(rows *sql.Rows) (runsheet.Entry, error) {
	var (
		e          runsheet.Entry
		wall, kind string
		steady     int64
		version    int
		body       []byte
	)
	err := rows.Scan(&e.Seq, &wall, &steady, &e.At.Boot, &e.By.Role, &e.By.Name, &e.By.Device, &e.By.Shared, &kind, &version, &body)
	if err != nil {
		return e, err
	}
	if e.At.Wall, err = time.Parse(time.RFC3339Nano, wall); err != nil {
		return e, fmt.Errorf("entry %d: %w", e.Seq, err)
	}
	e.At.Steady = time.Duration(steady)
	if e.Fact, err = runsheet.DecodeFact(kind, version, body); err != nil {
		return e, fmt.Errorf("entry %d: %w", e.Seq, err)
	}
	return e, nil
}

// page is how many entries Replay reads at once.
const page = 2000

// Replay folds the whole file into a state and hands each entry to see, which may be nil.
func (j *Journal) Replay(ctx context.Context, see func(runsheet.Entry)) (runsheet.State, error) {
	s := runsheet.New()
	for {
		entries, err := j.After(ctx, s.Seq, page)
		if err != nil {
			return s, fmt.Errorf("replay show: %w", err)
		}
		for _, e := range entries {
			if e.Seq != s.Seq+1 {
				return s, fmt.Errorf("replay show: entry %d is missing: %w", s.Seq+1, ErrDamaged)
			}
			s = runsheet.Apply(s, e)
			if see != nil {
				see(e)
			}
		}
		if len(entries) < page {
			return s, nil
		}
	}
}

// Setting reads a value of this show, "" when it was never set.
func (j *Journal) Setting(name string) (string, error) {
	var value string
	err := j.db.QueryRow("select value from setting where name = ?", name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read setting %s: %w", name, plain(err))
	}
	return value, nil
}

// SetSetting keeps a value with this show.
func (j *Journal) SetSetting(name, value string) error {
	_, err := j.db.Exec("insert into setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value", name, value)
	if err != nil {
		return fmt.Errorf("write setting %s: %w", name, plain(err))
	}
	return nil
}

// Settings reads the values whose names begin so, by their names.
func (j *Journal) Settings(prefix string) (map[string]string, error) {
	rows, err := j.db.Query("select name, value from setting where substr(name, 1, ?) = ?", len(prefix), prefix)
	if err != nil {
		return nil, fmt.Errorf("read settings %s: %w", prefix, plain(err))
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, fmt.Errorf("read settings %s: %w", prefix, plain(err))
		}
		all[name] = value
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read settings %s: %w", prefix, plain(err))
	}
	return all, nil
}

// DropSetting takes a value out of this show.
func (j *Journal) DropSetting(name string) error {
	if _, err := j.db.Exec("delete from setting where name = ?", name); err != nil {
		return fmt.Errorf("drop setting %s: %w", name, plain(err))
	}
	return nil
}

// KeepSheet keeps a run sheet's file as it was read.
func (j *Journal) KeepSheet(name string, at time.Time, data []byte) error {
	_, err := j.db.Exec("insert into sheet (name, taken, bytes) values (?, ?, ?)", name, at.UTC().Format(time.RFC3339), data)
	if err != nil {
		return fmt.Errorf("keep sheet %s: %w", name, plain(err))
	}
	return nil
}

// HasSheet says whether a sheet of these very bytes was kept.
func (j *Journal) HasSheet(data []byte) (bool, error) {
	var had bool
	if err := j.db.QueryRow("select exists (select 1 from sheet where bytes = ?)", data).Scan(&had); err != nil {
		return false, fmt.Errorf("read sheets: %w", plain(err))
	}
	return had, nil
}

// Close ends the use of the file and leaves it as one single file.
func (j *Journal) Close() error {
	var err error
	if j.db != nil {
		err = j.db.Close()
	}
	if j.lock != nil {
		// The lock's file stays: whoever removed it could let two desks lock two files of the same name.
		j.lock.Unlock()
	}
	if err != nil {
		return fmt.Errorf("close show: %w", plain(err))
	}
	return nil
}

// plain says a storage error in the words that callers test for.
func plain(err error) error {
	var s sqlite3.Error
	if errors.As(err, &s) {
		switch s.Code {
		case sqlite3.ErrFull:
			return fmt.Errorf("%w (%v)", ErrFull, s)
		case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen:
			return fmt.Errorf("%w (%v)", ErrReadOnly, s)
		case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
			return fmt.Errorf("%w (%v)", ErrDamaged, s)
		case sqlite3.ErrBusy, sqlite3.ErrLocked:
			return fmt.Errorf("%w (%v)", ErrInUse, s)
		case sqlite3.ErrIoErr:
			if s.SystemErrno == syscall.ENOSPC {
				return fmt.Errorf("%w (%v)", ErrFull, s)
			}
		}
	}
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("%w (%v)", ErrFull, err)
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w (%v)", ErrReadOnly, err)
	}
	return err
}

// Remove takes away a closed show file that holds nothing, with all that lies beside it.
func (j *Journal) Remove() {
	os.Remove(j.path)
	if j.lock != nil {
		os.Remove(j.lock.Path())
	}
}
