import Foundation

/// Where a `seek` of C's leads.
enum Seeking {
  /// - Parameters:
  ///   - offset: how far to go.
  ///   - whence: from where: `SEEK_SET`, `SEEK_CUR` or `SEEK_END`.
  ///   - position: the present position.
  ///   - end: the length.
  /// - Returns: The new position; nil if there is none.
  static func place(_ offset: Int64, _ whence: Int32, from position: Int, end: Int) -> Int? {
    let base: Int
    switch whence {
    case SEEK_SET: base = 0
    case SEEK_CUR: base = position
    case SEEK_END: base = end
    default: return nil
    }
    let (place, overflow) = base.addingReportingOverflow(Int(offset))
    return overflow || place < 0 ? nil : place
  }
}
