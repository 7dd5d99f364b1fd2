// Package desktop is the control room: the window from which one person runs the show. It draws the State that the desk
// tells it and turns each key and each press into a Command.
//
// It keeps no truth of its own, reads no file but the one a person opens, and never talks to OBS, to the network or to
// the show file: those are behind the Desk and the callbacks of Config. It reads and writes no format of run sheets: it
// shows what a file holds and what it would change, and sends what a person decides. What runs is counted by State.Clock
// alone; the room itself only compares what a sheet plans, to show its gaps and overlaps. Every widget belongs to Fyne's
// thread; commands leave it at once and never wait there.
//
// Only app calls it, with a Fyne app that it has made.
package desktop
