#!/usr/bin/env bash
# The studio's tests in a real browser. Chromium and its driver are the system's; root gets them from the distribution.
set -euo pipefail
cd "$(dirname "$0")/.."
find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
if [ -z "$(find_browser)" ] || ! command -v chromedriver >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    packages=(chromium chromium-driver fonts-dejavu-core)
    apt-get install -y --no-install-recommends "${packages[@]}" >/dev/null 2>&1 \
      || { apt-get update >/dev/null && apt-get install -y --no-install-recommends "${packages[@]}" >/dev/null; }
  else
    echo "test-studio: chromium and chromedriver are needed: apt-get install chromium chromium-driver" >&2
    exit 1
  fi
fi
if ! [ -x .deps/studio/bin/python ] || ! .deps/studio/bin/python -c 'import selenium' 2>/dev/null; then
  "${PYTHON:-python3}" -m venv .deps/studio
  .deps/studio/bin/pip install --quiet --disable-pip-version-check selenium==4.51.0
fi
HARMONIZE=${HARMONIZE:?name the tool to test} CHROMIUM=$(find_browser) CHROMEDRIVER=$(command -v chromedriver) \
  exec .deps/studio/bin/python Tests/studio/test_studio.py "$@"
