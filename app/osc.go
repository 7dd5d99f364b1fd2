package app

import (
	"context"
	"net"

	"regie/ui/osc"
)

// serveOSC listens for Open Sound Control where the settings say so; by default nowhere. UDP is not encrypted: whoever
// opens it to a network should trust that network.
func (e *evening) serveOSC(ctx context.Context) error {
	where := e.p.settings.OSC
	if where == "" {
		return nil
	}
	address, err := net.ResolveUDPAddr("udp", where)
	if err != nil {
		return &trouble{key: "cannot-listen", pairs: []any{"subject", where}, cause: err}
	}
	conn, err := net.ListenUDP("udp", address)
	if err != nil {
		return &trouble{key: "cannot-listen", pairs: []any{"subject", where}, cause: err}
	}
	e.p.log.Info("OSC", "address", conn.LocalAddr())
	server := osc.New(osc.Config{Desk: keeper{e.desk, e}, Open: e.keys.Open, Log: e.p.log})
	e.goes(func() error { return server.Serve(ctx, conn) })
	return nil
}
