import Foundation
import HarmonizationCheckpoints
import HarmonizationSupport
import ImageHarmonization

/// What `harmonize models` says.
struct ModelReport: Encodable {
  /// A file of the models folder.
  struct Found: Encodable {
    let file: String
    let megabytes: Double
    /// The networks that it fits, or why it cannot be read.
    let networks: String
    let isKnown: Bool
    let remark: String
  }

  /// A published model.
  struct Published: Encodable {
    let name: String
    let network: String?
    let megabytes: Double?
    let licence: String
    let figures: String
    let page: String
    let address: String?
    let identity: String?
  }

  let folder: String
  let here: [Found]
  let published: [Published]

  init(_ folder: ModelFolder) {
    self.folder = folder.path
    here = folder.fileNames.map { Found(file: $0, in: folder.path) }
    published = PublishedModel.all.map(Published.init)
  }

  /// For a terminal of 80 columns.
  var text: String {
    var text = "\(folder)" + (here.isEmpty ? ": no models yet" : "") + "\n"
    var table = TextTable(columns: [.left, .right, .left, .left])
    for model in here { table.add(["  " + model.file, Self.size(model.megabytes), model.networks, model.remark]) }
    text += table.text()
    let ours = published.prefix(1)
    let (read, others) = (published.dropFirst().filter { $0.network != nil }, published.filter { $0.network == nil })
    text += Self.section("\nWith the tool, used where no weights are named:", Array(ours))
    text += Self.section("\nPublished, fetched by 'harmonize models get NAME':", read)
    text += Self.section("\nPublished, but not read by this tool yet:", others)
    return text + "\nFigures are their authors' own, on iHarmony4.\n"
  }

  private static func section(_ title: String, _ models: [Published]) -> String {
    models.reduce("\(title)\n") { text, model in
      let facts = [model.network, model.megabytes.map { "about \(Int($0.rounded())) MB" }, model.licence]
      return text + "  \(model.name): \(facts.compactMap { $0 }.joined(separator: ", "))\n"
        + "    \(model.figures)\n    \(model.address ?? model.page)\n"
    }
  }

  private static func size(_ megabytes: Double) -> String { String(format: "%.1f MB", megabytes) }
}

extension ModelReport.Found {
  init(file: String, in folder: String) {
    let path = "\(folder)/\(file)"
    let model = try? PublishedModel.recognizing(path)
    self.file = file
    megabytes = Double(FileFacts(path)?.byteCount ?? 0) / 1e6
    isKnown = model != nil
    networks = Self.networks(of: path)
    let namesake = PublishedModel.all.first { $0.fileName == file }
    if let model {
      remark = "as published" + (model.fileName == file ? "" : " (\(model.name))")
    } else if namesake?.identity != nil {
      remark = "differs from the published file"
    } else {
      remark = ""
    }
  }

  private static func networks(of path: String) -> String {
    do {
      let state = try Checkpoint.read(from: path)
      if let name = state.configuration { return name }
      let fitting = try HarmonizationModel.configurations(fitting: state).map(\.name)
      return fitting.isEmpty ? "no known network" : fitting.joined(separator: ", ")
    } catch { return "cannot be read" }
  }
}

extension ModelReport.Published {
  init(_ model: PublishedModel) {
    name = model.name
    network = model.network
    megabytes = model.megabytes
    licence = model.licence
    figures = model.figures
    page = model.page
    address = model.address
    identity = model.identity?.description
  }
}
