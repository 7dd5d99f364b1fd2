package storybook

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/draw"

	"regie/assets"
	"regie/assets/tokens"
)

// guideStories are the screens that the guides show, as doc/LANG/STORY.png.
var guideStories = []string{"live", "first-steps", "row", "checks", "questions", "replan", "incident", "links"}

// guideWidth is how wide a picture of the guides is: its small letters can still be read.
const guideWidth = 1120

// The guides show what the storybook draws, in their own language, and nothing lies beside them that they do not show. After a
// change that was meant: make guide-pictures.
func TestGuidePictures(t *testing.T) {
	if raced {
		t.Skip("pictures are compared without the race detector")
	}
	for _, lang := range assets.Langs {
		dir := filepath.Join("..", "..", "..", "doc", string(lang))
		text, err := os.ReadFile(filepath.Join(dir, "guide.md"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range guideStories {
			t.Run(name+"/"+string(lang), func(t *testing.T) {
				_, w := stage(t, name, lang, tokens.Dark, sizes[""])
				file, drawn := filepath.Join(dir, name+".png"), guidePicture(w.Canvas().Capture())
				if *write {
					if was, err := readPicture(file); err != nil || unlike(small(was), small(drawn)) > 0 {
						saveSmall(t, file, drawn)
					}
				}
				was, err := readPicture(file)
				if err != nil {
					t.Fatal(err)
				}
				if part := unlike(small(was), small(drawn)); part > share {
					t.Errorf("%.2f %% of the picture differ from the screen: make guide-pictures if this was meant", 100*part)
				}
				if !strings.Contains(string(text), "]("+name+".png)") {
					t.Errorf("%s/guide.md does not show %s.png", lang, name)
				}
			})
		}
		beside, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range beside {
			if name := f.Name(); name != "guide.md" && !slices.Contains(guideStories, strings.TrimSuffix(name, ".png")) {
				t.Errorf("doc/%s/%s is no picture of a story", lang, name)
			}
		}
	}
}

// guidePicture is a screen as a guide shows it.
func guidePicture(img image.Image) *image.NRGBA {
	b := img.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, guideWidth, b.Dy()*guideWidth/b.Dx()))
	draw.CatmullRom.Scale(out, out.Bounds(), img, b, draw.Src, nil)
	for i := range out.Pix {
		if i%4 != 3 {
			out.Pix[i] = out.Pix[i]&^15 | 8 // sixteen shades of each colour are enough, and half the file
		}
	}
	return out
}

// saveSmall writes a picture that lives in the repository.
func saveSmall(t *testing.T, file string, img image.Image) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(f, img); err != nil {
		t.Fatal(err)
	}
}
