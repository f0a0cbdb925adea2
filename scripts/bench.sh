#!/usr/bin/env bash
# Measures the tool against its peers; see bench.py. REFERENCE=path/to/checkout adds the reference implementation in PyTorch.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/bench-environment.sh
swift build -c release --product harmonize --quiet
exec "$environment/bin/python" scripts/bench.py "$(swift build -c release --show-bin-path)/harmonize" "$@"
