package awake

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sys/windows"
)

// https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-setthreadexecutionstate
const (
	continuous = 0x80000000
	system     = 0x00000001
	display    = 0x00000002
)

var setThreadExecutionState = windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadExecutionState")

// hold keeps a thread of its own: what it asks for lasts as long as the thread.
func hold(context.Context) (func(), error) {
	asked, over := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine, and its wish with the thread
		before, _, err := setThreadExecutionState.Call(continuous | system | display)
		if before == 0 {
			asked <- fmt.Errorf("keep Windows awake: %w", err)
			return
		}
		asked <- nil
		<-over
		setThreadExecutionState.Call(continuous)
	}()
	if err := <-asked; err != nil {
		return nil, err
	}
	return func() { close(over) }, nil
}
