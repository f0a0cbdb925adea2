#!/bin/sh
# Regenerates the Swift sources of the protocol buffers beside this script. Needs protoc (Debian: protobuf-compiler,
# Homebrew: protobuf); the Swift plugin is built from the swift-protobuf that Package.swift pins.
set -eu
cd "$(dirname "$0")/.."

swift build -c release --product protoc-gen-swift
plugin="$(swift build -c release --show-bin-path)/protoc-gen-swift"

# generate NAME FOLDER
generate() {
  mkdir -p "$2"
  protoc --plugin=protoc-gen-swift="$plugin" --swift_opt=Visibility=Internal \
    --proto_path=Protos --swift_out="$2" "$1.proto"
}

generate onnx Sources/HarmonizationONNX/Proto
generate event Sources/HarmonizationTraining/Proto
