import HarmonizationImaging
import HarmonizationOpenVINO
import Testing

/// What is set up on this machine.
enum Engine {
  static let openVINO = (try? Core()) != nil
  static let vips = (try? ImagingLibrary.version()) != nil
}

extension Trait where Self == ConditionTrait {
  /// Skips where pictures cannot be read.
  static var needsVips: Self { .enabled(if: Engine.vips, "libvips is not installed; `make setup` does it") }
  /// Skips where networks cannot be run either.
  static var needsEngines: Self {
    .enabled(if: Engine.vips && Engine.openVINO, "libvips or OpenVINO is not set up; `make setup` does it")
  }
  /// Skips where networks cannot be run.
  static var needsOpenVINO: Self { .enabled(if: Engine.openVINO, "OpenVINO is not set up; `make setup` does it") }
}
