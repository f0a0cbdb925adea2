extension SafeTensors {
  /// Reads all tensors as views of the file.
  static func read(_ bytes: ByteView) throws(CheckpointError) -> StateDictionary {
    var reader = ByteReader(bytes)
    let length = try reader.integer(UInt64.self)
    guard length <= maximumHeader else { throw CheckpointError(.limitExceeded("a header of \(length) bytes")) }
    let header = try reader.take(Int(length))
    guard case .object(let members) = try JSONReader.parse(header) else {
      throw CheckpointError(.corrupt("the header is not a JSON object"))
    }
    return try dictionary(members, data: try reader.take(reader.remaining))
  }

  private static func dictionary(
    _ members: [JSONValue.Member], data: ByteView
  ) throws(CheckpointError) -> StateDictionary {
    var result = StateDictionary()
    var ranges: [Range<Int>] = []
    for member in members {
      if member.key == "__metadata__" {
        result.metadata = try metadata(member.value)
        continue
      }
      guard result[member.key] == nil else { throw CheckpointError(.corrupt("two tensors of the name \(member.key)")) }
      do throws(CheckpointError) {
        let entry = try Entry(member.value)
        result[member.key] = try entry.tensor(in: data)
        ranges.append(entry.range)
      } catch { throw error.naming(location: "tensor \(member.key)") }
    }
    try checkCoverage(ranges, of: data.count)
    return result
  }

  private static func metadata(_ value: JSONValue) throws(CheckpointError) -> [String: String] {
    guard case .object(let members) = value else { throw CheckpointError(.corrupt("__metadata__ is not an object")) }
    var metadata: [String: String] = [:]
    for member in members {
      guard case .string(let text) = member.value else {
        throw CheckpointError(.corrupt("the metadata \(member.key) is not a string"))
      }
      metadata[member.key] = text
    }
    return metadata
  }

  /// The format allows neither gaps nor overlaps nor bytes after the last tensor.
  private static func checkCoverage(_ ranges: [Range<Int>], of count: Int) throws(CheckpointError) {
    var end = 0
    for range in ranges.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      guard range.lowerBound == end else { throw CheckpointError(.corrupt("the tensors overlap or leave gaps")) }
      end = range.upperBound
    }
    guard end == count else { throw CheckpointError(.corrupt("\(count - end) bytes follow the last tensor")) }
  }

  /// The header's words about one tensor.
  private struct Entry {
    let dataType: CheckpointTensor.DataType
    let shape: [Int]
    let range: Range<Int>

    init(_ value: JSONValue) throws(CheckpointError) {
      guard case .object(let members) = value else { throw CheckpointError(.corrupt("not a JSON object")) }
      let fields = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
      guard case .string(let type)? = fields["dtype"] else { throw CheckpointError(.corrupt("no dtype")) }
      guard let dataType = SafeTensors.types[type] else { throw CheckpointError(.unsupportedDataType(type)) }
      let offsets = try Self.integers(fields["data_offsets"])
      guard offsets.count == 2, offsets[0] <= offsets[1] else { throw CheckpointError(.corrupt("bad data_offsets")) }
      self.dataType = dataType
      shape = try Self.integers(fields["shape"])
      range = offsets[0]..<offsets[1]
    }

    func tensor(in data: ByteView) throws(CheckpointError) -> CheckpointTensor {
      guard let view = data.slice(at: range.lowerBound, count: range.count) else {
        throw CheckpointError(.truncated("bytes \(range.lowerBound) to \(range.upperBound) of \(data.count)"))
      }
      return try CheckpointTensor(dataType: dataType, shape: shape, view: view)
    }

    private static func integers(_ value: JSONValue?) throws(CheckpointError) -> [Int] {
      guard case .array(let elements)? = value else { throw CheckpointError(.corrupt("a list of integers is missing")) }
      var integers: [Int] = []
      for element in elements {
        guard case .integer(let number) = element, number >= 0 else {
          throw CheckpointError(.corrupt("a list contains something else than sizes"))
        }
        integers.append(number)
      }
      return integers
    }
  }
}
