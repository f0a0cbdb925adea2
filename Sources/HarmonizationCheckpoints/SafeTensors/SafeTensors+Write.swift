import HarmonizationSupport

extension SafeTensors {
  /// Writes a file that appears under its name only when it is complete and on the disk.
  static func write(_ state: StateDictionary, to path: String) throws(CheckpointError) {
    do throws(FileError) { try write(state, to: AtomicFile(path, options: .synchronized)) } catch {
      throw CheckpointError(writing: error)
    }
  }

  /// As ``write(_:to:)-(_,String)``, to an open file.
  static func write(_ state: StateDictionary, to file: consuming AtomicFile) throws(FileError) {
    let layout = Layout(state)
    let header = Array(layout.header(state).utf8)
    try file.write(UInt64(header.count).littleEndianBytes + header)
    for index in layout.order { try state[index].tensor.view.write(to: file) }
    try file.commit()
  }

  /// Where each tensor's bytes go.
  ///
  /// Wide elements come first, so that every tensor is aligned to its elements although nothing may lie between two;
  /// the header keeps the dictionary's own order.
  private struct Layout {
    private(set) var order: [Int]
    private(set) var ranges: [Range<Int>]

    init(_ state: StateDictionary) {
      order = state.indices.sorted {
        (-state[$0].tensor.dataType.byteCount, $0) < (-state[$1].tensor.dataType.byteCount, $1)
      }
      ranges = Array(repeating: 0..<0, count: state.count)
      var end = 0
      for index in order {
        ranges[index] = end..<end + state[index].tensor.byteCount
        end = ranges[index].upperBound
      }
    }

    /// The JSON header, padded with spaces so that the tensors start at a multiple of 8 bytes.
    func header(_ state: StateDictionary) -> String {
      var members: [String] = []
      if !state.metadata.isEmpty {
        let pairs = state.metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
        members.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
      }
      for (entry, range) in zip(state, ranges) {
        let shape = entry.tensor.shape.map(String.init).joined(separator: ",")
        let type = SafeTensors.typeNames[entry.tensor.dataType] ?? ""
        members.append(
          "\(quoted(entry.name)):{\"dtype\":\"\(type)\",\"shape\":[\(shape)],"
            + "\"data_offsets\":[\(range.lowerBound),\(range.upperBound)]}")
      }
      let json = "{" + members.joined(separator: ",") + "}"
      return json + String(repeating: " ", count: (8 - json.utf8.count % 8) % 8)
    }

    /// A JSON string.
    private func quoted(_ text: String) -> String {
      var result = "\""
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case "\u{0}"..<"\u{20}":
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
      }
      return result + "\""
    }
  }
}
