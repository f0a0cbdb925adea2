#!/usr/bin/env bash
# Builds the documentation of the library with the toolchain's own docc.
set -euo pipefail
cd "$(dirname "$0")/.."
module=${1:-ImageHarmonization}
symbols=.build/symbol-graphs
mkdir -p "$symbols" out
swift build --target "$module" --quiet -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$symbols"
selected=$(mktemp -d)
trap 'rm -rf "$selected"' EXIT
cp "$symbols/$module"*.symbols.json "$selected"
docc convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$selected" \
  --fallback-display-name "$module" --fallback-bundle-identifier "$module" --output-dir "out/docs"
echo "look at it with: docc preview, or serve out/docs with any web server"
