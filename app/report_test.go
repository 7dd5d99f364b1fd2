package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"regie/assets"
	"regie/runsheet"
)

// The report of a show that goes on is written beside its file, in the language of whoever asks, with exports that are there.
func TestReportIsWrittenBesideTheShow(t *testing.T) {
	file := filepath.Join(t.TempDir(), "soir.regie")
	e := begun(t, ownProgram(t), eveningOptions{showFile: file})
	operator := runsheet.Actor{Role: runsheet.Operator}
	for _, c := range []runsheet.Command{
		runsheet.Load{Show: runsheet.Show{Title: "Soirée", Slots: []runsheet.Slot{{ID: "a", Title: "Accueil", Kind: runsheet.Live, Length: time.Minute}}}},
		runsheet.Ask{ID: "q1", Text: "Qui a le droit de le lire ?", Source: runsheet.Source{Platform: "twitch", ID: "m1", Author: "Dominique"}},
		runsheet.Go{To: "a"},
	} {
		if err := e.desk.Do(t.Context(), operator, c); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		lang assets.Lang
		says string
	}{{assets.French, "Bilan · Soirée"}, {assets.English, "Report · Soirée"}} {
		page, err := e.writeReport(t.Context(), tc.lang)
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(filepath.Dir(file), "soir.report", "report.html"); page != want {
			t.Errorf("the page is %s, want %s", page, want)
		}
		html, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(html), tc.says) || strings.Contains(string(html), "droit de le lire") {
			t.Errorf("in %s the page does not say %q, or holds a question that was never on air", tc.lang, tc.says)
		}
		links := regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(string(html), -1)
		if len(links) != len(reportFiles) {
			t.Errorf("%d exports are named, want %d", len(links), len(reportFiles))
		}
		for _, link := range links {
			text, err := os.ReadFile(filepath.Join(filepath.Dir(page), link[1]))
			if err != nil {
				t.Error(err)
			}
			if strings.Contains(string(text), "Dominique") {
				t.Errorf("%s names who asked", link[1])
			}
		}
	}
}

func TestReportFolder(t *testing.T) {
	dir := t.TempDir()
	good, folder := showFile(t, filepath.Join(dir, "soir.regie")), filepath.Join(dir, "bilan")
	if status, _, errOut := regie(t, "report", good, "--folder", folder, "--lang", "fr"); status != 0 {
		t.Fatal(errOut)
	}
	page, err := os.ReadFile(filepath.Join(folder, "report.html"))
	if err != nil || !strings.Contains(string(page), "Rien n&#39;est passé à l&#39;antenne.") {
		t.Errorf("the page says something else: %v", err)
	}
	if status, out, errOut := regie(t, "report", good, "--format", "page", "--lang", "fr"); status != 0 || strings.Contains(out, "href=") {
		t.Errorf("a page alone names files that are not there, or fails: %s", errOut)
	}
	if status, _, _ := regie(t, "report", good, "--folder", filepath.Join(good, "x")); status == 0 {
		t.Error("a folder that cannot be made is no error")
	}
}
