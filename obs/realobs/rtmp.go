//go:build linux

package realobs

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Platform is a local RTMP server that plays the part of a streaming platform: nginx with its RTMP module.
type Platform struct {
	Server string // what OBS streams to: rtmp://…
	stat   string
	dir    string
	nginx  *process
}

// rtmpModule is where Debian's package keeps it.
const rtmpModule = "/usr/lib/nginx/modules/ngx_rtmp_module.so"

// PlatformForTest starts a platform and ends it with the test. Where nginx is not installed the test fails; see WithoutOBS.
func PlatformForTest(t testing.TB) *Platform {
	t.Helper()
	if os.Getenv(WithoutOBS) == "1" {
		t.Skipf("%s=1: not tested against real RTMP servers", WithoutOBS)
	}
	if _, err := os.Stat(rtmpModule); err != nil {
		t.Fatalf("no RTMP server here: apt-get install --no-install-recommends nginx-light libnginx-mod-rtmp, or set %s=1 to go without", WithoutOBS)
	}
	p, err := startPlatform()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func startPlatform() (p *Platform, err error) {
	p = &Platform{}
	defer func() {
		if err != nil {
			p.Close()
			err = fmt.Errorf("start RTMP server: %w", err)
		}
	}()
	if p.dir, err = os.MkdirTemp("", "regie-rtmp-"); err != nil {
		return p, err
	}
	var ports [2]int
	for i := range ports {
		if ports[i], err = freePort(); err != nil {
			return p, err
		}
	}
	p.Server, p.stat = fmt.Sprintf("rtmp://127.0.0.1:%d/live", ports[0]), fmt.Sprintf("http://127.0.0.1:%d/stat", ports[1])
	conf := fmt.Sprintf(`daemon off;
master_process off;
pid nginx.pid;
error_log stderr notice;
load_module %s;
events { worker_connections 64; }
rtmp { server { listen 127.0.0.1:%d; application live { live on; record off; } } }
http {
	access_log off;
	client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;
	server { listen 127.0.0.1:%d; location /stat { rtmp_stat all; } }
}
`, rtmpModule, ports[0], ports[1])
	if err := os.WriteFile(filepath.Join(p.dir, "nginx.conf"), []byte(conf), 0o600); err != nil {
		return p, err
	}
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		nginx = "/usr/sbin/nginx" // not in everybody's PATH
	}
	log := filepath.Join(p.dir, "nginx.log")
	if p.nginx, err = start(exec.Command(nginx, "-p", p.dir, "-c", "nginx.conf", "-e", "stderr"), log); err != nil {
		return p, err
	}
	for deadline := time.Now().Add(startLimit); ; time.Sleep(10 * time.Millisecond) {
		if _, err = p.status(); err == nil {
			return p, nil
		}
		select {
		case <-p.nginx.ended:
			return p, fmt.Errorf("it ended:\n%s", tail(log))
		default:
		}
		if time.Now().After(deadline) {
			return p, err
		}
	}
}

func (p *Platform) status() (string, error) {
	answer, err := http.Get(p.stat)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

// Receives reports whether somebody streams to this key, and how many bytes have arrived.
func (p *Platform) Receives(key string) (bytes int64, on bool) {
	text, err := p.status()
	if err != nil {
		return 0, false
	}
	for _, s := range strings.Split(text, "<stream>")[1:] {
		if strings.Contains(s, "<name>"+key+"</name>") && strings.Contains(s, "<publishing/>") {
			_, after, _ := strings.Cut(s, "<bytes_in>")
			fmt.Sscanf(after, "%d", &bytes)
			return bytes, true
		}
	}
	return 0, false
}

// Close ends the server.
func (p *Platform) Close() {
	if p.nginx != nil {
		p.nginx.end(syscall.SIGTERM)
		p.nginx = nil
	}
	os.RemoveAll(p.dir)
}
