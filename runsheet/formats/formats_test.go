package formats_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regie/assets/samples"
	"regie/runsheet/formats"
)

var update = flag.Bool("update", false, "write the golden files again")

var today = time.Date(2021, time.February, 1, 0, 0, 0, 0, time.UTC)

// read reads a sheet that must be one.
func read(t *testing.T, name string, data []byte) formats.Result {
	t.Helper()
	res, err := formats.Read(data, formats.Options{Name: name, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Show.Check(); err != nil {
		t.Error(err)
	}
	return res
}

func TestSamples(t *testing.T) {
	names, err := fs.Glob(samples.FS, "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			data, err := fs.ReadFile(samples.FS, name)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := formats.WriteJSON(&got, read(t, name, data)); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", strings.TrimSuffix(name, filepath.Ext(name))+".json")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", golden, diff)
			}
		})
	}
}
