# Two commands do everything: `make run` opens the demonstration, `make test` proves the program.

# The same tags everywhere, or everything compiles again. gles saves minutes of C on Linux.
TAGS  := migrated_fynedo,gles
GO    := go
# A test that speaks to OBS, to Chromium or to a window needs the machine to itself.
TESTS := $(GO) test -race -tags $(TAGS) -p 1 -timeout 20m

.PHONY: run build headless test check soak bench fuzz clean

run: build
	./bin/regie demo

build:
	@sh packaging/setup.sh run
	$(GO) build -tags $(TAGS) -o bin/regie .

# The same program without the window and without any graphics library.
headless:
	$(GO) build -tags headless -o bin/regie-headless .

test: build headless check
	@sh packaging/setup.sh test
	$(TESTS) ./...

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt would change:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet -tags $(TAGS) ./...
	$(GO) tool staticcheck -tags $(TAGS) ./...

# Every reader of what people send, a minute each.
fuzz:
	@sh packaging/fuzz.sh 60s

# What takes minutes on a real OBS: 1,000 takes with restarts at random, and the stream moved between two platforms.
soak:
	@sh packaging/setup.sh test
	REGIE_SOAK=1 $(TESTS) -v -run 'Soak|MoveReal' ./obs

bench: build
	@sh packaging/setup.sh test
	@sh packaging/bench.sh

clean:
	rm -rf bin
