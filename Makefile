# make demo, make test: everything from a fresh clone. `make help` lists the rest.

PREFIX ?= /usr/local
PYTHON ?= python3
SWIFT ?= swift
export PYTHONDONTWRITEBYTECODE = 1

# The installed tool carries Swift's own libraries, so that it runs where no Swift is (macOS has them in the system).
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
# Tests run on what is shipped: optimized code. Whole catalogues and training parity would take minutes more without.
# An import that the manifest does not declare is an error.
TESTING := -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error
SOURCES := Sources Tests Benchmarks Package.swift

.PHONY: docs help setup setup-torch setup-backbone build release toolchain test test-long test-small fuzz lint abi spelling unsafe demo studio test-studio bench bench-train train-default install clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: toolchain ## what inference loads at run time: libvips, OpenVINO (from PyPI, pinned, SHA-256 checked, into .deps/)
	@$(PYTHON) scripts/setup.py vips openvino

setup-torch: toolchain ## what training loads besides: libtorch (pinned, SHA-256 checked, into .deps/) and the C++ that connects it
	@$(PYTHON) scripts/setup.py torch
	@SWIFT="$(SWIFT)" scripts/build-shim.sh

setup-backbone: ## ImageNet weights that training the default model starts from (pinned, SHA-256 checked, into .deps/)
	@$(PYTHON) scripts/setup.py efficientnet-lite0

toolchain:
	@command -v $(SWIFT) >/dev/null || { echo "make: no Swift toolchain found; get Swift 6.2 or newer from https://swift.org/install" >&2; exit 1; }
	@command -v $(PYTHON) >/dev/null || { echo "make: python3 (3.11 or newer) is needed for the set-up: apt-get install python3" >&2; exit 1; }

build: ## debug build
	$(SWIFT) build

release: ## release build
	$(SWIFT) build -c release --product harmonize $(STATIC)

test: setup setup-torch lint ## lint and all tests
	$(SWIFT) test $(TESTING)

test-long: setup setup-torch ## besides: whole catalogue and training parity on libtorch to the end, minutes
	HARMONIZE_LONG_TESTS=1 $(SWIFT) test $(TESTING) --filter '^HarmonizationTorchTests'

test-small: setup lint ## lint and the tests that need no libtorch
	$(SWIFT) test $(TESTING) --skip '^HarmonizationTorchTests|^HarmonizationTrainingTests'

fuzz: setup ## 10,000 mutated photos and as many masks, and 2,000 random command lines: no traps, no hangs; half an hour
	HARMONIZE_FUZZ=10000 $(SWIFT) test $(TESTING) --filter 'PictureFuzzTests'
	HARMONIZE_FUZZ=2000 $(SWIFT) test $(TESTING) --filter 'ArgumentTests/fuzz'

lint: abi spelling unsafe ## swift format, spelling, unsafe pointers, and the C shims' declarations against the real headers
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

abi:
	@scripts/check-abi.sh

unsafe:
	@$(PYTHON) scripts/check-unsafe.py

spelling:
	@$(PYTHON) scripts/setup.py codespell
	@PYTHONPATH=.deps/codespell $(PYTHON) -m codespell_lib $(SOURCES) scripts Recipes Models *.md Makefile

demo: setup ## harmonize the sample photo
	@scripts/demo.sh

studio: setup ## build, and open the studio in the browser: make masks, place cut-outs, see and take away the result
	$(SWIFT) build -c release --product harmonize $(STATIC) --quiet
	@"$$($(SWIFT) build -c release --show-bin-path)/harmonize" studio

test-studio: setup ## the studio in a real browser (Debian's chromium and chromium-driver), screenshots into out/studio
	$(SWIFT) build $(TESTING) --product harmonize --quiet
	@HARMONIZE="$$($(SWIFT) build $(TESTING) --show-bin-path)/harmonize" PYTHON="$(PYTHON)" scripts/test-studio.sh

bench: setup ## inference against its peers; REFERENCE=path/to/checkout adds the reference in PyTorch, REFERENCE_PCTNET PCT-Net's
	@PYTHON="$(PYTHON)" REFERENCE="$(REFERENCE)" REFERENCE_PCTNET="$(REFERENCE_PCTNET)" scripts/bench.sh

bench-train: setup-torch ## training steps against the reference in PyTorch: REFERENCE=path/to/checkout [THREADS=N]
	@PYTHON="$(PYTHON)" REFERENCE="$(REFERENCE)" scripts/bench_train.sh $(if $(THREADS),--threads $(THREADS))

train-default: ## train the model that ships: DATA=photos VALIDATION=composites [LABELS=csv] [RUNS=runs]
	@MAKE="$(MAKE)" DATA="$(DATA)" VALIDATION="$(VALIDATION)" LABELS="$(LABELS)" RUNS="$(RUNS)" OPTIONS="$(OPTIONS)" scripts/train-default.sh

install: setup ## relocatable tool into PREFIX (default /usr/local)
	@PREFIX="$(DESTDIR)$(PREFIX)" SWIFT="$(SWIFT)" STATIC="$(STATIC)" scripts/install.sh

docs: ## the library's documentation, as a website in out/docs
	@scripts/docs.sh

clean: ## remove build products (downloads and .deps stay)
	rm -rf .build out
