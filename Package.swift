// swift-tools-version: 6.2
import PackageDescription

// Native engines (OpenVINO, libvips, libtorch) are not linked: each is loaded on first use, so that one binary runs
// wherever at least what a command needs is installed, and a missing library is one clear line instead of a loader error.
// Nothing but the Swift toolchain is needed to compile this package.

let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let arguments = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["Tool"]))
let yams = Target.Dependency.product(name: "Yams", package: "Yams", condition: .when(traits: ["Research"]))
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// A Swift library target and the modules it may import: only modules that stand above it in this file.
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
    name: name, exclude: exclude, linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))])
}

let swiftSettings: [SwiftSetting] = [.swiftLanguageMode(.v6)]

let package = Package(
  name: "swift-image-harmonization",
  platforms: [.macOS(.v15)],
  products: [
    .library(
      name: "ImageHarmonization",
      targets: ["ImageHarmonization", "HarmonizationImaging", "HarmonizationPixels", "HarmonizationSupport"]),
    .library(
      name: "HarmonizationResearch",
      targets: [
        "HarmonizationGraph", "HarmonizationNetworks", "HarmonizationCheckpoints", "HarmonizationONNX",
        "HarmonizationTorch", "HarmonizationData", "HarmonizationTraining", "HarmonizationEvaluation",
      ]),
    .executable(name: "harmonize", targets: ["harmonize"]),
  ],
  // An app that only harmonizes leaves both out (`traits: []`) and resolves neither Yams nor ArgumentParser.
  traits: [
    .default(enabledTraits: ["Tool", "Research"]),
    .trait(name: "Research", description: "Training and evaluation: HarmonizationResearch."),
    .trait(name: "Tool", description: "The command line.", enabledTraits: ["Research"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Files, search paths, hashes, text: what every other module uses
    library("HarmonizationSupport", [system]),
    shim("CHarmonizationCurl"),
    library("HarmonizationDownload", ["HarmonizationSupport", "CHarmonizationCurl"]),

    // Networks as values
    library("HarmonizationGraph"),
    library("HarmonizationNetworks", ["HarmonizationGraph"]),
    library("HarmonizationCheckpoints", ["HarmonizationSupport", "HarmonizationGraph"]),
    library("HarmonizationONNX", ["HarmonizationGraph", "HarmonizationCheckpoints", protobuf]),

    // Inference
    shim("CHarmonizationOpenVINO"),
    library("HarmonizationOpenVINO", ["HarmonizationSupport", "CHarmonizationOpenVINO"]),
    library("HarmonizationPixels"),
    shim("CHarmonizationVips"),
    library("HarmonizationImaging", ["HarmonizationSupport", "CHarmonizationVips", "HarmonizationPixels"]),
    library(
      "ImageHarmonization",
      [
        "HarmonizationSupport", "HarmonizationGraph", "HarmonizationNetworks", "HarmonizationCheckpoints",
        "HarmonizationONNX",
        "HarmonizationOpenVINO", "HarmonizationPixels", "HarmonizationImaging",
      ]),

    // HTTP, and the studio's page inside the program: the tool is one file
    shim("CHarmonizationPage", exclude: ["files"]),
    library("HarmonizationServer", ["CHarmonizationPage"]),

    // Training and evaluation
    shim("CHarmonizationTorch", exclude: ["shim"]),  // C++ against libtorch's headers, built by `make setup-torch`
    library(
      "HarmonizationTorch",
      ["HarmonizationSupport", "CHarmonizationTorch", "HarmonizationGraph", "HarmonizationCheckpoints"]),
    library("HarmonizationData", ["HarmonizationSupport", "HarmonizationPixels", "HarmonizationImaging"]),
    library(
      "HarmonizationEvaluation",
      [
        "HarmonizationSupport", "HarmonizationPixels", "HarmonizationImaging", "ImageHarmonization",
        "HarmonizationData",
      ]),
    library(
      "HarmonizationTraining",
      [
        "HarmonizationSupport", "HarmonizationGraph", "HarmonizationNetworks", "HarmonizationCheckpoints",
        "HarmonizationTorch",
        "HarmonizationPixels", "HarmonizationImaging", "HarmonizationData", "HarmonizationEvaluation", protobuf, yams,
      ]),

    // The command line
    .executableTarget(
      name: "harmonize",
      dependencies: [
        "HarmonizationSupport", "HarmonizationGraph", "HarmonizationNetworks", "HarmonizationCheckpoints",
        "HarmonizationONNX", "HarmonizationDownload",
        "HarmonizationOpenVINO", "HarmonizationPixels", "HarmonizationImaging", "ImageHarmonization",
        "HarmonizationTorch", "HarmonizationData", "HarmonizationTraining", "HarmonizationEvaluation",
        "HarmonizationServer", arguments,
      ],
      swiftSettings: swiftSettings),

    // Development: what `make bench-train` times
    .executableTarget(
      name: "training-throughput",
      dependencies: ["HarmonizationGraph", "HarmonizationTorch", "HarmonizationNetworks", "HarmonizationCheckpoints"],
      path: "Benchmarks/TrainingThroughput", swiftSettings: swiftSettings),

    // Tests
    .target(
      name: "TestSupport",
      dependencies: ["HarmonizationSupport", "HarmonizationPixels", "HarmonizationGraph", "HarmonizationCheckpoints"],
      path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    tests("HarmonizationSupport"),
    tests("HarmonizationDownload", ["HarmonizationSupport"]),
    tests("HarmonizationGraph"),
    tests(
      "HarmonizationNetworks",
      ["HarmonizationGraph", "HarmonizationONNX", "HarmonizationOpenVINO", "HarmonizationCheckpoints"], fixtures: true),
    tests("HarmonizationCheckpoints", ["HarmonizationSupport", "HarmonizationGraph"], fixtures: true),
    tests("HarmonizationONNX", ["HarmonizationOpenVINO", "HarmonizationGraph", "HarmonizationCheckpoints"]),
    tests("HarmonizationOpenVINO", ["HarmonizationSupport"]),
    tests("HarmonizationPixels"),
    tests("HarmonizationServer"),
    tests("HarmonizationImaging", ["HarmonizationSupport", "HarmonizationPixels"]),
    tests(
      "ImageHarmonization",
      [
        "HarmonizationSupport", "HarmonizationPixels", "HarmonizationImaging", "HarmonizationOpenVINO",
        "HarmonizationNetworks",
        "HarmonizationGraph", "HarmonizationCheckpoints",
      ]),
    tests(
      "HarmonizationTorch",
      [
        "HarmonizationSupport", "HarmonizationGraph", "HarmonizationNetworks", "HarmonizationCheckpoints",
        "HarmonizationOpenVINO",
        "HarmonizationONNX",
      ],
      fixtures: true),
    tests("HarmonizationData", ["HarmonizationSupport", "HarmonizationPixels", "HarmonizationImaging"]),
    tests(
      "HarmonizationEvaluation",
      [
        "HarmonizationSupport", "HarmonizationPixels", "HarmonizationImaging", "ImageHarmonization",
        "HarmonizationData",
      ], fixtures: true),
    tests(
      "HarmonizationTraining",
      [
        "HarmonizationSupport", "HarmonizationGraph", "HarmonizationNetworks", "HarmonizationCheckpoints",
        "HarmonizationTorch",
        "HarmonizationPixels", "HarmonizationImaging", "HarmonizationData", "HarmonizationEvaluation",
      ]),
    tests(
      "harmonize",
      [
        "HarmonizationSupport", "HarmonizationGraph", "HarmonizationNetworks", "HarmonizationCheckpoints",
        "HarmonizationOpenVINO",
        "HarmonizationPixels", "HarmonizationImaging", "ImageHarmonization", "HarmonizationTorch",
        "HarmonizationTraining", "HarmonizationEvaluation",
      ]),
  ],
  cxxLanguageStandard: .cxx20
)
