import HarmonizationCheckpoints
import Foundation
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationTorch

/// Times training steps on one batch: forward, FN-MSE, backward, Adam. `scripts/bench_train.py` runs it beside PyTorch.
///
///     training-throughput NETWORK WEIGHTS BATCH f32|bf16 STEPS THREADS
///
/// Prints one JSON line: the loss before the first step, seconds of each step after it, peak memory in MiB.
@main
struct TrainingThroughput {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count == 6, let steps = Int(arguments[4]), let threads = Int(arguments[5]) else {
      throw UsageError()
    }
    try TorchLibrary.setThreads(threads)
    try TorchLibrary.setMemoryCache(bytes: 4 << 30)
    let trainer = try Trainer(
      network: arguments[0], weights: arguments[1], batch: arguments[2],
      precision: arguments[3] == "bf16" ? .mixedBFloat16 : .full)
    let first = try trainer.step()
    let seconds = try (0..<steps).map { _ in
      let clock = ContinuousClock()
      let duration = try clock.measure { _ = try trainer.step() }
      return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
    let report = Report(loss: first, seconds: seconds, peak: peakMemory())
    print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
  }

  /// VmHWM of this process in MiB; 0 where the system does not say.
  private static func peakMemory() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    return status.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap { Double($0.1) }.map { $0 / 1024 } ?? 0
  }
}

private struct UsageError: Error, CustomStringConvertible {
  var description: String { "usage: training-throughput NETWORK WEIGHTS BATCH f32|bf16 STEPS THREADS" }
}

private struct Report: Encodable {
  var loss: Double
  var seconds: [Double]
  var peak: Double
}
