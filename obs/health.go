package obs

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/andreykaipov/goobs/api/requests/general"
	"github.com/andreykaipov/goobs/api/requests/mediainputs"
	"github.com/andreykaipov/goobs/api/requests/record"
	"github.com/andreykaipov/goobs/api/requests/stream"
)

// mostMedia is how many media of the scene on air are asked for their position at each sample.
const mostMedia = 4

// Sample is how OBS fares at one instant; it is taken once a second.
type Sample struct {
	At        time.Time
	Scene     string        // on air
	FPS       float64       // frames a second that OBS draws
	CPU       float64       // percent of the whole computer that OBS uses
	Memory    int64         // bytes that OBS uses
	FrameTime time.Duration // that drawing a frame takes on average
	Missed    int64         // frames that OBS was too slow to draw, since the last sample
	Lagged    int64         // frames that the encoder was too slow for, since the last sample
	Disk      int64         // bytes free where recordings go
	Stream    StreamSample
	Record    RecordSample
	Media     []Media // of the scene on air, longest left first
}

// StreamSample is the stream in a Sample.
type StreamSample struct {
	State      OutputState
	Duration   time.Duration // since it started; from 0 after each reconnection
	Bytes      int64         // sent since then
	Bitrate    float64       // bits a second since the last sample; meaningful when Measured
	Measured   bool
	Congestion float64 // 0 to 1: how full OBS's queue is
	Dropped    int64   // frames that the network was too slow for, since the last sample
	Frames     int64   // frames since the last sample
}

// RecordSample is the recording in a Sample.
type RecordSample struct {
	State    OutputState
	Duration time.Duration // the recording's own timecode: pauses are not counted
	Bytes    int64
	Bitrate  float64 // bits a second since the last sample; meaningful when Measured
	Measured bool
}

// reading is what OBS counts, before it is compared with the last time.
type reading struct {
	at     time.Time
	heard  int // events of outputs that had been heard when it began
	stats  general.GetStatsResponse
	stream stream.GetStreamStatusResponse
	record record.GetRecordStatusResponse
	media  []Media
}

// measure reads how OBS fares. Its first request is the proof that OBS lives: when that is not answered the rest is not asked.
func (s *session) measure(ctx context.Context, media []string) (reading, error) {
	r := reading{}
	stats, err := reads[general.GetStatsResponse](ctx, s, &general.GetStatsParams{})
	if err != nil {
		return r, err
	}
	r.at, r.stats = time.Now(), *stats
	now, err := reads[stream.GetStreamStatusResponse](ctx, s, &stream.GetStreamStatusParams{})
	if err != nil {
		return r, err
	}
	r.stream = *now
	tape, err := reads[record.GetRecordStatusResponse](ctx, s, &record.GetRecordStatusParams{})
	if err != nil {
		return r, err
	}
	r.record = *tape
	for _, source := range media[:min(mostMedia, len(media))] {
		m, err := s.medium(ctx, source)
		var refusal *RequestError
		switch {
		case errors.As(err, &refusal): // it was removed meanwhile
		case err != nil:
			return r, err
		default:
			r.media = append(r.media, m)
		}
	}
	return r, nil
}

// medium reads how a media stands.
func (s *session) medium(ctx context.Context, source string) (Media, error) {
	now, err := reads[mediainputs.GetMediaInputStatusResponse](ctx, s, mediainputs.NewGetMediaInputStatusParams().WithInputName(source))
	if err != nil {
		return Media{}, err
	}
	m := Media{Source: source, State: MediaState(strings.ToLower(strings.TrimPrefix(now.MediaState, "OBS_MEDIA_STATE_")))}
	m.Cursor = milliseconds(now.MediaCursor)
	if now.MediaDuration > 0 {
		m.Length = milliseconds(now.MediaDuration)
		m.Left = max(0, milliseconds(now.MediaDuration-now.MediaCursor))
	}
	return m, nil
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

// since makes a Sample of two readings; last is the zero reading when there is none.
func (r reading) since(last reading) Sample {
	const mega = 1 << 20 // OBS counts in these
	s := Sample{
		At: r.at, FPS: r.stats.ActiveFps, CPU: r.stats.CpuUsage, Memory: int64(r.stats.MemoryUsage * mega),
		FrameTime: milliseconds(r.stats.AverageFrameRenderTime), Disk: int64(r.stats.AvailableDiskSpace * mega),
		Media: r.media,
		Stream: StreamSample{Duration: milliseconds(r.stream.OutputDuration), Bytes: int64(r.stream.OutputBytes),
			Congestion: r.stream.OutputCongestion},
		Record: RecordSample{Duration: milliseconds(r.record.OutputDuration), Bytes: int64(r.record.OutputBytes)},
	}
	if last.at.IsZero() {
		return s
	}
	passed := r.at.Sub(last.at)
	s.Missed = grown(r.stats.RenderSkippedFrames, last.stats.RenderSkippedFrames)
	s.Lagged = grown(r.stats.OutputSkippedFrames, last.stats.OutputSkippedFrames)
	if r.stream.OutputActive && last.stream.OutputActive {
		s.Stream.Dropped = grown(r.stream.OutputSkippedFrames, last.stream.OutputSkippedFrames)
		s.Stream.Frames = grown(r.stream.OutputTotalFrames, last.stream.OutputTotalFrames)
		s.Stream.Bitrate, s.Stream.Measured = rate(r.stream.OutputBytes, last.stream.OutputBytes, passed)
	}
	if r.record.OutputActive && last.record.OutputActive && !r.record.OutputPaused {
		s.Record.Bitrate, s.Record.Measured = rate(r.record.OutputBytes, last.record.OutputBytes, passed)
	}
	return s
}

// grown is by how much a counter of OBS went on; it starts from 0 again with each new output.
func grown(now, before float64) int64 {
	if now < before {
		before = 0
	}
	return int64(now - before)
}

// rate is bits a second; nothing when the counter started anew, which says little about the time between.
func rate(now, before float64, passed time.Duration) (float64, bool) {
	if now < before || passed < 100*time.Millisecond {
		return 0, false
	}
	return (now - before) * 8 / passed.Seconds(), true
}
