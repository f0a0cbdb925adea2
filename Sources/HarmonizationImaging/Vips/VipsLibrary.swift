import CHarmonizationVips
import Foundation
import HarmonizationSupport

/// Finds and starts libvips once per process.
enum VipsLibrary {
  /// The outcome of the first attempt, which counts for the whole process.
  private static let outcome = Result<Void, ImagingError> { () throws(ImagingError) in
    let found = try locate(by: .current)
    var message = [CChar](repeating: 0, count: 1024)
    guard cvips_library_start(found.handle, &message, message.count) else {
      throw .libraryMissing(reason: "\(found.path) cannot be used: \(text(message))")
    }
  }

  /// Makes libvips ready.
  ///
  /// - Throws: ``ImagingError/libraryMissing(reason:)`` or ``ImagingError/libraryTooOld(version:path:)``.
  static func load() throws(ImagingError) { try outcome.get() }

  /// An opened library.
  struct Found {
    let handle: UnsafeMutableRawPointer
    let path: String
  }

  /// Opens the first usable library of the installation, then what the system's loader finds.
  static func locate(by installation: Installation) throws(ImagingError) -> Found {
    try locate(
      in: installation.places(of: .libvips),
      system: installation.mayAskSystem(for: .libvips) ? [EngineLibrary.libvips.filePrefix] : [])
  }

  /// Opens the first usable library: in `places`, then by the loader's own search for `system`.
  static func locate(in places: [Installation.Place], system: [String]) throws(ImagingError) -> Found {
    var tried: [String] = []
    for place in places {
      let libraries = place.libraries(of: .libvips)
      for path in libraries {
        if let found = try open(path, noting: &tried) { return found }
      }
      // Only what the user specified is worth a word if the library is not there.
      if case .variable(let name) = place.origin {
        let detail = libraries.isEmpty ? "no libvips in \(place.folder)" : tried.joined(separator: "; ")
        throw .libraryMissing(reason: "\(name): \(detail)")
      }
    }
    for name in system {
      if let found = try open(name, noting: &tried) { return found }
    }
    throw .libraryMissing(reason: tried.joined(separator: "; "))
  }

  private static func open(_ path: String, noting tried: inout [String]) throws(ImagingError) -> Found? {
    var message = [CChar](repeating: 0, count: 1024)
    guard let handle = cvips_library_open(path, &message, message.count) else {
      tried.append(text(message))
      return nil
    }
    var major: Int32 = 0
    var minor: Int32 = 0
    guard cvips_library_version(handle, &major, &minor) else {
      tried.append("\(path) is not libvips")
      cvips_library_close(handle)
      return nil
    }
    guard major == 8, minor >= 14 else {
      cvips_library_close(handle)
      throw .libraryTooOld(version: "\(major).\(minor)", path: path)
    }
    return Found(handle: handle, path: path)
  }

  private static func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The pending messages of failed calls. libvips keeps one buffer for all threads, so under load a message may come from
  /// a neighbour: it is detail for people, never what a decision rests on.
  static func takeMessage() -> String {
    var message = [CChar](repeating: 0, count: 2048)
    cvips_take_error(&message, message.count)
    // A decoder says the same of each block that it misses.
    var lines: [Substring] = []
    for line in text(message).split(separator: "\n") where !lines.contains(line) { lines.append(line) }
    return lines.joined(separator: "; ")
  }
}

extension VipsLibrary {
  /// Whether encoders can be told which kinds of metadata to write.
  static let choosesMetadata = isAtLeast(minor: 15)
  /// Whether lossless WebP can keep the colours of transparent pixels.
  static let keepsHiddenColours = isAtLeast(minor: 16)

  private static func isAtLeast(minor wanted: Int32) -> Bool {
    var (major, minor, micro): (Int32, Int32, Int32) = (0, 0, 0)
    cvips_version(&major, &minor, &micro)
    return major > 8 || minor >= wanted
  }
}

extension EngineLibrary {
  #if os(macOS)
    private static let fileName = "libvips.42.dylib"
  #else
    private static let fileName = "libvips.so.42"
  #endif

  /// libvips, wherever its file of this major version is.
  static let libvips = EngineLibrary(
    name: "vips", variable: "HARMONIZE_VIPS", filePrefix: fileName, layouts: ["", "lib", "lib64"])
}
