import CHarmonizationVips
import Foundation

/// Finds and starts libvips once per process.
enum VipsLibrary {
  /// The outcome of the first attempt, which stands for the whole process.
  private static let outcome = Result<Void, ImagingError> { () throws(ImagingError) in
    let found = try locate(in: SearchPath.standard(), system: SearchPath.systemNames)
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

  /// Opens the first usable library: in `folders`, then by the loader's own search for `system`.
  ///
  /// A folder that the user names must hold the library: falling through to another copy would hide a mistake.
  static func locate(in folders: [SearchPath.Folder], system: [String]) throws(ImagingError) -> Found {
    var tried: [String] = []
    for folder in folders {
      for path in folder.candidates where FileManager.default.fileExists(atPath: path) {
        if let found = try open(path, noting: &tried) { return found }
      }
      if folder.isRequired {
        let detail = tried.isEmpty ? "no libvips in \(folder.path)" : tried.joined(separator: "; ")
        throw .libraryMissing(reason: "\(folder.origin): \(detail)")
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
    return text(message).split(separator: "\n").joined(separator: "; ")
  }
}
