import ArgumentParser
import Foundation
import HarmonizationCheckpoints
import HarmonizationSupport
import ImageHarmonization

/// `harmonize inspect`
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Identifies a weights file: what it contains and which networks it fits.",
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
    let file = try ModelFolder().resolve(self.file)
    let checkpoint = try Checkpoint(path: file)
    let state = checkpoint.state
    var table = TextTable(columns: [.left, .left])
    table.add(["file", file])
    for row in Self.origin(of: checkpoint) { table.add(row) }
    table.add(["tensors", "\(state.count), \(state.elementCount) values, \(Self.megabytes(state.byteCount))"])
    let types = Dictionary(grouping: state, by: \.tensor.dataType).sorted { $0.key.rawValue < $1.key.rawValue }
    table.add(["types", types.map { "\($0.key.rawValue) (\($0.value.count))" }.joined(separator: ", ")])
    let fitting = try HarmonizationModel.configurations(fitting: state).map(\.name)
    table.add(["fits", fitting.isEmpty ? "no network of the catalogue" : fitting.joined(separator: ", ")])
    if fitting.count > 1, state.configuration == nil {
      table.add(["", "these have the same entries and cannot be told apart; none is assumed: name one with --network"])
    }
    if let row = Self.damage(in: state) { table.add(row) }
    for entry in state.metadata.sorted(by: { $0.key < $1.key }) { table.add([entry.key, entry.value]) }
    print(table.text(), terminator: "")
    if tensors { printTensors(of: state) }
    do throws(CheckpointError) { try state.checkFinite() } catch { throw error.naming(file: file) }
  }

  /// Where in the file the weights are, and what else there is.
  private static func origin(of file: Checkpoint) -> [[String]] {
    var rows = [["format", file.format.rawValue]]
    if let wrapper = file.wrapper { rows.append(["weights", wrapper + (file.isAveraged ? ", averaged" : "")]) }
    if !file.prefixes.isEmpty {
      rows.append(["removed", file.prefixes.map { $0 + "." }.joined() + " in front of all names"])
    }
    if !file.others.isEmpty { rows.append(["not used", file.others.joined(separator: ", ")]) }
    return rows
  }

  private static func damage(in state: StateDictionary) -> [String]? {
    let broken = state.filter { $0.tensor.nonFiniteCount > 0 }
    guard let first = broken.first else { return nil }
    return [
      "not finite",
      "\(first.tensor.nonFiniteCount) values of \(first.name)"
        + (broken.count > 1 ? " and \(broken.count - 1) more tensors" : ""),
    ]
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
