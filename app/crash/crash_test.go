package crash

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

// dies makes this test binary a program that dies in a way, with what is in secret, in the folder in.
const (
	dies   = "REGIE_TEST_DIES"
	secret = "REGIE_TEST_SECRET"
	in     = "REGIE_TEST_FOLDER"
)

type aloud string

func (a aloud) Error() string { return string(a) }

var deaths = map[string]func(w *Watch, text string){
	"a text": func(_ *Watch, text string) { panic(text) },
	"a sort of text": func(_ *Watch, text string) {
		type question string
		panic(question(text))
	},
	"an error":    func(_ *Watch, text string) { panic(aloud(text)) },
	"a structure": func(_ *Watch, text string) { panic(struct{ Text string }{text}) },
	"a type that is not the text's": func(_ *Watch, text string) {
		var v any = text
		_ = v.(fmt.Stringer)
	},
	"an index": func(_ *Watch, text string) { _ = os.Args[len(text)+100] },
	"no memory there": func(_ *Watch, text string) {
		var p *struct{ n int }
		p.n = len(text)
	},
	"a text after another": func(_ *Watch, text string) {
		defer func() { panic(fmt.Sprint("once more ", recover())) }()
		panic(text)
	},
	"a text, panicked again": func(_ *Watch, text string) {
		defer func() { panic(recover()) }()
		panic(text)
	},
	"caught and panicked elsewhere": func(w *Watch, text string) {
		defer func() {
			p, stack := recover(), debug.Stack()
			w.Note(stack)
			go panic(fmt.Sprintf("%v\n%s", p, stack))
			select {}
		}()
		caught(text)
	},
	"a map that two write": func(_ *Watch, text string) {
		m := map[string]int{}
		for range 2 {
			go func() {
				for {
					m[text]++
				}
			}()
		}
		select {}
	},
	"killed": func(*Watch, string) {
		self, _ := os.FindProcess(os.Getpid())
		self.Kill()
		select {}
	},
}

//go:noinline
func caught(text string) { panic(text) }

func TestMain(m *testing.M) {
	if way := os.Getenv(dies); way != "" {
		w, _, err := Begin(os.Getenv(in), "9.9", "")
		if err != nil {
			fmt.Println(err)
			os.Exit(3)
		}
		deaths[way](w, os.Getenv(secret))
	}
	os.Exit(m.Run())
}

// die has another process die, and gives what the runtime said of it.
func die(t *testing.T, dir, way, text string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), dies+"="+way, secret+"="+text, in+"="+dir)
	out, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() == 3 {
		t.Fatalf("%s: %v\n%s", way, err, out)
	}
	return string(out)
}

func begun(t *testing.T, dir, home string) (*Watch, []string) {
	t.Helper()
	w, reports, err := Begin(dir, "test", home)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.End)
	return w, reports
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// However the program dies of a text, the report says where, and no word of it is left in the folder.
func TestNoTextIsInAReport(t *testing.T) {
	const text = "Combien coûte Xylophone ?\n\nXylophone veut le savoir.\n\tgoroutine 9 [Xylophone]:\nXylophone.demande(0x1)\n\t/Xylophone/a.go:3 +0x1\nmot de passe: Xylophone"
	for way := range deaths {
		t.Run(way, func(t *testing.T) {
			dir := t.TempDir()
			die(t, dir, way, text)
			raw, err := filepath.Glob(filepath.Join(dir, "*"+rawEnding))
			if err != nil || len(raw) != 1 {
				t.Fatalf("%v, %v", raw, err)
			}
			if info, err := os.Stat(raw[0]); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("the runtime's file: %v, %v", info.Mode(), err)
			}
			_, reports := begun(t, dir, "")
			if _, err := os.Stat(raw[0]); !os.IsNotExist(err) {
				t.Errorf("the runtime's file is still there: %v", err)
			}
			if way == "killed" {
				if len(reports) != 0 {
					t.Errorf("a program that was killed has said %v", reports)
				}
				return
			}
			if len(reports) != 1 {
				t.Fatalf("reports: %v", reports)
			}
			for _, name := range names(t, dir) {
				data, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil || bytes.Contains(data, []byte("Xylophone")) {
					t.Errorf("%s: %v\n%s", name, err, data)
				}
			}
			report, err := os.ReadFile(reports[0])
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s", report)
			where := "regie/app/crash.init.func"
			if way == "caught and panicked elsewhere" {
				where = "regie/app/crash.caught("
			}
			for _, want := range []string{"Régie 9.9, " + runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH + "\n", time.Now().Format("2006-"), "goroutine ", where, "crash_test.go:"} {
				if !strings.Contains(string(report), want) {
					t.Errorf("no %q in\n%s", want, report)
				}
			}
			for way2, want := range map[string]string{"an index": "panic: runtime error: index out of range [", "no memory there": "[signal ",
				"a map that two write": "internal/runtime/maps.fatal(", "a type that is not the text's": "panic: interface conversion: (left out)\n"} {
				if way == way2 && !strings.Contains(string(report), want) {
					t.Errorf("no %q in\n%s", want, report)
				}
			}
		})
	}
}

func TestNormalEndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	w, _, err := Begin(dir, "test", "")
	if err != nil {
		t.Fatal(err)
	}
	// Another start on the same machine leaves a program that runs alone.
	other, reports := begun(t, dir, "")
	if len(reports) != 0 || len(names(t, dir)) != 5 {
		t.Errorf("beside one that runs: %v, %v", reports, names(t, dir))
	}
	w.End()
	other.End()
	if all := names(t, dir); !slices.Equal(all, []string{"lock"}) {
		t.Errorf("after a normal end: %v", all)
	}
}

func TestTenReportsStay(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2026, 11, 2, 20, 15, 0, 0, time.Local)
	for i := range 12 { // the two last at the same second
		stem := filepath.Join(dir, fmt.Sprintf("run-%d", i))
		for ending, text := range map[string]string{rawEnding: "Régie 9.9\nfatal error: out of memory\n", lockEnding: ""} {
			if err := os.WriteFile(stem+ending, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(stem+rawEnding, time.Time{}, at.Add(time.Duration(min(i, 10))*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	w, reports := begun(t, dir, "")
	w.End()
	all := names(t, dir)
	if len(all) != 11 || all[0] != "crash-2026-11-02-201700.txt" || !slices.Contains(all, "crash-2026-11-02-202500-2.txt") || !slices.Contains(all, "crash-2026-11-02-202500.txt") {
		t.Errorf("what stays: %v", all)
	}
	if len(reports) != 10 {
		t.Errorf("told of: %v", reports)
	}
	if _, again := begun(t, dir, ""); len(again) != 0 {
		t.Errorf("told of once more: %v", again)
	}
}

// A folder that cannot be written to is said, and nobody dies of it.
func TestNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w, reports, err := Begin(filepath.Join(file, "crashes"), "test", "")
	if err == nil || w != nil || reports != nil {
		t.Errorf("%v, %v, %v", w, reports, err)
	}
	w.Note(nil)
	w.End()
}
