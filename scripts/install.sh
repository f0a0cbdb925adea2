#!/usr/bin/env bash
# Builds the release tool and lays it out below PREFIX:
#   bin/harmonize, lib/harmonize/<engine>/*, share/harmonize/*
# The tool finds its engines relative to itself, so the tree may be moved as a whole.
set -euo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.."
prefix=${PREFIX:?}
swift=${SWIFT:-swift}

# $STATIC is empty or one flag.
# shellcheck disable=SC2086
"$swift" build -c release --product harmonize ${STATIC:-}
products=$("$swift" build -c release --show-bin-path ${STATIC:-})

copy_engine() { # name, folder with its libraries
  local target=$prefix/lib/harmonize/$1
  if [ ! -d "$2" ]; then
    echo "install: $1 is not in .deps (an installation of your own is named?), so it is not copied" >&2
    return
  fi
  rm -rf "$target.new"
  mkdir -p "$target.new"
  cp -P "$2"/*.so* "$2"/*.dylib "$target.new"
  if [ -d "$2/../licenses" ]; then cp -R "$2/../licenses" "$target.new/"; fi
  rm -rf "$target"
  mv "$target.new" "$target"
}

mkdir -p "$prefix/bin" "$prefix/lib/harmonize" "$prefix/share/harmonize"
install -m 755 "$products/harmonize" "$prefix/bin/harmonize"
# A third of the size is symbols that nothing needs at run time.
if command -v strip >/dev/null; then strip "$prefix/bin/harmonize"; fi
copy_engine vips .deps/vips/lib
copy_engine openvino .deps/openvino/lib
if [ -e .deps/torch/stamp ] && ls .deps/torch/libharmonize_torch-*.stamp >/dev/null 2>&1; then
  copy_engine torch .deps/torch/lib
  find .deps/torch -maxdepth 1 -name 'libharmonize_torch-*' ! -name '*.stamp' -exec cp {} "$prefix/lib/harmonize/torch/" \;
fi
cp LICENSE NOTICE "$prefix/share/harmonize/"
for model in Models/*.safetensors; do cp "$model" "$prefix/share/harmonize/"; done
rm -rf "$prefix/share/harmonize/recipes"
cp -R Recipes "$prefix/share/harmonize/recipes"
echo "installed $prefix/bin/harmonize"
