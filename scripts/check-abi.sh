#!/usr/bin/env bash
# Compiles Tests/abi/*.c against the engines' real headers: static assertions that the shims' own declarations agree.
set -euo pipefail
cd "$(dirname "$0")/.."
include=.deps/openvino/include
if [ -d "$include" ] && [ -e Tests/abi/openvino_abi.c ]; then
  ${CC:-clang} -std=c17 -Wall -Werror -fsyntax-only -I "$include" -I Sources/CHarmonizationOpenVINO/include Tests/abi/openvino_abi.c
fi
