#!/usr/bin/env bash
# Compiles the C++ between Swift and libtorch (Sources/CHarmonizationTorch/shim) into .deps/torch/libharmonize_torch-HASH, when anything
# that it is made from has changed: its sources (HASH), the headers' version, the compiler.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "build-shim: $1" >&2; exit 1; }

torch=${HARMONIZE_TORCH:-.deps/torch}
[ -d "$torch/include" ] || [ ! -d "$torch/torch/include" ] || torch=$torch/torch
[ -f "$torch/include/ATen/ATen.h" ] || fail "$torch has no headers of libtorch (include/ATen); run: make setup-torch"
target=.deps/torch
if [ "$(uname -s)" = Darwin ]; then
  suffix=dylib link=(-dynamiclib -Wl,-undefined,dynamic_lookup)
  CXX=${CXX:-$(xcrun --find clang++)}
else
  suffix=so link=(-shared -Wl,--no-as-needed -Wl,-z,defs -Wl,--allow-shlib-undefined)
  CXX=${CXX:-$(dirname "$(readlink -f "$(command -v "${SWIFT:-swift}")")")/clang++}
fi
command -v "$CXX" >/dev/null || fail "no C++ compiler: $CXX; set CXX"

# The program looks for the library that was made from the sources that it knows: CHarmonizationTorch.c lists and hashes them.
cd Sources/CHarmonizationTorch
sources=($(sed -n 's/^#embed "\([^"]*\)".*/\1/p' CHarmonizationTorch.c))
unlisted=$(comm -3 <(printf '%s\n' "${sources[@]}" | sort) <(find include shim -type f | sort))
[ -z "$unlisted" ] || fail "CHarmonizationTorch.c must list exactly the files in include and shim; not so: $unlisted"
hash=$(cat "${sources[@]}" | ${PYTHON:-python3} -c '
import sys
value = 0xcbf29ce484222325
for byte in sys.stdin.buffer.read():
    value = ((value ^ byte) * 0x100000001b3) % 2**64
print(f"{value:016x}")')
cd ../..

flags=(-std=c++20 -O2 -fPIC -fvisibility=hidden -Wall -Wno-deprecated-declarations "-DHARMONIZE_TORCH_SOURCES=0x${hash}ULL"
  "-I$torch/include" "-I$torch/include/torch/csrc/api/include"
  # c10d's gloo is in the library; what its headers need of gloo's own is declared in shim/gloo.
  -DUSE_C10D_GLOO -ISources/CHarmonizationTorch/shim)
library=$target/libharmonize_torch-$hash.$suffix
stamp=$target/libharmonize_torch-$hash.stamp
made_from() {
  cat "$torch/version.py" "$0"
  "$CXX" --version
  echo "${flags[@]}" "${link[@]}"
}
now=$(made_from | git hash-object --stdin)
if [ -f "$library" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then exit 0; fi

echo "setup: compiling the libtorch shim (a minute)" >&2
mkdir -p "$target"
objects=$(mktemp -d "$target/objects.XXXXXX")
trap 'rm -rf "$objects"' EXIT
ls Sources/CHarmonizationTorch/shim/*.cpp | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I{} sh -c '
  source=$1 objects=$2; shift 2
  "$@" -c "$source" -o "$objects/$(basename "$source" .cpp).o"' sh {} "$objects" "$CXX" "${flags[@]}" ||
  fail "the shim does not compile, see above"
"$CXX" "${link[@]}" "$objects"/*.o "-L$torch/lib" -ltorch_cpu -lc10 -o "$objects/library" || fail "the shim does not link, see above"
mv "$objects/library" "$library"
# Libraries of sources that no one has built for a month.
find "$target" -maxdepth 1 -name 'libharmonize_torch*' -mtime +30 -delete
echo "$now" >"$stamp"
