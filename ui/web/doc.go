// Package web is the desk over HTTP: the pages for phones, tablets and screens in the room, and the JSON interface that
// those pages, scripts and tests use.
//
// It draws a State and turns a request into a Command; it decides nothing and remembers nothing of the show. Every role
// has its own link with its own key, and sees a state of its own Go type, so that a screen cannot leak what its type has
// no field for. Changes go out as Server-Sent Events, encoded once for everybody who may see the same.
//
// It never opens a listener, never writes a file and never fetches anything. It knows the desk only by the Desk
// interface. Only app may import it.
package web
