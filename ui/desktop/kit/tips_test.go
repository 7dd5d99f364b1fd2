package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

func TestTipStandsBesideItsButton(t *testing.T) {
	test.NewTempApp(t)
	tips := NewTips()
	high, low := NewPress(Plain, func() {}).Label("A", ""), NewPress(Plain, func() {}).Label("B", "")
	for _, p := range []*Press{high, low} {
		p.Tip(tips, func() string {
			label, _ := p.Words()
			return label + ", in many more words than the button has room for"
		})
	}
	w := test.NewWindow(container.NewStack(container.NewBorder(high, low, nil, nil), tips.Layer))
	t.Cleanup(w.Close)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(600, 300))
	for _, p := range []*Press{high, low} {
		p.MouseIn(nil)
		if tips.Shown() != "" {
			t.Fatal("the tip comes before the pointer has rested")
		}
		tips.show()
		label, _ := p.Words()
		if got := tips.Shown(); got == "" || got[:1] != label {
			t.Errorf("button %s says %q", label, got)
		}
		top, foot := tips.box.Position().Y, tips.box.Position().Y+tips.box.Size().Height
		if top < 0 || foot > 300 || top < p.Position().Y+p.Size().Height && foot > p.Position().Y {
			t.Errorf("the tip of %s stands from %v to %v, the button at %v", label, top, foot, p.Position())
		}
		p.MouseOut()
		if tips.Shown() != "" {
			t.Error("the tip stays when the pointer has left")
		}
		p.MouseIn(nil)
		tips.show()
		p.Tapped(nil)
		if tips.Shown() != "" {
			t.Error("the tip stays over what the press opened")
		}
	}
	low.MouseIn(nil)
	tips.Leave()
	if tips.timer.Stop() {
		t.Error("a tip that was left would still come")
	}
	if tipAfter < 300*time.Millisecond {
		t.Error("tips would flicker under a pointer that only passes")
	}
}
