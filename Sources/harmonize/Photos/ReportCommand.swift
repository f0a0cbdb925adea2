import ArgumentParser
import Foundation
import HarmonizationSupport

/// `harmonize report`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Works with the reports of batches.", subcommands: [MergeReportsCommand.self])
}

/// `harmonize report merge`
struct MergeReportsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Joins the reports of a batch's parts, and says what is missing.",
    discussion: """
      Reads the .jsonl files that 'harmonize batch --json report.jsonl' writes. A photo that was done more than once, because its job \
      was repeated, counts once, with its best result. The exit code is 1 if a photo failed.

      Examples:
        harmonize report merge reports/*.jsonl
        harmonize report merge part1.jsonl part2.jsonl -o all.jsonl
      """)

  @Argument(help: "Reports of lines.")
  var reports: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where all lines go, each photo once; '-' is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace the output if it exists.")
  var overwrite = false

  func run() throws {
    if let output, output != "-" { try OutputFile.check(output, overwrite: overwrite) }
    let merge = try ReportMerge(reports)
    for place in merge.unreadable {
      StandardError.print("note: \(place) is not a report's line (cut off?) and is left out")
    }
    if let output { try OutputFile.write(merge.lines(), to: output) }
    if output == "-" { StandardError.print(merge.summary) } else { print(merge.summary) }
    if merge.hasFailures { throw ExitCode(1) }
  }
}

/// The lines of several reports, the best for each result.
struct ReportMerge {
  /// A line's place in the mapped files, and what it says.
  private struct Line {
    let file: Int
    let range: Range<Int>
    let state: BatchReport.Entry.State
  }

  private let files: [MappedFile]
  private var best: [[UInt8]: Line] = [:]
  private var order: [[UInt8]] = []
  /// Lines that cannot be read.
  private(set) var unreadable: [String] = []
  private var repeated = 0

  /// Reads reports; the files are mapped, and only where their lines are is kept.
  ///
  /// - Throws: `FileError`; ``Failure`` if nothing in them is a report's line.
  init(_ paths: [String]) throws {
    files = try paths.map { try MappedFile($0) }
    for (index, path) in paths.enumerated() { read(index, path) }
    guard best.isEmpty, let place = unreadable.first else { return }
    throw Failure("\(place) is not a report's line; name the .jsonl files that 'harmonize batch --json' wrote")
  }

  private mutating func read(_ file: Int, _ path: String) {
    let bytes = files[file].bytes
    let decoder = JSONDecoder()
    var (start, number) = (bytes.startIndex, 0)
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.endIndex
      number += 1
      if end > start {
        if let entry = try? decoder.decode(BatchReport.Entry.self, from: Data(bytes[start..<end])) {
          take(Line(file: file, range: start..<end, state: entry.state), entry)
        } else {
          unreadable.append("\(path), line \(number)")
        }
      }
      start = end + 1
    }
  }

  private mutating func take(_ line: Line, _ entry: BatchReport.Entry) {
    // A line of a list that is none has no result; its place is its name.
    let key = FileName.bytes(of: entry.output.isEmpty ? entry.photo : entry.output)
    guard let known = best[key] else {
      order.append(key)
      best[key] = line
      return
    }
    repeated += 1
    let states = BatchReport.Entry.State.allCases
    if let new = states.firstIndex(of: line.state), let old = states.firstIndex(of: known.state), new > old {
      best[key] = line
    }
  }

  private func count(_ state: BatchReport.Entry.State) -> Int { best.values.count { $0.state == state } }

  /// Whether a photo failed in all its runs.
  var hasFailures: Bool { count(.failed) > 0 }

  /// Counts in one line.
  var summary: String {
    var parts = ["\(best.count) photos: \(count(.written)) written"]
    if count(.skipped) > 0 { parts.append("\(count(.skipped)) there already") }
    if count(.failed) > 0 { parts.append("\(count(.failed)) failed") }
    if repeated > 0 { parts.append("\(repeated) lines of repeated photos") }
    return parts.joined(separator: ", ")
  }

  /// The best line of each photo, in the order in which photos appear.
  func lines() -> Data {
    var data = Data()
    for key in order {
      guard let line = best[key] else { continue }
      data += files[line.file].bytes[line.range]
      data.append(0x0A)
    }
    return data
  }
}
