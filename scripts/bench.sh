#!/usr/bin/env bash
# Times the peers (OpenVINO's and ONNX Runtime's Python APIs) on ONNX files: make bench MODELS="a.onnx b.onnx"
set -euo pipefail
cd "$(dirname "$0")/.."
environment=.bench/venv
if ! cmp -s scripts/bench-requirements.txt "$environment/requirements.txt"; then
  "${PYTHON:-python3}" -m venv --clear "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r scripts/bench-requirements.txt
  cp scripts/bench-requirements.txt "$environment/requirements.txt"
fi
for model in ${MODELS:?name ONNX files, written by: harmonize export}; do
  echo "$model"
  "$environment/bin/python" scripts/bench_peers.py "$model"
done
