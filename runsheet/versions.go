package runsheet

import "time"

// Version is the run sheet as one load, one import or one session of editing left it.
type Version struct {
	// Seq is the entry that the version ends with, At when it was written.
	Seq Seq
	At  Moment
	By  Actor
	// Source is the file, or the show of the event that was chosen; "" for edits by hand.
	Source string
	// Edits counts the entries of a session, taken back ones and their taking back included.
	Edits int
	Show  Show
}

// session is the silence after which editing is a new session.
const session = 10 * time.Minute

// Versions lists what the sheet has been, oldest first, from all the entries of a show file. Two of them are compared
// with Diff(a.Show, b.Show).
func Versions(entries []Entry) []Version {
	var all []Version
	s := New()
	editing := false
	for _, e := range entries {
		before := s.SheetVersion()
		s = Apply(s, e)
		if s.SheetVersion() == before {
			continue
		}
		v := Version{Seq: e.Seq, At: e.At, By: e.By, Show: s.Show}
		switch f := e.Fact.(type) {
		case Loaded:
			v.Source, editing = f.Source, false
		case EventLoaded:
			v.Source, editing = f.Source, false
		case ShowChosen:
			v.Source, editing = string(f.To), false
		case Imported:
			v.Source, editing = f.Source, false
		default:
			v.Edits = 1
			if last := len(all) - 1; editing && all[last].By.Role == e.By.Role && all[last].By.Name == e.By.Name && e.At.Since(all[last].At) < session {
				v.Edits += all[last].Edits
				all = all[:last]
			}
			editing = true
		}
		all = append(all, v)
	}
	return all
}
