package journal

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"regie/runsheet"
)

var writeGolden = flag.Bool("write", false, "write testdata/version-N.regie for a version that has none")

// TestMain also plays the other process: with REGIE_APPEND it appends to that file until it is killed, and says each
// entry that it was told is on the disk. Whoever listens sends a byte for each that it heard: the writer is never more than ahead
// of that, so that a slow listener has no long file to compare.
func TestMain(m *testing.M) {
	if path := os.Getenv("REGIE_APPEND"); path != "" {
		appendForEver(path)
	}
	os.Exit(m.Run())
}

const ahead = 200

func appendForEver(path string) {
	heard := bufio.NewReader(os.Stdin)
	j, err := Open(path)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	s, err := j.Replay(context.Background(), nil)
	for seq, said := s.Seq+1, 0; err == nil; said++ {
		if said >= ahead {
			heard.ReadByte()
		}
		n := runsheet.Seq(1 + seq%7)
		if err = j.Append(entries(seq, int(n))); err == nil {
			seq += n
			fmt.Println(seq - 1)
		}
	}
	fmt.Println(err)
	os.Exit(1)
}

var evening = time.Date(2026, 2, 4, 17, 30, 0, 123456789, time.FixedZone("Paris", 3600))

// entries makes n of them from seq on, a question each.
func entries(seq runsheet.Seq, n int) []runsheet.Entry {
	out := make([]runsheet.Entry, n)
	for i := range out {
		id := seq + runsheet.Seq(i)
		out[i] = runsheet.Entry{
			Seq: id, At: runsheet.Moment{Wall: evening.Add(time.Duration(id) * time.Second), Steady: time.Duration(id) * time.Second, Boot: "boot"},
			By:   runsheet.Actor{Role: runsheet.Audience, Name: "Téléphone d'Inès", Device: "d1", Shared: id%2 == 0},
			Fact: runsheet.Asked{ID: runsheet.QuestionID(fmt.Sprint("q", id)), Text: fmt.Sprintf("Question n° %d : « où » & 'quand' ?", id), Status: runsheet.Incoming},
		}
	}
	return out
}

func mustOpen(t testing.TB, path string) *Journal {
	t.Helper()
	j, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func read(t testing.TB, j *Journal) []runsheet.Entry {
	t.Helper()
	var got []runsheet.Entry
	if _, err := j.Replay(t.Context(), func(e runsheet.Entry) { got = append(got, e) }); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAppendAndReplay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "soirée.regie")
	j := mustOpen(t, path)
	want := entries(1, 2*page+100)
	for _, group := range [][]runsheet.Entry{want[:1], want[1:64], want[64:]} {
		if err := j.Append(group); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, read(t, j)); diff != "" {
		t.Fatal(diff)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(path + "*"); !slices.Equal(left, []string{path}) {
		t.Errorf("a closed show is not one file: %v", left)
	}
	j = mustOpen(t, path)
	if diff := cmp.Diff(want, read(t, j)); diff != "" {
		t.Fatal(diff)
	}
	got, err := j.After(t.Context(), 50, 3)
	if diff := cmp.Diff(want[50:53], got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if got, err := j.After(t.Context(), 1_000_000, 3); len(got) != 0 || err != nil {
		t.Error(got, err)
	}
	if j.Path() != path {
		t.Error(j.Path())
	}
	// All or none: the second of these is already there.
	n := runsheet.Seq(len(want))
	if err := j.Append([]runsheet.Entry{entries(n+1, 1)[0], entries(n, 1)[0]}); err == nil {
		t.Error("the same entry was written twice")
	}
	if err := j.Append(entries(n+1, 2)); err != nil {
		t.Error(err)
	}
	if got := read(t, j); len(got) != int(n)+2 {
		t.Errorf("%d entries", len(got))
	}
}

func TestSettingsAndSheets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.regie")
	j := mustOpen(t, path)
	if v, err := j.Setting("key"); v != "" || err != nil {
		t.Error(v, err)
	}
	for _, v := range []string{"one", "two", "trois 'é'"} {
		if err := j.SetSetting("key", v); err != nil {
			t.Fatal(err)
		}
	}
	sheet := []byte("Titre;Durée\n\x00\xff")
	if err := j.KeepSheet("conducteur.csv", evening, sheet); err != nil {
		t.Fatal(err)
	}
	j.Close()
	j = mustOpen(t, path)
	if v, err := j.Setting("key"); v != "trois 'é'" || err != nil {
		t.Error(v, err)
	}
	var name, taken string
	var got []byte
	if err := j.db.QueryRow("select name, taken, bytes from sheet").Scan(&name, &taken, &got); err != nil || name != "conducteur.csv" || taken != "2026-02-04T16:30:00Z" || !bytes.Equal(got, sheet) {
		t.Error(name, taken, got, err)
	}
}

func TestHeader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.regie")
	j := mustOpen(t, path)
	head, err := os.ReadFile(path) // while it is open: what is only in the write-ahead log is not in the header
	if err != nil {
		t.Fatal(err)
	}
	if !IsShowFile(head) || string(head[68:72]) != "REGI" || int(binary.BigEndian.Uint32(head[60:])) != len(steps()) {
		t.Errorf("%q", head[:100])
	}
	var mode string
	var synchronous int
	if err := errors.Join(j.db.QueryRow("pragma journal_mode").Scan(&mode), j.db.QueryRow("pragma synchronous").Scan(&synchronous)); err != nil || mode != "wal" || synchronous != 2 {
		t.Errorf("journal_mode %s, synchronous %d: %v", mode, synchronous, err)
	}
	for _, no := range [][]byte{nil, head[:71], []byte(strings.Repeat("x", 100))} {
		if IsShowFile(no) {
			t.Errorf("%q is a show file", no)
		}
	}
}

func TestNames(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Soirée à l'été")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a b.regie", "é.regie", "100 % ?.regie", "n#1.regie", "a%20b.regie", "?mode=ro", "x&_journal_mode=off.regie", "'\".regie", ";.regie", ":memory:", "a:b.regie", "+.regie"} {
		path := filepath.Join(dir, name)
		j, err := Open(path)
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if err := errors.Join(j.Append(entries(1, 3)), j.Close()); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%q is not where it was asked for: %v", name, err)
		}
		r, err := Read(path)
		if err != nil {
			t.Errorf("read %q: %v", name, err)
			continue
		}
		if got := read(t, r); len(got) != 3 {
			t.Errorf("%q has %d entries", name, len(got))
		}
		r.Close()
	}
	t.Chdir(dir)
	mustOpen(t, "relative.regie")
	if _, err := os.Stat(filepath.Join(dir, "relative.regie")); err != nil {
		t.Error(err)
	}
}

// refused opens a file both ways and wants it refused, and not a byte of it changed.
func refused(t *testing.T, path string, want error) {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for what, open := range map[string]func(string) (*Journal, error){"Open": Open, "Read": Read} {
		if j, err := open(path); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
			if err == nil {
				j.Close()
			}
		} else if !strings.HasPrefix(err.Error(), "open show "+filepath.Base(path)+": ") {
			t.Errorf("%s: %v", what, err)
		}
		after, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s changed the file that it refused: %v", what, err)
		}
	}
}

// show makes a show file of some hundred kilobytes.
func show(t *testing.T, name string) string {
	path := filepath.Join(t.TempDir(), name)
	j := mustOpen(t, path)
	if err := j.Append(entries(1, 1500)); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func change(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(b), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestRefused(t *testing.T) {
	for _, tc := range []struct {
		name   string
		want   error
		change func([]byte) []byte
	}{
		{"newer", ErrNewer, func(b []byte) []byte { binary.BigEndian.PutUint32(b[60:], uint32(len(steps())+1)); return b }},
		{"another program's", ErrNotShow, func(b []byte) []byte { copy(b[68:], "ABCD"); return b }},
		{"text", ErrNotShow, func([]byte) []byte { return []byte("Titre;Durée\n") }},
		{"a zip", ErrNotShow, func(b []byte) []byte { copy(b, "PK\x03\x04"); return b }},
		{"cut in the header", ErrDamaged, func(b []byte) []byte { return b[:60] }},
		{"cut after the header", ErrDamaged, func(b []byte) []byte { return b[:100] }},
		{"cut in half", ErrDamaged, func(b []byte) []byte { return b[:len(b)/2] }},
		{"cut at its last page", ErrDamaged, func(b []byte) []byte { return b[:len(b)-4096] }},
		{"a page of zeros", ErrDamaged, func(b []byte) []byte { clear(b[len(b)/4096/2*4096:][:4096]); return b }},
		{"schema gone", ErrDamaged, func(b []byte) []byte { clear(b[100:4096]); return b }},
		{"a page written over", ErrDamaged, func(b []byte) []byte {
			for i := range 2000 {
				b[8*4096+i] ^= 0x5a
			}
			return b
		}},
		{"version forgotten", ErrDamaged, func(b []byte) []byte { binary.BigEndian.PutUint32(b[60:], 0); return b }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := show(t, "a.regie")
			change(t, path, tc.change)
			refused(t, path, tc.want)
		})
	}
	t.Run("missing", func(t *testing.T) {
		if _, err := Read(filepath.Join(t.TempDir(), "none.regie")); !errors.Is(err, os.ErrNotExist) {
			t.Error(err)
		}
		if _, err := Open(filepath.Join(t.TempDir(), "no folder", "a.regie")); !errors.Is(err, os.ErrNotExist) {
			t.Error(err)
		}
	})
}

// A damaged file with a log beside it must not have that log emptied into it by our looking.
func TestDamagedWithItsLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.regie")
	j := mustOpen(t, path)
	if err := j.Append(entries(1, 1500)); err != nil {
		t.Fatal(err)
	}
	if _, err := j.db.Exec("pragma wal_checkpoint(truncate)"); err != nil {
		t.Fatal(err)
	}
	if err := j.Append(entries(1501, 10)); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "a.regie") // as a killed program leaves it
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + end)
		if err != nil || len(b) == 0 {
			t.Fatal(len(b), err)
		}
		if err := os.WriteFile(other+end, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	change(t, other, func(b []byte) []byte { clear(b[len(b)/4096/2*4096:][:4096]); return b })
	refused(t, other, ErrDamaged)
}

// A dialog that asks for a name leaves an empty file behind; a program killed while it made a show leaves one called .new.
func TestMadeWhereSomethingEmptyIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.regie")
	for _, leftover := range []string{path, path + ".new"} {
		if err := os.WriteFile(leftover, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path+".new", []byte("half a file"), 0o644); err != nil {
		t.Fatal(err)
	}
	j := mustOpen(t, path)
	if err := errors.Join(j.Append(entries(1, 1)), j.Close()); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(path + "*"); !slices.Equal(left, []string{path}) {
		t.Error(left)
	}
}

func TestOneDeskAtATime(t *testing.T) {
	path := show(t, "a.regie")
	j := mustOpen(t, path)
	if _, err := Open(path); !errors.Is(err, ErrInUse) {
		t.Error(err)
	}
	r, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Append(entries(1501, 1)); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader writes: %v", err)
	}
	r.Close()
	j.Close()
	mustOpen(t, path)
}

// Every version that was ever written is kept as a file, and opens.
func TestMigrations(t *testing.T) {
	for v := 1; v <= len(steps()); v++ {
		golden := fmt.Sprintf("testdata/version-%d.regie", v)
		if _, err := os.Stat(golden); errors.Is(err, os.ErrNotExist) && *writeGolden && v == len(steps()) {
			j := mustOpen(t, golden)
			if err := errors.Join(j.Append(entries(1, 20)), j.SetSetting("key", "value"), j.KeepSheet("a.csv", evening, []byte("a;b")), j.Close()); err != nil {
				t.Fatal(err)
			}
			os.Remove("testdata/.version-1.regie.lock")
		}
		b, err := os.ReadFile(golden)
		if err != nil {
			t.Fatalf("%v: make it with -write", err)
		}
		path := filepath.Join(t.TempDir(), "a.regie")
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		j := mustOpen(t, path)
		if diff := cmp.Diff(entries(1, 20), read(t, j)); diff != "" {
			t.Errorf("version %d: %s", v, diff)
		}
		if value, err := j.Setting("key"); value != "value" || err != nil {
			t.Error(value, err)
		}
		if done, err := versionOf(j.db); done != len(steps()) || err != nil {
			t.Error(done, err)
		}
	}
}

func TestMissingEntry(t *testing.T) {
	path := show(t, "a.regie")
	j := mustOpen(t, path)
	if _, err := j.db.Exec("delete from entry where seq = 700"); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Replay(t.Context(), nil); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "700") {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := j.After(ctx, 0, 10); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// mount gives a tiny file system of its own, or says what is missing.
func mount(t *testing.T, size string) (dir string, again func(options string)) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root, to mount a file system of its own")
	}
	dir = t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "regie-test", dir).CombinedOutput(); err != nil {
		t.Skipf("needs to mount a tmpfs: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", dir).Run() })
	return dir, func(options string) {
		if out, err := exec.Command("mount", "-o", "remount,"+options, dir).CombinedOutput(); err != nil {
			t.Fatalf("remount: %v %s", err, out)
		}
	}
}

func TestReadOnly(t *testing.T) {
	dir, remount := mount(t, "4m")
	path := filepath.Join(dir, "a.regie")
	j := mustOpen(t, path)
	if err := errors.Join(j.Append(entries(1, 10)), j.Close()); err != nil {
		t.Fatal(err)
	}
	remount("ro")
	if _, err := Open(path); !errors.Is(err, ErrReadOnly) {
		t.Errorf("open: %v", err)
	}
	if _, err := Open(filepath.Join(dir, "new.regie")); !errors.Is(err, ErrReadOnly) {
		t.Errorf("make: %v", err)
	}
	r, err := Read(path)
	if err != nil {
		t.Errorf("a file on a read-only disk cannot even be read: %v", err)
	} else {
		if got := read(t, r); len(got) != 10 {
			t.Error(len(got))
		}
		r.Close()
	}
	remount("rw")
	mustOpen(t, path)
}

func TestDiskFull(t *testing.T) {
	dir, _ := mount(t, "1m")
	path := filepath.Join(dir, "a.regie")
	j := mustOpen(t, path)
	if err := j.Append(entries(1, 100)); err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(dir, "ballast")
	fill(t, ballast)
	written := runsheet.Seq(100)
	var err error
	for err == nil && written < 100_000 {
		if err = j.Append(entries(written+1, 50)); err == nil {
			written += 50
		}
	}
	if !errors.Is(err, ErrFull) {
		t.Fatalf("a full disk says %v", err)
	}
	for range 20 {
		if err := j.Append(entries(written+1, 50)); !errors.Is(err, ErrFull) {
			t.Fatalf("again: %v", err)
		}
	}
	if _, err := Open(filepath.Join(dir, "b.regie")); !errors.Is(err, ErrFull) {
		t.Errorf("a new show on a full disk: %v", err)
	}
	if got := read(t, j); len(got) != int(written) {
		t.Errorf("%d entries, %d were acknowledged", len(got), written)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := j.Append(entries(written+1, 50)); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(entries(1, int(written)+50), read(t, mustOpen(t, path)), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

// fill writes until there is no room left.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
}

// A program that is killed at any moment has every entry that it was told is written, in order, and none in part.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.regie")
	total := 0
	for round := range 5 {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), "REGIE_APPEND="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		acknowledged, heard := 0, 0
		for lines.Scan() {
			n, err := strconv.Atoi(lines.Text())
			if err != nil {
				t.Fatal(lines.Text())
			}
			acknowledged = n
			in.Write([]byte{'\n'})
			if heard++; heard == 1 && round%2 == 0 {
				if _, err := Open(path); !errors.Is(err, ErrInUse) {
					t.Errorf("two processes: %v", err)
				}
			}
			if heard == 100+37*round {
				r, err := Read(path)
				if err != nil {
					t.Fatalf("read while another process writes: %v", err)
				}
				if got := len(read(t, r)); got < acknowledged {
					t.Errorf("a reader sees %d of %d", got, acknowledged)
				}
				r.Close()
			}
			if heard == 100+ahead+37*round { // it writes again by then
				cmd.Process.Kill()
				break
			}
		}
		for lines.Scan() { // what it said before it died
			if n, err := strconv.Atoi(lines.Text()); err == nil {
				acknowledged = n
			}
		}
		io.Copy(io.Discard, out)
		cmd.Wait()
		j, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, j)
		if len(got) < acknowledged || len(got) > acknowledged+7 {
			t.Errorf("round %d: %d entries, %d were acknowledged", round, len(got), acknowledged)
		}
		if diff := cmp.Diff(entries(1, len(got)), got); diff != "" {
			t.Errorf("round %d: %s", round, diff)
		}
		total = len(got)
		j.Close()
	}
	t.Logf("%d entries through 5 kills", total)
}

func BenchmarkAppend(b *testing.B) {
	for _, group := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("group=%d", group), func(b *testing.B) {
			j := mustOpen(b, filepath.Join(b.TempDir(), "a.regie"))
			seq := runsheet.Seq(1)
			for b.Loop() {
				if err := j.Append(entries(seq, group)); err != nil {
					b.Fatal(err)
				}
				seq += runsheet.Seq(group)
			}
			b.ReportMetric(float64(seq-1)/b.Elapsed().Seconds(), "entries/s")
		})
		b.Run(fmt.Sprintf("bare/group=%d", group), func(b *testing.B) {
			db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "a.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			db.SetMaxOpenConns(1)
			if _, err := db.Exec("create table t (seq integer primary key, body text)"); err != nil {
				b.Fatal(err)
			}
			body := strings.Repeat("x", 250)
			n := 0
			for b.Loop() {
				tx, err := db.Begin()
				if err != nil {
					b.Fatal(err)
				}
				for range group {
					n++
					if _, err := tx.Exec("insert into t (seq, body) values (?, ?)", n, body); err != nil {
						b.Fatal(err)
					}
				}
				if err := tx.Commit(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

func BenchmarkReplay(b *testing.B) {
	j := mustOpen(b, filepath.Join(b.TempDir(), "a.regie"))
	if err := j.Append(entries(1, 10_000)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := j.Replay(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
