package formats

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

var errUnpacked = &LimitError{"more than 64 MiB unpacked"}

// parcel is the archive that a workbook comes in.
type parcel struct {
	parts map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

func openZip(data []byte) (*zip.Reader, error) {
	return zip.NewReader(bytes.NewReader(data), int64(len(data)))
}

func newParcel(archive *zip.Reader) *parcel {
	p := &parcel{parts: make(map[string]*zip.File), left: maxSize}
	for _, f := range archive.File {
		p.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	return p
}

// open unpacks one part, and all parts together within the limit.
func (p *parcel) open(name string) (io.ReadCloser, error) {
	f := p.parts[name]
	if f == nil {
		return nil, fmt.Errorf("part %s is missing", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{&budgetReader{r, &p.left}, r}, nil
}

type budgetReader struct {
	r    io.Reader
	left *int64
}

func (b *budgetReader) Read(p []byte) (int, error) {
	if *b.left <= 0 {
		return 0, errUnpacked
	}
	n, err := b.r.Read(p[:min(int64(len(p)), *b.left)])
	*b.left -= int64(n)
	return n, err
}

func (p *parcel) decode(name string, into any) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := xml.NewDecoder(r).Decode(into); err != nil {
		return fmt.Errorf("part %s: %w", name, err)
	}
	return nil
}
