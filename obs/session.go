package obs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/andreykaipov/goobs/api"
	"github.com/andreykaipov/goobs/api/events"
	"github.com/andreykaipov/goobs/api/events/subscriptions"
	"github.com/andreykaipov/goobs/api/opcodes"
	"github.com/andreykaipov/goobs/api/requests/config"
	"github.com/andreykaipov/goobs/api/requests/general"
	"github.com/andreykaipov/goobs/api/requests/scenes"
	"github.com/andreykaipov/goobs/api/requests/ui"
)

// interests is what the driver needs to hear of.
const interests = subscriptions.General | subscriptions.Config | subscriptions.Scenes | subscriptions.Transitions |
	subscriptions.Ui | subscriptions.Inputs | subscriptions.SceneItems | subscriptions.Filters | subscriptions.Outputs |
	subscriptions.MediaInputs

// backlog is how many events may wait for the driver; when there are more, it reads OBS anew instead.
const backlog = 256

// sighting is one event of OBS, as one of goobs' event types.
type sighting struct {
	at    time.Time
	event any
}

// picture is what one read of OBS shows.
type picture struct {
	scene   string
	scenes  []string
	studio  bool
	preview string
}

// session is one life of the link: both connections, from the first byte to the last.
type session struct {
	commands, events *conn
	sightings        chan sighting
	spilled          atomic.Bool // events were dropped: look again
	version          string
	platform         string
	collection       string // of scenes, when the session began; profile likewise
	profile          string
	offers           []string // requests, in alphabetical order
	pace             pace

	earsMu sync.Mutex
	ears   []*ear
}

// open connects both ways, then reads OBS: events that arrive meanwhile wait in line, so nothing falls between.
func open(ctx context.Context, to target, p pace) (*session, picture, error) {
	s := &session{sightings: make(chan sighting, backlog), pace: p}
	if err := s.connect(ctx, to); err != nil {
		return nil, picture{}, err
	}
	first, err := s.firstLook(ctx)
	if err != nil {
		s.close()
		return nil, picture{}, fmt.Errorf("read OBS at %s: %w", to.address, err)
	}
	return s, first, nil
}

func (s *session) connect(ctx context.Context, to target) (err error) {
	ctx, cancel := context.WithTimeout(ctx, s.pace.dial)
	defer cancel()
	if s.commands, err = dial(ctx, to, subscriptions.None, nil); err != nil {
		return err
	}
	if s.events, err = dial(ctx, to, interests, s.sight); err != nil {
		s.commands.close()
		return err
	}
	for _, c := range []*conn{s.commands, s.events} {
		c.workers.Go(func() { c.keepAlive(s.pace.ping) })
	}
	return nil
}

func (s *session) firstLook(ctx context.Context) (picture, error) {
	ctx, cancel := context.WithTimeout(ctx, s.pace.ready)
	defer cancel()
	version, err := whenReady(ctx, s, func(ctx context.Context) (*general.GetVersionResponse, error) {
		return call[general.GetVersionResponse](ctx, s.commands, &general.GetVersionParams{})
	})
	if err != nil {
		return picture{}, err
	}
	s.version, s.platform, s.offers = version.ObsVersion, version.PlatformDescription, version.AvailableRequests
	slices.Sort(s.offers)
	if s.collection, s.profile, err = s.arrangement(ctx); err != nil {
		return picture{}, err
	}
	return whenReady(ctx, s, s.look)
}

// arrangement reads which collection and which profile are loaded.
func (s *session) arrangement(ctx context.Context) (collection, profile string, err error) {
	scenes, err := whenReady(ctx, s, func(ctx context.Context) (*config.GetSceneCollectionListResponse, error) {
		return call[config.GetSceneCollectionListResponse](ctx, s.commands, &config.GetSceneCollectionListParams{})
	})
	if err != nil {
		return "", "", err
	}
	profiles, err := reads[config.GetProfileListResponse](ctx, s, &config.GetProfileListParams{})
	if err != nil {
		return "", "", err
	}
	return scenes.CurrentSceneCollectionName, profiles.CurrentProfileName, nil
}

// whenReady tries until OBS no longer answers "not ready", or ctx ends.
func whenReady[T any](ctx context.Context, s *session, try func(context.Context) (T, error)) (T, error) {
	for {
		got, err := bounded(ctx, s.pace.request, try)
		if !hasCode(err, codeNotReady) {
			return got, err
		}
		select {
		case <-time.After(s.pace.again):
		case <-ctx.Done():
			return got, err
		}
	}
}

func bounded[T any](ctx context.Context, d time.Duration, try func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	return try(ctx)
}

// reads makes one request that changes nothing.
func reads[Answer any](ctx context.Context, s *session, p api.Params) (*Answer, error) {
	return bounded(ctx, s.pace.request, func(ctx context.Context) (*Answer, error) { return call[Answer](ctx, s.commands, p) })
}

// sight keeps the events that matter. It runs on the reader, so it never waits.
func (s *session) sight(e opcodes.Event, at time.Time) {
	event := events.GetType(e.Type)
	switch event.(type) {
	case *events.CurrentProgramSceneChanged, *events.CurrentPreviewSceneChanged,
		*events.SceneCreated, *events.SceneRemoved, *events.SceneNameChanged, *events.SceneListChanged,
		*events.SceneTransitionStarted, *events.SceneTransitionVideoEnded,
		*events.CurrentSceneCollectionChanging, *events.CurrentSceneCollectionChanged, *events.CurrentProfileChanged,
		*events.StudioModeStateChanged, *events.ExitStarted:
	case *events.InputCreated, *events.InputRemoved, *events.InputNameChanged,
		*events.SceneItemCreated, *events.SceneItemRemoved, *events.SceneItemListReindexed, *events.SceneItemEnableStateChanged,
		*events.SourceFilterCreated, *events.SourceFilterRemoved, *events.SourceFilterNameChanged, *events.SourceFilterListReindexed:
	case *events.StreamStateChanged, *events.RecordStateChanged, *events.RecordFileChanged,
		*events.VirtualcamStateChanged, *events.ReplayBufferStateChanged, *events.ReplayBufferSaved,
		*events.MediaInputPlaybackStarted, *events.MediaInputPlaybackEnded:
	default:
		return // also those that goobs does not know
	}
	if len(e.Data) > 0 && json.Unmarshal(e.Data, event) != nil {
		event = &events.SceneListChanged{} // something changed that we cannot read: look
	}
	select {
	case s.sightings <- sighting{at, event}:
	default:
		s.spilled.Store(true)
	}
}

// look reads what OBS shows now. An OBS that has no scene is about to close or to load: not ready.
func (s *session) look(ctx context.Context) (picture, error) {
	list, err := call[scenes.GetSceneListResponse](ctx, s.commands, &scenes.GetSceneListParams{})
	if err != nil {
		return picture{}, err
	}
	studio, err := call[ui.GetStudioModeEnabledResponse](ctx, s.commands, &ui.GetStudioModeEnabledParams{})
	if err != nil {
		return picture{}, err
	}
	if len(list.Scenes) == 0 || list.CurrentProgramSceneName == "" {
		return picture{}, &RequestError{"GetSceneList", codeNotReady, "no scene"}
	}
	p := picture{
		scene:   list.CurrentProgramSceneName,
		studio:  studio.StudioModeEnabled,
		preview: list.CurrentPreviewSceneName,
		scenes:  make([]string, 0, len(list.Scenes)),
	}
	for i := len(list.Scenes) - 1; i >= 0; i-- { // OBS counts from the bottom of its list
		p.scenes = append(p.scenes, list.Scenes[i].SceneName)
	}
	return p, nil
}

func takeOf(scene string) api.Params {
	return scenes.NewSetCurrentProgramSceneParams().WithSceneName(scene)
}

// take puts a scene on air; w may have asked for it already. OBS answers once its window has agreed; the picture follows
// with the next frame or the end of the transition. A take that OBS cannot do soon is given up: done later it would
// surprise everybody.
func (s *session) take(ctx context.Context, w wish) error {
	_, err := insist(ctx, s, func(ctx context.Context) (*struct{}, error) {
		if w.session != nil {
			w.session = nil // a second try is a second request
			return answered[struct{}](ctx, w.letter)
		}
		return call[struct{}](ctx, s.commands, takeOf(w.Scene))
	})
	return err
}

// why is the cause of the session's end: of the two connections, the one that knows more.
func (s *session) why() error {
	var cause error
	for _, c := range []*conn{s.commands, s.events} {
		select {
		case <-c.done:
			if cause == nil || errors.Is(cause, ErrLost) {
				cause = c.why()
			}
		default:
		}
	}
	return cause
}

func (s *session) kill(cause error) {
	s.commands.kill(cause)
	s.events.kill(cause)
}

// close ends both connections and returns when nothing of them runs any more.
func (s *session) close() {
	s.commands.close()
	s.events.close()
}
