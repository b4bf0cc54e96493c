.DEFAULT_GOAL := help
.PHONY: help demo setup run dev prepare test check format lock messages bench shots guide clean

PORT ?= 8000
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
PY := .venv/bin/python
# For commands that need settings but nobody's database.
TESTING := DJANGO_SETTINGS_MODULE=tests.settings DATABASE_URL=sqlite://

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: setup ## Set everything up, load the demo and serve it on 127.0.0.1 (PORT=8000)
	@$(MAKE) --no-print-directory serve

setup: prepare ## The same without serving; safe to repeat
	@SITE_URL=http://127.0.0.1:$(PORT) $(PY) manage.py load_demo

run: prepare ## Serve what is there, as production would
	@$(MAKE) --no-print-directory serve

dev: prepare ## Serve with Django's error pages and reload on change, for working on the code
	@SITE_URL=http://127.0.0.1:$(PORT) DEBUG=1 $(PY) manage.py runserver 127.0.0.1:$(PORT)

test: .venv/dev ## Run every test on SQLite and PostgreSQL, in the browser too (ARGS="-k word")
	@$(PY) -m tests $(ARGS)

check: .venv/dev ## Format, lint, types, migrations, deployment, translations, then the tests
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m djlint --lint --quiet templates
	$(PY) -m mypy
	$(TESTING) $(PY) manage.py makemigrations --check --dry-run
	$(TESTING) $(PY) manage.py check_translations
	env -u LOCAL -u DEBUG ENV_FILE=.env.example SECRET_KEY="$$($(NEW_KEY))" \
		$(PY) manage.py check --deploy --fail-level WARNING
	@$(MAKE) --no-print-directory test

format: .venv/dev ## Put the code into its format
	$(PY) -m ruff check --fix-only --quiet .
	$(PY) -m ruff format .

lock: .venv/dev ## Write requirements/ anew from pyproject.toml (ARGS=--upgrade for newer versions)
	$(LOCK) -o requirements/base.txt
	$(LOCK) --group dev -c requirements/base.txt -o requirements/dev.txt

messages: .venv/dev ## Gather the texts for the Spanish catalogue and compile it (needs gettext)
	$(TESTING) $(PY) manage.py makemessages -l es --no-wrap --no-obsolete --add-location file -i .venv -i staticfiles
	$(TESTING) $(PY) manage.py makemessages -d djangojs -l es --no-wrap --no-obsolete --add-location file \
		-i .venv -i staticfiles -i node_modules
	$(TESTING) $(PY) manage.py check_translations --compile

bench: .venv/dev .env ## Fill a big archive and print the cost of each page
	@$(TESTING) $(PY) manage.py bench $(ARGS)

shots: .venv/dev ## Take pictures of the demo that is being served on PORT, into .run/shots
	@$(PY) -m tests.shots http://127.0.0.1:$(PORT) .run/shots

guide: .venv/dev ## Take the pictures of the guides (docs/editing.md, docs/writing.md) anew
	@$(TESTING) GUIDE=1 $(PY) -m pytest -q -m browser tests/test_guide_browser.py -k newcomer

clean: ## Take away what can be made again; the database, media/ and .env stay
	rm -rf .venv staticfiles .run .mypy_cache .ruff_cache .pytest_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ── What the commands above lean on ──

.PHONY: serve
serve:
	@$(PY) -c 'import socket; socket.create_server(("127.0.0.1", $(PORT))).close()' 2>/dev/null || \
		{ echo "Port $(PORT) is taken. Choose another: make run PORT=$$(($(PORT) + 1))"; exit 1; }
	@echo "Open http://127.0.0.1:$(PORT)/ (the desk: http://127.0.0.1:$(PORT)/admin/). Ctrl-C stops it."
	@WORK=1 PORT=$(PORT) SITE_URL=http://127.0.0.1:$(PORT) exec .venv/bin/gunicorn

prepare: .venv/base .env
	@mkdir -p media
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py collectstatic --noinput --verbosity 0

NEW_KEY = $(PY) -c 'import secrets; print(secrets.token_urlsafe(50))'
LOCK = $(PY) -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --quiet $(ARGS)
INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r

.env: | .venv/base
	@umask 077 && printf 'LOCAL=1\nSECRET_KEY=%s\n' "$$($(NEW_KEY))" > $@

.venv/base: requirements/base.txt | .venv/bin/python
	@echo "Installing $<"
	@$(INSTALL) $<
	@touch $@

.venv/dev: requirements/dev.txt | .venv/bin/python
	@echo "Installing $<"
	@$(INSTALL) $<
	@touch $@ .venv/base

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Communiqué needs Python 3.11 or newer. On Debian and Ubuntu: \
	apt install python3 python3-venv. Name another one with PYTHON=/path/to/python."; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "This Python cannot make an environment. \
	On Debian and Ubuntu: apt install python3-venv"; exit 1; }
