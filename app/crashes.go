package app

import (
	"fmt"
	"os"

	"regie/app/crash"
)

// watchForCrash makes a report of a program that died before this evening, says where it is, and has one made of this one if it dies.
// An evening needs none of it.
func (p *program) watchForCrash() {
	home, _ := os.UserHomeDir()
	var err error
	p.crash, p.crashed, err = crash.Begin(p.settings.CrashFolder(), Version(), home)
	if err != nil {
		p.log.Warn("a crash would leave no report", "error", err)
	}
	for _, path := range p.crashed {
		fmt.Fprintf(p.err, "regie: %s\n", p.words.Say("crash.report", "path", path))
	}
}
