package assets

import _ "embed"

// The faces that the control room and the printed sheets are set in: DejaVu Sans Condensed, which has digits of one width
// and every sign that Régie shows (✓ ▶ ◎ → ′ …). Its licence stands beside it in fonts/.
var (
	//go:embed fonts/DejaVuSansCondensed.ttf
	FontRegular []byte
	//go:embed fonts/DejaVuSansCondensed-Bold.ttf
	FontBold []byte
	//go:embed fonts/DejaVuSansMono.ttf
	FontMono []byte
)

// Icon is the program's mark, a PNG of 512 by 512 pixels.
//
//go:embed icon.png
var Icon []byte
