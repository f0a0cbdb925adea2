#!/usr/bin/env bash
# Builds the documentation of all public modules with the toolchain's own docc: one website in out/docs.
# Arguments: single modules, for a quicker look; each then gets a website of its own, out/docs-MODULE.
set -euo pipefail
cd "$(dirname "$0")/.."
symbols=.build/symbol-graphs
archives=$(mktemp -d)
trap 'rm -rf "$archives"' EXIT
mkdir -p "$symbols" out

# archive MODULE FOLDER: the module's pages, without what other modules add to it.
archive() {
  local module=$1
  mkdir "$archives/$module-symbols"
  cp "$symbols/$module"*.symbols.json "$archives/$module-symbols"
  docc convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$archives/$module-symbols" \
    --fallback-display-name "$module" --fallback-bundle-identifier "$module" --output-dir "$2"
}

modules=("$@")
if [ ${#modules[@]} = 0 ]; then
  for folder in Sources/*/*.docc; do modules+=("$(basename "$folder" .docc)"); done
fi
for module in "${modules[@]}"; do
  swift build --target "$module" --quiet -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$symbols"
done
if [ $# -gt 0 ]; then
  for module in "${modules[@]}"; do archive "$module" "out/docs-$module"; done
else
  for module in "${modules[@]}"; do archive "$module" "$archives/$module.doccarchive"; done
  rm -rf out/docs
  docc merge "$archives"/*.doccarchive --output-path out/docs
fi
echo "look at it with any web server, such as: python3 -m http.server -d out/docs"
