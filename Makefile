# Everything these commands make lies in .odoo/; `make clean` removes it.
PYTHON ?= python3
export PYTHONDONTWRITEBYTECODE = 1

help:            ## this list
	@grep -E '^[a-z-]+: .*##' Makefile | sed 's/: *##/\t/'

demo:            ## set up Odoo, tell the story, print its traces, serve it (PORT=8069 SERVE=1)
	@$(PYTHON) -m dev demo
test:            ## the whole suite on a fresh database (ARGS="-k trace" narrows it; WITHOUT=addons leaves these out)
	@$(PYTHON) -m dev test $(ARGS)
test-core:       ## core's own tests without us, with us, and strict (ARGS="off mrp" narrows it, TOURS=1 adds tours)
	@$(PYTHON) -m dev test-core $(ARGS)
test-oca:        ## the same with addons of the Odoo Community Association (ARGS="strict rma" narrows it)
	@$(PYTHON) -m dev test-oca $(ARGS)
lint:            ## Python, XML, JavaScript, the rooms and Odoo's own checks
	@$(PYTHON) -m dev lint
rooms:           ## who imports whom and calls what, counted
	@$(PYTHON) -m dev rooms
format:          ## write Python, XML, JavaScript and SCSS as lint wants them (files git knows)
	@$(PYTHON) -m dev format
hooks:           ## let git run the quick part of lint at each commit (pre-commit)
	@$(PYTHON) -m dev hooks
translations:    ## bring the files of i18n/ up to date with the addons' words
	@$(PYTHON) -m dev translations
bench:           ## ours against core on the same data (ARGS="bulk trace" narrows it)
	@$(PYTHON) -m dev bench $(ARGS)
bench-large:     ## a trace among 10,000,000 movements, made once and kept (20 minutes, 10 GB)
	@$(PYTHON) -m dev bench-large
run:             ## development server on the demo database, reloading what changes
	@$(PYTHON) -m dev run
shell:           ## Python shell on the demo database
	@$(PYTHON) -m dev shell
clean:           ## stop the private PostgreSQL and remove .odoo/
	@$(PYTHON) -m dev clean

.PHONY: help demo test test-core test-oca lint rooms format hooks translations bench bench-large run shell clean
.DEFAULT_GOAL := help
