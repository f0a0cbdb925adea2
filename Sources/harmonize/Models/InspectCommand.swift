import ArgumentParser
import Foundation
import HarmonizationCheckpoints
import HarmonizationSupport
import ImageHarmonization

/// `harmonize inspect`
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Says what a weights file holds and which networks it fits.",
    discussion: """
      Examples:
        harmonize inspect idih256.pth
        harmonize inspect model.safetensors --tensors
      """)

  @Argument(help: "A .pth or .safetensors file.")
  var file: String

  @Flag(help: "List every tensor.")
  var tensors = false

  func run() throws {
    let state = try Checkpoint.read(from: file)
    var table = TextTable(columns: [.left, .left])
    table.add(["file", file])
    table.add(["tensors", "\(state.count), \(state.elementCount) values, \(Self.megabytes(state.byteCount))"])
    let types = Dictionary(grouping: state, by: \.tensor.dataType).sorted { $0.key.rawValue < $1.key.rawValue }
    table.add(["types", types.map { "\($0.key.rawValue) (\($0.value.count))" }.joined(separator: ", ")])
    let fitting = try HarmonizationModel.configurations(fitting: state).map(\.name)
    table.add(["fits", fitting.isEmpty ? "no network of the catalogue" : fitting.joined(separator: ", ")])
    for entry in state.metadata.sorted(by: { $0.key < $1.key }) { table.add([entry.key, entry.value]) }
    print(table.text(), terminator: "")
    if tensors { printTensors(of: state) }
  }

  private func printTensors(of state: StateDictionary) {
    var table = TextTable(columns: [.left, .left, .left])
    for (name, tensor) in state {
      table.add([name, tensor.dataType.rawValue, "[\(tensor.shape.map(String.init).joined(separator: ", "))]"])
    }
    print("\n" + table.text(), terminator: "")
  }

  private static func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
}
