package obs

// Nearest gives the scenes whose names read almost like this one, best first, at most three.
func (m Mirror) Nearest(scene string) []string { return nearest(scene, m.Scenes) }
