#!/usr/bin/env bash
# Compiles Tests/abi/*.c against the engines' real headers: static assertions that the shims' own declarations agree.
# OpenVINO's headers come with `make setup`; libvips's and libcurl's from an installed libvips-dev
# and libcurl4-openssl-dev, found by pkg-config. An engine whose
# headers are not there is skipped, and the output says so.
set -euo pipefail
cd "$(dirname "$0")/.."
compiler=${CC:-clang}

check() { # shim, test, flags that lead to the headers
  local shim=Sources/$1 test=Tests/abi/$2
  shift 2
  "$compiler" -std=c17 -Wall -Werror -fsyntax-only -I "$shim/include" -I "$shim" "$@" "$test"
}

skip() { echo "abi: $1's headers are not installed; its declarations are not checked" >&2; }

if [ -d .deps/openvino/include ]; then
  check CHarmonizationOpenVINO openvino_abi.c -I .deps/openvino/include
else
  skip OpenVINO
fi

if flags=$(pkg-config --cflags libcurl 2>/dev/null); then
  # shellcheck disable=SC2086
  check CHarmonizationCurl curl_abi.c -Wno-deprecated-declarations $flags
else
  skip libcurl
fi

if flags=$(pkg-config --cflags vips 2>/dev/null); then
  # shellcheck disable=SC2086
  check CHarmonizationVips vips_abi.c -Wno-error $flags
else
  skip libvips
fi
