/// Connected parts of a division into object and background.
enum Islands {
  /// A part of the object with less than this share of the largest part's pixels is taken for noise, and so is such a hole.
  private static let least = 0.02

  /// The division without specks: small parts of the object far from marks become background, and small holes object.
  static func cleaned(_ objects: [Bool], hints: [GrabCut.Hint], width: Int) -> [Bool] {
    var result = objects
    for value in [true, false] {
      let parts = parts(of: result, value: value, width: width)
      let largest = result.count { $0 }
      let mark: GrabCut.Hint = value ? .object : .background
      for part in parts where Double(part.count) < least * Double(largest) {
        if part.contains(where: { hints[$0] == mark }) { continue }
        for index in part { result[index] = !value }
      }
    }
    return result
  }

  /// The pixels of each connected part (by sides) that has a value.
  private static func parts(of labels: [Bool], value: Bool, width: Int) -> [[Int]] {
    var isSeen = labels.map { $0 != value }
    var parts: [[Int]] = []
    for start in labels.indices where !isSeen[start] {
      isSeen[start] = true
      var part = [start]
      var next = 0
      while next < part.count {
        let index = part[next]
        next += 1
        let x = index % width
        for neighbour in [
          x > 0 ? index - 1 : -1, x + 1 < width ? index + 1 : -1, index - width, index + width,
        ] where labels.indices.contains(neighbour) && !isSeen[neighbour] {
          isSeen[neighbour] = true
          part.append(neighbour)
        }
      }
      parts.append(part)
    }
    return parts
  }
}
