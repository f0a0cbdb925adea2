import Foundation
import HarmonizationImaging
import HarmonizationSupport
import ImageHarmonization

/// Where each cut-out of a series goes: a CSV file with the columns `name`, `x`, `y` and, if wanted, `scale`.
struct Places {
  /// One cut-out's place.
  struct Place: Equatable {
    let x: Int
    let y: Int
    let scale: Double
  }

  private let places: [[UInt8]: Place]
  private let standard: Place

  /// The same place for all that a file does not list.
  init(_ standard: Place, file: String?) throws {
    self.standard = standard
    places = try file.map(Self.read) ?? [:]
  }

  /// The place of a cut-out; `name` is its path below the folder.
  func place(of name: String) -> Place { places[FileName.bytes(of: name)] ?? standard }

  private static func read(_ path: String) throws -> [[UInt8]: Place] {
    let lines = FileName.text(try FileSystem.contents(of: path)).split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let header = lines.first?.map { $0.trimmingCharacters(in: .whitespaces).lowercased() } ?? []
    guard let name = header.firstIndex(of: "name"), let x = header.firstIndex(of: "x"),
      let y = header.firstIndex(of: "y")
    else {
      throw Failure("\(path): the first line must list the columns name, x and y (and scale, if wanted)")
    }
    let scale = header.firstIndex(of: "scale")
    var places: [[UInt8]: Place] = [:]
    for (number, fields) in lines.enumerated().dropFirst() {
      func value<Value: LosslessStringConvertible>(_ column: Int) -> Value? {
        column < fields.count ? Value(fields[column].trimmingCharacters(in: .whitespaces)) : nil
      }
      let factor: Double? = scale.map { value($0) ?? .nan } ?? 1
      guard let file: String = value(name), let left: Int = value(x), let top: Int = value(y), let factor, factor > 0,
        factor <= 64
      else { throw Failure("\(path), line \(number + 1): a name, two whole numbers and a scale above 0 are needed") }
      places[FileName.bytes(of: file)] = Place(x: left, y: top, scale: factor)
    }
    return places
  }
}
