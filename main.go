// Régie is a desktop control room for live events.
package main

import "regie/app"

func main() { app.Main() }
