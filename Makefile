.DEFAULT_GOAL := help
.PHONY: help setup demo test faults check bench lock fmt messages

COMPILE := .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-annotate pyproject.toml

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

setup: ## make .venv with the locked packages, texts, typeface and static files
	@.ci/setup

demo: ## set up, then serve the demo on http://localhost:8000/
	@.ci/setup
	@DEMO=on exec .venv/bin/python manage.py serve --demo

test: ## set up, install what the tests drive, and run every test
	@.ci/setup dev
	@.ci/services
	@.ci/lanes

faults: ## run the thousand rounds of the faults of which make test runs a few
	@.ci/setup dev
	@.ci/services
	@.ci/faults

check: ## style, types, import order, templates, migrations, settings and texts
	@.ci/setup dev
	@.ci/check

bench: ## measure the pages against hand-written minimums
	@.ci/setup dev
	@.venv/bin/python -m bench

lock: ## resolve the packages of pyproject.toml and package.json anew
	@.ci/setup dev
	@$(COMPILE) --upgrade -o requirements.lock
	@$(COMPILE) --upgrade --group dev -c requirements.lock -o requirements-dev.lock
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund
	@.venv/bin/python -c "import json, pathlib; p = pathlib.Path('package-lock.json'); d = json.loads(p.read_text()); [e.pop('funding', None) for e in d['packages'].values()]; p.write_text(json.dumps(d, indent=2) + '\n')"

fmt: ## format code and templates
	@.ci/setup dev
	@.venv/bin/ruff check --fix --exit-zero .
	@.venv/bin/ruff format .
	@.venv/bin/djade --target-version 5.2 $$(git ls-files '*.html')

messages: ## read the texts of code and templates into the Danish catalogue, and compile it
	@.ci/setup dev
	@.venv/bin/python manage.py extract_messages
	@.venv/bin/python manage.py compile_catalogues
