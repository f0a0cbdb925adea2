#!/usr/bin/env bash
# Measures training steps against the reference implementation in PyTorch; see bench_train.py. REFERENCE names its checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -d "${REFERENCE:-}/iharm" ]; then
  echo "bench-train: REFERENCE must name a checkout of saic-vul/image_harmonization" >&2
  exit 1
fi
. scripts/bench-environment.sh
swift build -c release --product training-throughput --quiet
exec "$environment/bin/python" scripts/bench_train.py \
  "$(swift build -c release --show-bin-path)/training-throughput" "$REFERENCE" "$@"
