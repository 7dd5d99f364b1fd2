package sift

import "math"

// Sketch stands for the set of a text's short pieces: the share of equal numbers in two sketches is close to the share
// of pieces that the texts have in common (minhash).
type Sketch [64]uint32

// shingle is the length of a piece in letters; shorter pieces make everything alike, longer ones miss small changes.
const shingle = 5

// Of sketches a folded text.
func Of(folded string) *Sketch {
	var k Sketch
	for i := range k {
		k[i] = math.MaxUint32
	}
	r := []rune(folded)
	for i := 0; i == 0 || i+shingle <= len(r); i++ {
		h := piece(string(r[i:min(i+shingle, len(r))]))
		for j := range k {
			// One good hash and odd multipliers stand for 64 different hashes.
			if v := uint32((h * (2*uint64(j) + 1) * 0x9E3779B97F4A7C15) >> 32); v < k[j] {
				k[j] = v
			}
		}
	}
	return &k
}

// piece hashes the same on every machine and every day (FNV-1a, then mixed), so that a replay finds the same copies.
func piece(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	return h
}

// Alike is how much two texts have in common, from 0 to 1.
func (k *Sketch) Alike(other *Sketch) float64 {
	same := 0
	for i := range k {
		if k[i] == other[i] {
			same++
		}
	}
	return float64(same) / float64(len(k))
}
