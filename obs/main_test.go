package obs_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// together is how many parallel tests run at a time, whatever processors there are: nearly all of them wait for OBS or for time
// to pass.
const together = "5"

func TestMain(m *testing.M) {
	flag.Set("test.parallel", together) // what the command line says comes later
	goleak.VerifyTestMain(m)
}
