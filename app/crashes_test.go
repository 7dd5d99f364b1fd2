package app

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"regie/runsheet"
)

// The program dies of a question. What the runtime says of it holds the question, only its owner can read it, and it is gone at the next
// start, which says where the report is; that holds where the program was and no word of the question, and is told of once.
func TestACrashLeavesAReportWithoutTheQuestion(t *testing.T) {
	const question = "Combien coûte la salle ?\nregie.hortense(0x1)\n\t/home/hortense/demande.go:1 +0x1"
	secrets := []string{"coûte", "hortense"}
	dir := home(t)
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("Durée;Titre\n10';Accueil\n"))
	show := filepath.Join(dir, "soir.regie")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	k := killable{&served{t: t}, exec.Command(self, "serve", sheet, "--listen", "127.0.0.1:0", "--obs", "none", "--show-file", show)}
	k.cmd.Env = append(os.Environ(), asProgram+"=1", diesOf+"="+question)
	var errOut bytes.Buffer
	in, err := k.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	k.begin(&errOut)
	if status, body := k.call(runsheet.Operator, "POST", "/api/do/go", `{"from":"","to":"accueil"}`); status != 200 {
		t.Fatalf("GO: %d %s", status, body)
	}
	in.Close()
	if err := k.cmd.Wait(); err == nil {
		t.Fatal("the program did not die")
	}
	folder := filepath.Join(dir, "config", "regie", "crashes")
	holds := func() (files []string) {
		t.Helper()
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			for _, s := range secrets {
				if bytes.Contains(data, []byte(s)) {
					info, _ := d.Info()
					if filepath.Dir(path) != folder || info.Mode().Perm() != 0o600 {
						t.Errorf("%s has mode %v and holds %q", path, info.Mode(), s)
					}
					files = append(files, path)
					break
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	if files := holds(); len(files) != 1 {
		t.Fatalf("after the crash the question is in %v\n%s", files, errOut.String())
	}

	s := serve(t, show, "--listen", "127.0.0.1:0", "--obs", "none", "--lang", "fr")
	s.until("the same slot", `"on_air":{"id":"accueil"`)
	if files := holds(); len(files) != 0 {
		t.Errorf("the next start leaves the question in %v", files)
	}
	reports, err := filepath.Glob(filepath.Join(folder, "crash-*.txt"))
	if err != nil || len(reports) != 1 {
		t.Fatalf("reports: %v, %v", reports, err)
	}
	if said := s.err.String(); !strings.Contains(said, "l'émission continue où elle en était") || !strings.Contains(said, reports[0]) {
		t.Errorf("the next start says %q", said)
	}
	report, err := os.ReadFile(reports[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Régie " + Version() + ", go", "panic: (left out)\n", "regie/app.TestMain.func1()\n", "app/kill_test.go:"} {
		if !strings.Contains(string(report), want) {
			t.Errorf("no %q in the report:\n%s", want, report)
		}
	}
	s.end()
	s = serve(t, show, "--listen", "127.0.0.1:0", "--obs", "none")
	s.end()
	if strings.Contains(s.err.String(), "crash-") {
		t.Errorf("told once more: %s", s.err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 2 { // the report, and the lock of those who start
		t.Errorf("after normal ends: %v, %v", left, err)
	}
}
