#!/usr/bin/env bash
# Measures training steps against the reference implementation in PyTorch; see bench_train.py. REFERENCE names its checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -d "${REFERENCE:-}/iharm" ]; then
  echo "bench-train: REFERENCE must name a checkout of saic-vul/image_harmonization" >&2
  exit 1
fi
environment=.bench/venv
requirements=scripts/bench-requirements.txt
if ! cmp -s "$requirements" "$environment/requirements.txt"; then
  "${PYTHON:-python3}" -m venv --clear "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$environment/requirements.txt"
fi
swift build -c release --product training-throughput --quiet
exec "$environment/bin/python" scripts/bench_train.py \
  "$(swift build -c release --show-bin-path)/training-throughput" "$REFERENCE" "$@"
