package storybook

import (
	"image"
	"image/png"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"golang.org/x/image/draw"
)

// A picture of every screen is kept beside the tests, small: large enough to see where things stand and in which colours,
// small enough to live in the repository. Two machines draw an edge a shade apart, so points are compared with tolerance.
const (
	pictureWidth = 480
	// A point differs when one of its colours is further off than a shade, of 255; a screen does when more than a share of its
	// points do. A word that moved by its own height is some 150 points of 130,000.
	shade = 40
	share = 0.0008
)

// comparePicture fails where a screen does not look as its picture does.
func comparePicture(t *testing.T, file string, c fyne.Canvas) {
	t.Helper()
	if raced {
		return
	}
	is := small(c.Capture())
	if *write {
		if was, err := readPicture(file); err != nil || unlike(was, is) > 0 {
			save(t, file, is)
		}
	}
	was, err := readPicture(file)
	if err != nil {
		t.Fatal(err)
	}
	if part := unlike(was, is); part > share {
		t.Errorf("%.2f %% of the picture differ: run with -write if this was meant", 100*part)
		keep(t, "is", is)
	}
}

// small is a picture at the size that is kept, with five bits of each colour.
func small(img image.Image) *image.NRGBA {
	b := img.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, pictureWidth, b.Dy()*pictureWidth/b.Dx()))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), img, b, draw.Src, nil)
	for i := range out.Pix {
		if i%4 != 3 {
			out.Pix[i] &^= 7
		}
	}
	return out
}

func readPicture(file string) (image.Image, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return png.Decode(f)
}

// unlike is the part of two pictures' points that differ.
func unlike(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	n, size := 0, a.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if apart(r1, r2) || apart(g1, g2) || apart(b1, b2) {
				n++
			}
		}
	}
	return float64(n) / float64(size.X*size.Y)
}

// apart compares two colours of 16 bits.
func apart(a, b uint32) bool { return max(a, b)-min(a, b) > shade<<8 }

// A picture test that lets everything through would be worse than none.
func TestPictureSeesAMovedWord(t *testing.T) {
	plain := image.NewNRGBA(image.Rect(0, 0, pictureWidth, 270))
	for i := range plain.Pix {
		plain.Pix[i] = 255
	}
	for _, c := range []struct {
		name   string
		change func(*image.NRGBA)
		seen   bool
	}{
		{"a shade", func(p *image.NRGBA) { p.Pix[0] -= shade / 2 }, false},
		{"one edge", func(p *image.NRGBA) { paint(p, image.Rect(10, 10, 40, 11)) }, false},
		{"a word", func(p *image.NRGBA) { paint(p, image.Rect(10, 10, 40, 15)) }, true},
		{"everything", func(p *image.NRGBA) { paint(p, p.Bounds()) }, true},
	} {
		other := image.NewNRGBA(plain.Bounds())
		copy(other.Pix, plain.Pix)
		c.change(other)
		if part := unlike(plain, other); part > share != c.seen {
			t.Errorf("%s: %.4f of the points differ", c.name, part)
		}
	}
}

func paint(p *image.NRGBA, r image.Rectangle) { draw.Draw(p, r, image.Black, image.Point{}, draw.Src) }
