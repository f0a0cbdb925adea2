import ArgumentParser
import Foundation
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationSupport
import HarmonizationTraining

/// `harmonize networks`
struct NetworksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "networks", abstract: "Lists the networks that the tool knows.",
    discussion: """
      GFLOP counts a multiplication and an addition as two, for one picture of the network's own size.

      Examples:
        harmonize networks
        harmonize networks --json > networks.json
      """)

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  func run() throws {
    let rows = try Catalogue.configurations.map(NetworkRow.init)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      print(String(decoding: try encoder.encode(rows), as: UTF8.self))
      return
    }
    var table = TextTable(columns: [.left, .right, .right, .right, .left])
    table.add(["network", "parameters", "GFLOP", "input", "in the paper"])
    for row in rows {
      table.add([
        row.name, row.parameters.formatted(.number.locale(Locale(identifier: "en_US"))),
        String(format: "%.1f", row.gigaFLOP), "\(row.inputSize)", row.paper ?? "",
      ])
    }
    print(table.text(), terminator: "")
  }
}

/// What the table says about a network.
private struct NetworkRow: Encodable {
  let name: String
  let parameters: Int
  let gigaFLOP: Double
  let inputSize: Int
  let paper: String?

  init(_ configuration: Configuration) throws {
    let graph = try configuration.graph()
    name = configuration.name
    parameters = graph.parameterCount
    gigaFLOP = Double(try graph.floatingPointOperations()) / 1e9
    inputSize = configuration.inputSize
    let row = PaperRow.all.first { $0.recipe == configuration.name && $0.settings.isEmpty }
    paper = row.map { "Table 3: \($0.name)" } ?? configuration.paperRow
  }
}
