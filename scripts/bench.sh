#!/usr/bin/env bash
# Measures the tool against its peers; see bench.py. REFERENCE=path/to/checkout adds the reference implementation in
# PyTorch, REFERENCE_PCTNET=path/to/checkout compares with PCT-Net's.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/bench-environment.sh
swift build -c release --product harmonize --quiet
tool=$(swift build -c release --show-bin-path)/harmonize
"$environment/bin/python" scripts/bench.py "$tool" "$@"
if [ -n "${REFERENCE_PCTNET:-}" ]; then
  # What the published implementation imports, beside the pinned torch.
  "$environment/bin/pip" install --quiet --disable-pip-version-check -c "$requirements" \
    torch torchvision kornia==0.9.0 einops==0.8.2 opencv-python-headless tqdm pillow
  "$environment/bin/python" scripts/bench_pctnet.py "$tool" "$REFERENCE_PCTNET"
fi
