// Package kit holds the widgets that the control room is put together from: text that fits its place, a button that the
// keyboard cannot land on, surfaces, a bar, a list whose keys go elsewhere.
//
// They know nothing of shows and decide nothing: they show what they are given and call back. A setter that is given
// what is already shown does nothing, because any change at all repaints the whole window. All of it belongs to Fyne's
// thread. Only the control room uses it.
package kit
