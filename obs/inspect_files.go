package obs

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"

	"github.com/andreykaipov/goobs/api/requests/config"
	"github.com/andreykaipov/goobs/api/requests/inputs"
)

// local reports whether OBS runs on this computer, so that its files are ours to look at.
func local(address string) bool {
	host, _, err := target{address: address}.parse()
	if err != nil {
		return false
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		return false
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// Local reports whether OBS runs on this computer: then it has our clock and our files.
func (m Mirror) Local() bool { return local(m.Address) }

// folder looks at where OBS records to.
func (i *inspection) folder(ctx context.Context) error {
	if !i.p.Record {
		return nil
	}
	answer, err := reads[config.GetRecordDirectoryResponse](ctx, i.s, &config.GetRecordDirectoryParams{})
	if refused(err) {
		return nil
	}
	if err != nil {
		return err
	}
	dir := answer.RecordDirectory
	switch {
	case dir == "":
		i.say(Blocker, "no-folder", "OBS has no folder for its recordings")
	case !i.m.Local():
		i.say(Notice, "folder-unseen", "OBS records to {folder}, on its own computer", "folder", dir)
	default:
		if why := writable(dir); why != nil {
			i.say(Blocker, "folder", "OBS cannot record to {folder}: {why}", "folder", dir, "why", cause(why))
		} else {
			i.say(Fine, "folder-fine", "OBS records to {folder}", "folder", dir)
		}
	}
	return nil
}

// writable tries with an empty file: what a folder's rights say is not the whole truth.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".regie-*")
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

// cause is an error without the path that its sentence names already.
func cause(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// refused reports whether OBS itself said no, rather than nothing.
func refused(err error) bool {
	var refusal *RequestError
	return errors.As(err, &refusal)
}

// fileSettings says under which setting an input of a kind keeps its file.
var fileSettings = map[string]string{"ffmpeg_source": "local_file", "image_source": "file"}

// files looks for the files of the media that the show's scenes hold and its actions play.
func (i *inspection) files(ctx context.Context) error {
	inv := i.m.Holds
	if inv == nil {
		return nil
	}
	about := map[string][]int{} // the actions, by input
	for n, a := range i.p.Actions {
		sources := []string{a.Source}
		if a.Scene != "" && a.Source == "" {
			sources = inv.shown(a.Scene)
		}
		for _, source := range sources {
			if _, files := fileSettings[inv.Inputs[source]]; files && !slices.Contains(about[source], n) {
				about[source] = append(about[source], n)
			}
		}
	}
	for _, source := range sortedKeys(about) {
		answer, err := reads[inputs.GetInputSettingsResponse](ctx, i.s, inputs.NewGetInputSettingsParams().WithInputName(source))
		if refused(err) {
			continue // gone since the inventory; the actions tell
		}
		if err != nil {
			return err
		}
		if remote, is := answer.InputSettings["is_local_file"].(bool); is && !remote {
			continue // it plays from the network
		}
		file, _ := answer.InputSettings[fileSettings[inv.Inputs[source]]].(string)
		switch {
		case file == "":
			i.say(Blocker, "no-media", "“{source}” has no file", "source", source)
		case !i.m.Local():
			continue
		default:
			info, err := os.Stat(file)
			if err == nil && !info.Mode().IsRegular() {
				err = errors.New("not a file")
			}
			if err == nil {
				continue
			}
			i.say(Blocker, "media", "The file of “{source}” cannot be read: {file}: {why}", "source", source, "file", filepath.Base(file), "why", cause(err))
		}
		i.found[len(i.found)-1].Actions = about[source]
	}
	return nil
}
