// Package desktop is the control room: the window from which one person runs the show. It draws the State that the desk
// tells it and turns each key and each press into a Command.
//
// It keeps no truth of its own, reads no file but the one a person opens, and never talks to OBS, to the network or to
// the show file: those are behind the Desk and the callbacks of Config. It takes no difference of times either: what it
// counts is what State.Clock says. Every widget belongs to Fyne's thread; commands leave it at once and never wait there.
//
// Only app calls it, with a Fyne app that it has made.
package desktop
