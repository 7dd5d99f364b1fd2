// Package runsheet is the show as plain values: what was planned (Show, Slot, Cue), what somebody wants (Command), what
// happened (Entry), and what is therefore true (State, Clock, Look).
//
// It holds every rule of the desk and nothing else. Decide says what a command makes happen, Apply folds what happened
// into the state, and State.Clock answers every question about time that a screen can ask. All three are pure: the same
// entries give the same state on any machine, on any day. That is what makes crash recovery, rehearsal, replay and the
// report the same thing.
//
// It never reads a clock, a file or a socket, starts no goroutine and imports nothing of ours; time comes in as a Moment.
// Everybody may import it.
package runsheet
