#!/usr/bin/env bash
# Measures the tool against its peers; see bench.py. REFERENCE=path/to/checkout adds the reference implementation in PyTorch.
set -euo pipefail
cd "$(dirname "$0")/.."
environment=.bench/venv
requirements=scripts/bench-requirements.txt
if ! cmp -s "$requirements" "$environment/requirements.txt"; then
  "${PYTHON:-python3}" -m venv --clear "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$environment/requirements.txt"
fi
swift build -c release --product harmonize --quiet
exec "$environment/bin/python" scripts/bench.py "$(swift build -c release --show-bin-path)/harmonize" "$@"
