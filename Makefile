# demo: install, build and train; build: the tools and the janus command; test: everything; bench: against the peers;
# fuzz: the frontend; fuzz-programs: whole programs, native against plain Python.
.PHONY: help demo build test bench opinfo fuzz fuzz-programs setup clean

help:
	@echo 'make demo    install what is missing, build, and train examples/mnist.py natively'
	@echo 'make build   the tools in target/release, the janus command in .venv/bin'
	@echo 'make test    formatting, lints, Rust unit tests, lit tests, pytest'
	@echo 'make bench   side by side with PyTorch eager and torch.compile'
	@echo 'make opinfo  every operator of PyTorch against eager; ARGS="--help" says what can be chosen'
	@echo 'make fuzz    fuzz the frontend for TIME=600 seconds'
	@echo 'make fuzz-programs    compare generated programs with plain Python for TIME=600 seconds'

setup:
	@tools/setup/system.sh
	@tools/setup/venv.sh

build: setup
	@tools/setup/build.sh

demo: build
	@printf '\n\033[1m==> janus run examples/mnist.py\033[0m\n'
	@.venv/bin/janus run --summary examples/mnist.py

test: build
	@tools/setup/test.sh

# All of PyTorch's operator database, about an hour; `make test` has the part that runs native.
opinfo: build
	@.venv/bin/python test/python/support/opinfo.py $(ARGS)

bench: build
	@.venv/bin/python bench/run.py $(ARGS)
	@printf '\n\033[1m==> The parser\033[0m\n'
	@cargo run --release --locked --quiet --manifest-path bench/parser/Cargo.toml -- .venv/bin/python

# Needs no Python packages, so no virtual environment.
fuzz:
	@tools/setup/system.sh
	@fuzz/run.sh $(TIME)

fuzz-programs: build
	@.venv/bin/python -W ignore test/fuzz_programs --jobs $$(nproc) --time $(or $(TIME),60) $(ARGS)

clean:
	cargo clean
	rm -rf runtime/python/janus_jit/_janus*.so runtime/python/*.egg-info
