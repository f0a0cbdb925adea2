#!/usr/bin/env bash
# Harmonizes the sample at full resolution and puts before and after side by side.
set -euo pipefail
cd "$(dirname "$0")/.."
swift build -c release --product harmonize --quiet
mkdir -p out
"$(swift build -c release --show-bin-path)/harmonize" photo examples/composite.jpg examples/mask.png \
  --output out/harmonized.jpg --compare out/compare.jpg --overwrite
echo "look at out/harmonized.jpg and out/compare.jpg (before and after)"
