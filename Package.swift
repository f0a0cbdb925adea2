// swift-tools-version: 6.2
import PackageDescription

// Native engines (OpenVINO, libvips, libtorch) are not linked: each is loaded on first use, so that one binary runs
// wherever at least what a command needs is installed, and a missing library is one clear line instead of a loader error.
// Nothing but the Swift toolchain is needed to compile this package.

/// Where `make setup` puts the engines of a checkout; the C shims try it after the user's and the installed places.
let deps = "\"\(Context.packageDirectory)/.deps\""

let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A Swift library target and the modules it may import; an arrow only ever points down this file.
func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

/// The tests of one module, with golden numbers and small files as resources.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], fixtures: Bool = false) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name), "TestSupport"] + dependencies,
    resources: fixtures ? [.copy("Fixtures")] : [],
    swiftSettings: swiftSettings)
}

/// A C target that loads one native engine.
func shim(_ name: String, exclude: [String] = []) -> Target {
  .target(
    name: name, exclude: exclude, cSettings: [.define("HARMONIZE_DEPS", to: deps)],
    linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))])
}

let swiftSettings: [SwiftSetting] = [.swiftLanguageMode(.v6)]

let package = Package(
  name: "swift-image-harmonization",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "ImageHarmonization", targets: ["ImageHarmonization"]),
    .library(
      name: "HarmonizationResearch",
      targets: [
        "NetworkGraph", "Networks", "Checkpoints", "ONNXExport", "Torch", "HarmonizationData",
        "HarmonizationTraining", "HarmonizationEvaluation",
      ]),
    .executable(name: "harmonize", targets: ["harmonize"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // Networks as values
    library("NetworkGraph"),
    library("Networks", ["NetworkGraph"]),
    library("Checkpoints", ["NetworkGraph"]),
    library("ONNXExport", ["NetworkGraph", "Checkpoints", protobuf]),

    // Inference
    shim("COpenVINO"),
    library("OpenVINO", ["COpenVINO"]),
    shim("CVips"),
    library("Imaging", ["CVips"]),
    library(
      "ImageHarmonization", ["NetworkGraph", "Networks", "Checkpoints", "ONNXExport", "OpenVINO", "Imaging", logging]),

    // Training and evaluation
    shim("CTorch", exclude: ["shim"]),  // C++ against libtorch's headers, built by `make setup-torch`
    library("Torch", ["CTorch", "NetworkGraph", "Checkpoints"]),
    library("HarmonizationData", ["Imaging"]),
    library(
      "HarmonizationTraining",
      ["Torch", "Networks", "Checkpoints", "HarmonizationData", "HarmonizationEvaluation", protobuf, logging, yams]),
    library("HarmonizationEvaluation", ["HarmonizationData", "Imaging"]),

    // The command line
    .executableTarget(
      name: "harmonize",
      dependencies: [
        "ImageHarmonization", "HarmonizationTraining", "HarmonizationEvaluation", "HarmonizationData", arguments,
        logging,
      ],
      swiftSettings: swiftSettings),

    // Development: what `make bench-train` times
    .executableTarget(
      name: "training-throughput", dependencies: ["Torch", "Networks", "Checkpoints"],
      path: "Benchmarks/TrainingThroughput", swiftSettings: swiftSettings),

    // Tests
    .target(
      name: "TestSupport", dependencies: ["NetworkGraph", "Checkpoints"], path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    tests("NetworkGraph"),
    tests("Networks", ["ONNXExport", "OpenVINO", "Checkpoints"], fixtures: true),
    tests("Checkpoints", fixtures: true),
    tests("ONNXExport", ["OpenVINO", "Networks", "NetworkGraph", "Checkpoints"]),
    tests("OpenVINO"),
    tests("Imaging"),
    tests("ImageHarmonization", ["Imaging", "OpenVINO", "Networks", "NetworkGraph", "Checkpoints"]),
    tests("Torch", ["Networks", "Checkpoints", "OpenVINO", "ONNXExport"], fixtures: true),
    tests("HarmonizationData"),
    tests("HarmonizationTraining"),
    tests("HarmonizationEvaluation", fixtures: true),
    tests("harmonize", ["Imaging", "OpenVINO", "Networks", "NetworkGraph", "Checkpoints", "ImageHarmonization"]),
  ],
  cxxLanguageStandard: .cxx20
)
