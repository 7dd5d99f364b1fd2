package obs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/andreykaipov/goobs/api/requests/filters"
	"github.com/andreykaipov/goobs/api/requests/general"
	"github.com/andreykaipov/goobs/api/requests/inputs"
	"github.com/andreykaipov/goobs/api/requests/sceneitems"
	"github.com/andreykaipov/goobs/api/requests/transitions"
)

// Inventory is what OBS holds besides its scenes, as last read. It is never changed, only replaced.
type Inventory struct {
	Inputs      map[string]string   // their kinds, by name: "ffmpeg_source"
	Items       map[string][]Item   // of each scene, bottom to top
	Filters     map[string][]string // of each source that has some, in their order
	Transitions []string
	Hotkeys     []string
	Requests    []string // that this version offers, in alphabetical order
}

// Item is a source in a scene.
type Item struct {
	Source string
	Shown  bool
	Scene  bool // the source is a scene itself
}

// Can reports whether this OBS offers a request; true as long as nobody knows.
func (i *Inventory) Can(request string) bool {
	if i == nil {
		return true
	}
	_, found := slices.BinarySearch(i.Requests, request)
	return found
}

// Media, Texts and Sounds name the inputs that play files, show a text, and may be heard, in alphabetical order. OBS does not
// say which inputs have a sound: those that surely have none are left out. Sources names all inputs.
func (i *Inventory) Media() []string { return i.named(media) }
func (i *Inventory) Texts() []string { return i.named(text) }
func (i *Inventory) Sounds() []string {
	return i.named(func(kind string) bool { return !text(kind) && !still(kind) })
}
func (i *Inventory) Sources() []string { return i.named(func(string) bool { return true }) }

func (i *Inventory) named(fits func(kind string) bool) []string {
	return slices.DeleteFunc(sortedKeys(i.Inputs), func(name string) bool { return !fits(i.Inputs[name]) })
}

func text(kind string) bool { return strings.HasPrefix(kind, "text_") }

func still(kind string) bool {
	return strings.HasPrefix(kind, "image_source") || strings.HasPrefix(kind, "color_source") || kind == "slideshow"
}

// media reports whether an input of this kind plays files.
func media(kind string) bool { return kind == "ffmpeg_source" || strings.HasPrefix(kind, "vlc_source") }

// playing lists the media that a scene shows.
func (i *Inventory) playing(scene string) []string {
	return slices.DeleteFunc(i.shown(scene), func(source string) bool { return !media(i.Inputs[source]) })
}

// shown lists the inputs that a scene shows, also by way of scenes within it.
func (i *Inventory) shown(scene string) []string {
	if i == nil {
		return nil
	}
	var found []string
	seen := map[string]bool{}
	var visit func(scene string)
	visit = func(scene string) {
		if seen[scene] {
			return
		}
		seen[scene] = true
		for _, it := range i.Items[scene] {
			switch {
			case !it.Shown:
			case it.Scene:
				visit(it.Source)
			case i.Inputs[it.Source] != "" && !slices.Contains(found, it.Source):
				found = append(found, it.Source)
			}
		}
	}
	visit(scene)
	return found
}

// stock reads the inventory, one request after the other: it may take some tens of milliseconds and hurries for nobody.
func (s *session) stock(ctx context.Context, scenes []string) (*Inventory, error) {
	inv := &Inventory{Inputs: map[string]string{}, Items: map[string][]Item{}, Filters: map[string][]string{}, Requests: s.offers}
	list, err := call[inputs.GetInputListResponse](ctx, s.commands, &inputs.GetInputListParams{})
	if err != nil {
		return nil, err
	}
	for _, in := range list.Inputs {
		inv.Inputs[in.InputName] = in.InputKind
	}
	named, err := call[transitions.GetSceneTransitionListResponse](ctx, s.commands, &transitions.GetSceneTransitionListParams{})
	if err != nil {
		return nil, err
	}
	for _, t := range named.Transitions {
		inv.Transitions = append(inv.Transitions, t.TransitionName)
	}
	keys, err := call[general.GetHotkeyListResponse](ctx, s.commands, &general.GetHotkeyListParams{})
	if err != nil {
		return nil, err
	}
	inv.Hotkeys = keys.Hotkeys
	for _, scene := range scenes {
		held, err := call[sceneitems.GetSceneItemListResponse](ctx, s.commands, sceneitems.NewGetSceneItemListParams().WithSceneName(scene))
		if err != nil {
			return nil, err
		}
		for _, it := range held.SceneItems {
			inv.Items[scene] = append(inv.Items[scene], Item{it.SourceName, it.SceneItemEnabled, it.SourceType == "OBS_SOURCE_TYPE_SCENE"})
		}
	}
	sources := slices.Clone(scenes)
	for name := range inv.Inputs {
		sources = append(sources, name)
	}
	for _, source := range sources {
		had, err := call[filters.GetSourceFilterListResponse](ctx, s.commands, filters.NewGetSourceFilterListParams().WithSourceName(source))
		if err != nil {
			return nil, err
		}
		for _, f := range had.Filters {
			inv.Filters[source] = append(inv.Filters[source], f.FilterName)
		}
	}
	return inv, nil
}

// Lack is something that an action needs and this OBS has not.
type Lack struct {
	What    string   // "scene", "source", "item", "filter", "transition", "hotkey", "request", "media", "studio mode"
	Name    string   // as the action has it
	Where   string   // the scene of an item, the source of a filter
	Nearest []string // names that OBS has instead, best first, at most three
}

// Words says a lack to people.
func (l Lack) Words() Words {
	w := Words{Code: "lack." + strings.ReplaceAll(l.What, " ", "-"), Args: map[string]string{"name": l.Name, "where": l.Where}}
	switch l.What {
	case "item":
		w.Text = fmt.Sprintf("Scene “%s” does not contain “%s”", l.Where, l.Name)
	case "filter":
		w.Text = fmt.Sprintf("“%s” has no filter “%s”", l.Where, l.Name)
	case "media":
		w.Text = fmt.Sprintf("“%s” is not a media", l.Name)
	case "request":
		w.Text = fmt.Sprintf("This version of OBS cannot do it: %s", l.Name)
	case "studio mode":
		w.Text = "Studio mode is off in OBS"
	default:
		w.Text = fmt.Sprintf("OBS has no %s “%s”", l.What, l.Name)
	}
	if len(l.Nearest) > 0 {
		w.Code += ".nearest"
		w.Args["nearest"] = strings.Join(l.Nearest, ", ")
		w.Text += ", nearest: " + w.Args["nearest"]
	}
	return w
}

// Missing says what this OBS lacks for an action that Check finds right; what was not read yet is not missing.
func (a Action) Missing(m Mirror) []Lack {
	var lacks []Lack
	want := func(what, name, where string, known []string) {
		if name != "" && !slices.Contains(known, name) {
			lacks = append(lacks, Lack{what, name, where, nearest(name, known)})
		}
	}
	if len(m.Scenes) > 0 {
		want("scene", a.Scene, "", m.Scenes)
		if (a.Do == DoPreview || a.Do == DoTake) && !m.StudioMode {
			lacks = append(lacks, Lack{What: "studio mode"})
		}
	}
	inv := m.Holds
	if inv == nil {
		return lacks
	}
	for _, request := range append(slices.Clone(deeds[a.Do].requests), a.Request) {
		want("request", request, "", inv.Requests)
	}
	want("transition", a.Transition, "", inv.Transitions)
	want("hotkey", a.Hotkey, "", inv.Hotkeys)
	sources := sortedKeys(inv.Inputs)
	switch a.Do {
	case DoShow, DoHide:
		if slices.Contains(m.Scenes, a.Scene) {
			var there []string
			for _, it := range inv.Items[a.Scene] {
				there = append(there, it.Source)
			}
			want("item", a.Source, a.Scene, there)
		}
	case DoFilterOn, DoFilterOff: // scenes may have filters too
		known := append(sources, m.Scenes...)
		want("source", a.Source, "", known)
		if slices.Contains(known, a.Source) {
			want("filter", a.Filter, a.Source, inv.Filters[a.Source])
		}
	case DoMediaPlay, DoMediaPause, DoMediaRestart, DoMediaStop:
		want("source", a.Source, "", sources)
		if kind, there := inv.Inputs[a.Source]; there && !media(kind) {
			lacks = append(lacks, Lack{What: "media", Name: a.Source})
		}
	default:
		want("source", a.Source, "", sources)
	}
	return lacks
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
