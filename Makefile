# Two commands do everything: `make run` opens the demonstration, `make test` proves the program.

# The same tags everywhere, or everything compiles again. gles saves minutes of C on Linux.
TAGS  := migrated_fynedo,gles
GO    := go
# Pictures are compared without the race detector, which would draw for minutes.
# A test that speaks to OBS, to Chromium or to a window needs the machine to itself.
TESTS := $(GO) test -race -tags $(TAGS) -p 1 -timeout 20m

.PHONY: run build headless test check soak bench fuzz pictures guide-pictures clean

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
	$(GO) test -tags $(TAGS) ./ui/desktop/storybook

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt would change:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet -tags $(TAGS) ./...
	$(GO) vet -tags headless ./app
	$(GO) tool staticcheck -tags $(TAGS) ./...

# Every reader of what people send, a minute each.
fuzz:
	@sh packaging/fuzz.sh 60s

# What takes long: 10,000 takes on a real OBS with restarts at random, some twenty minutes on two cores (`make soak
# TAKES=1000` is 3 minutes), and a stream that OBS itself stops after more than two.
TAKES := 10000
soak:
	@sh packaging/setup.sh test
	REGIE_SOAK=$(TAKES) $(TESTS) -timeout 2h -v -run Soak ./obs

bench: build
	@sh packaging/setup.sh test
	@sh packaging/bench.sh

# Every screen of the control room, in both languages and every scheme, as bin/pictures/SCREEN-LANG-SCHEME.png.
pictures:
	$(GO) test -tags $(TAGS) ./ui/desktop/storybook -run Pictures -count 1 -args -pictures $(CURDIR)/bin/pictures

# The pictures of the guides and of the README, drawn again from the storybook.
guide-pictures:
	$(GO) test -tags $(TAGS) ./ui/desktop/storybook -run GuidePictures -count 1 -args -write

clean:
	rm -rf bin
