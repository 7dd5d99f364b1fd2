package desktop

import (
	"image"
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"github.com/boombuler/barcode/qr"

	"regie/assets"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// askPage is the page whose address the audience scans.
const askPage = "ask"

// public is the panel of the pages for other machines: the audience's code, the roles' links, and whether the room's
// network may reach them.
type public struct {
	*kit.Surface
	title, hint, url *kit.Line
	switched         *kit.Press
	code             *canvas.Image
	links            *fyne.Container
	copy             func(string)
	key              func(action) string
	shown            []Link
	shownOpen        bool
	shownLang        string
}

func newPublic(act func(action), key func(action) string, copy func(string)) *public {
	p := &public{key: key, title: kit.NewBold(theme.Text, theme.Dim), hint: kit.NewLine(theme.Text, theme.Dim).Lines(3), url: kit.NewBold(theme.Text, theme.Ink).Mono().Align(fyne.TextAlignCenter),
		switched: kit.NewPress(kit.Plain, func() { act(actShare) }), code: canvas.NewImageFromImage(nil), links: kit.Down(theme.Gap), copy: copy}
	p.code.FillMode, p.code.ScaleMode = canvas.ImageFillContain, canvas.ImageScalePixels
	p.code.SetMinSize(fyne.NewSize(110, 110))
	top := kit.Down(theme.Gap, p.title, p.switched, p.hint)
	scroll := container.NewVScroll(p.links)
	scroll.SetMinSize(fyne.NewSize(160, 150)) // the rest of the roles' links is scrolled to
	p.Surface = kit.NewSurface(theme.Panel, theme.Edge, 8, container.NewBorder(kit.Down(theme.Gap, top, p.code, p.url), nil, nil, nil, scroll))
	return p
}

func (p *public) show(links []Link, s share, w assets.Words) {
	p.title.Set(w.Say("desktop.public"))
	if s.open {
		p.switched.Label(w.Say("desktop.public.shut"), p.key(actShare))
		p.hint.Paint(w.Say("desktop.public.hint.open"), theme.Dim)
	} else {
		p.switched.Label(w.Say("desktop.public.share"), p.key(actShare))
		p.hint.Paint(w.Say("desktop.public.hint.closed"), theme.Dim)
	}
	p.switched.Switch(s.open)
	if lang := w.Say("desktop.lang"); !slices.Equal(links, p.shown) || s.open != p.shownOpen || lang != p.shownLang {
		p.shown, p.shownOpen, p.shownLang = slices.Clone(links), s.open, lang
		p.list(links, s.open, w)
	}
}

func (p *public) list(links []Link, open bool, w assets.Words) {
	p.links.RemoveAll()
	p.url.Set("")
	p.code.Image = nil
	for _, link := range links {
		if link.Page == askPage && open {
			p.code.Image = codeOf(link.URL)
			p.url.Set(link.URL)
		}
		name := kit.NewBold(theme.Text, theme.Ink)
		name.Set(w.Say("desktop.page." + link.Page))
		url := kit.NewLine(theme.Caption, theme.Dim).Mono()
		url.Set(link.URL)
		button := kit.NewPress(kit.Quiet, func() { p.copy(link.URL) }).Sized(theme.Caption+1).Label(w.Say("desktop.copy"), "")
		p.links.Add(container.NewBorder(nil, nil, nil, container.NewCenter(button), kit.Down(0, name, url)))
	}
	kit.Show(p.code, p.code.Image != nil)
	p.code.Refresh()
}

// quiet is the white border that a reader of codes needs, in modules.
const quiet = 4

// codeOf draws a QR code, one pixel a module, with its border; nil where the text is too long for any.
func codeOf(text string) image.Image {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil
	}
	n := code.Bounds().Dx()
	img := image.NewGray(image.Rect(0, 0, n+2*quiet, n+2*quiet))
	for i := range img.Pix {
		img.Pix[i] = 0xFF
	}
	for y := range n {
		for x := range n {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				img.SetGray(x+quiet, y+quiet, color.Gray{})
			}
		}
	}
	return img
}
