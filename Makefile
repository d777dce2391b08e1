# `make` alone lists the targets.

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := bot handlers office messages storage sandbox bench
PYTHONS := python3.11 python3.12 python3.13 python3.14 python3

# The percentage of the lines, and of the branches, in office/ that the tests must take.
OFFICE_COVERAGE := 95
# Processes that run the tests between them (tests/forks.py): twice as many as processors, as three left a fifth of two idle,
# waiting for disks, leases and other processes.
JOBS := 4
# The office's tests wait for nobody.
OFFICE_JOBS := 2
# SlipCover takes its marks out again after so many visits to lines it has seen. Looking for them in all
# modules takes longer than all those visits.
MARKED := 1000000000
# few: PostgreSQL for storage, races and what proves each clause once, all else on SQLite; both: everything on both.
DATABASES := few
# Passed on by `make demo`, e.g. `make demo ARGS=--story`.
ARGS :=

# Episodes that `make faults` plays, the seed of the first one, and where: sqlite, postgresql or both.
# KEPT=1 plays the seeds that once failed as well, before them. From 30000 on they play problems and a meeting too,
# from 40000 on an inspection, from 50000 on what is known of the air and what the public is told,
# from 60000 on an exercise.
N := 20
SEED := 50001
DATABASE := both
KEPT :=
# What `make winter` plays: N winters from SEED on, each of so many DAYS (151 unless said), on DATABASE. SHORT=1:
# eleven days of a prefecture and a county. OUT: a folder for the chats and the years' reports.
DAYS :=
SHORT :=
OUT :=

# Empty is no: without the compiled modules each worker, and each process that a test starts, compiles
# everything anew, which takes two thirds of its start.
export PYTHONDONTWRITEBYTECODE :=

# The office's own tests run by themselves, and must take its branches.
PYTEST := pytest --hypothesis-profile=$(if $(filter both,$(DATABASES)),patient,brief)

LOG := $(VENV)/pip.log
OFFICE_LOG := $(VENV)/office.log
INSTALL := sh scripts/install.sh $(BIN)/python
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--no-strip-extras --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command "make lock"

# One share of lines and branches together may hide branches that no test takes. A file that no test imports
# is not counted, so it is told by itself.
define ENOUGH
import json, pathlib, sys
told = json.load(open(sys.argv[1]))
summary = told["summary"]
unknown = [str(file) for file in pathlib.Path("office").rglob("*.py") if str(file) not in told["files"]]
if unknown:
    sys.exit(f"No test of office/ imports {', '.join(sorted(unknown))}.")
def share(what):
    covered, missing = summary[f"covered_{what}"], summary[f"missing_{what}"]
    return 100 * covered / (covered + missing)
lines, branches = share("lines"), share("branches")
print(f"office/: {lines:.1f} % of lines and {branches:.1f} % of branches taken, $(OFFICE_COVERAGE) % wanted")
sys.exit(min(lines, branches) < $(OFFICE_COVERAGE))
endef
export ENOUGH

# For pip, name[extra] and name are two things to choose; an older one takes the newest release of
# the one that is not locked, and then stops because that has no hash. So both are.
define LOCK_PLAIN_TOO
import pathlib, re, sys
for path in map(pathlib.Path, sys.argv[1:]):
    entry = r"(?m)^([\w.-]+)\[.*?\](==.*\n(?: .*\n)*)"
    path.write_text(re.sub(entry, r"\1\2\g<0>", path.read_text()))
endef
export LOCK_PLAIN_TOO

.DEFAULT_GOAL := help
.PHONY: help demo test rest beside office faults winter bench lint format clauses screenshots lock clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.project  ## Try it: a whole office in a local Telegram, nothing to configure
	@$(BIN)/python -m bot demo $(ARGS)

# The types, the office's tests and the others are each read by one process alone, and later some wait; side by side they
# leave no processor idle.
test: $(VENV)/.project $(VENV)/.dev  ## Run every check: lint, types, import directions, tests, coverage; DATABASES=both: all on PostgreSQL too
	@$(MAKE) --no-print-directory -j 2 rest beside

rest: lint  ## Run lint, and all tests but those of office/
	@$(BIN)/python -m $(PYTEST) --forks $(JOBS) --ignore=tests/office --databases=$(DATABASES) --clauses=.clauses.json

beside: $(VENV)/.project $(VENV)/.dev  ## Run `office`, and show what it tells once it has ended
	@$(MAKE) --no-print-directory office > $(OFFICE_LOG) 2>&1 || { cat $(OFFICE_LOG); exit 1; }
	@sed -n '/ passed/,$$p' $(OFFICE_LOG)

office: $(VENV)/.project $(VENV)/.dev  ## Run the tests of office/ alone, and see which of its lines and branches they take
	@$(BIN)/python -m slipcover --threshold $(MARKED) --json --out .coverage.json -m $(PYTEST) --forks $(OFFICE_JOBS) tests/office --clauses=.clauses-office.json
	@$(BIN)/python -m slipcover --merge .coverage.json --out .coverage.json
	@$(BIN)/python -c "$$ENOUGH" .coverage.json

lint: $(VENV)/.project $(VENV)/.dev  ## Check style, types and import directions
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(VENV)/.dev  ## Rewrite the code the way `make lint` wants it
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

faults: $(VENV)/.project $(VENV)/.dev  ## Play N episodes among faults, from SEED on, on DATABASE; KEPT=1 adds those that once failed
	@$(BIN)/python -m tests.faults --count $(N) --seed $(SEED) --database $(DATABASE) $(if $(KEPT),--kept)

winter: N := 1
winter: SEED := 1
winter: DATABASE := sqlite
winter: $(VENV)/.project $(VENV)/.dev  ## Play a whole heating season of five offices among faults; N winters from SEED on, one a processor, of DAYS, on DATABASE
	@$(BIN)/python -m tests.winter --count $(N) --seed $(SEED) --database $(DATABASE) \
		$(if $(DAYS),--days $(DAYS)) $(if $(SHORT),--short) $(if $(OUT),--out $(OUT))

bench: $(VENV)/.project $(VENV)/.dev  ## Measure speed and size; ARGS=--short takes less than a minute
	@$(BIN)/python -m bench $(ARGS)

clauses: $(VENV)/.dev  ## Show which clauses of the plans the last `make test` proved
	@$(BIN)/python -m tests.clauses .clauses-office.json .clauses.json

screenshots: $(VENV)/.project $(VENV)/.dev  ## Take the pictures of README and docs anew, with Chromium
	@$(BIN)/python -m scripts.screenshots

# The development tools are locked first: what runs is then the very versions that were tested.
lock: $(VENV)/.dev  ## Renew requirements.txt and requirements-dev.txt; UPGRADE=--upgrade takes newer versions
	@$(LOCK) $(UPGRADE) --extra dev --output-file requirements-dev.txt
	@$(LOCK) $(UPGRADE) --constraint requirements-dev.txt --output-file requirements.txt
	@$(BIN)/python -c "$$LOCK_PLAIN_TOO" requirements.txt requirements-dev.txt

clean:  ## Remove the environment and everything the tools left behind
	@rm -rf $(VENV) build dist htmlcov *.egg-info .*_cache .hypothesis .coverage .coverage.* .clauses*.json
	@find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: a changed runtime lock builds it anew, the development lock only adds to it.
$(VENV)/.runtime: requirements.txt
	@[ ! -L $(VENV) ] || { echo "$(VENV) is a link, and what it leads to may serve another checkout; remove the link and call make again."; exit 1; }
	@for python in $(PYTHONS); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then \
			echo "Preparing $(VENV) with $$python, once: an environment, then its packages. It takes some minutes."; \
			exec $$python -m venv --clear $(VENV); \
		fi; \
	done; \
	echo "Qingkong needs Python 3.11 or newer; please install it and call make again."; exit 1
	@$(INSTALL) requirements.txt $(LOG)
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@$(INSTALL) requirements-dev.txt $(LOG)
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.runtime
	@echo "  Qingkong itself"
	@$(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet \
		--no-deps --no-build-isolation --editable . > $(LOG) 2>&1 || { cat $(LOG); exit 1; }
	@touch $@
