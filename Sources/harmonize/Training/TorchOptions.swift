import ArgumentParser
import Foundation
import HarmonizationTorch

/// Where libtorch computes.
struct TorchOptions: ParsableArguments {
  @Option(help: ArgumentHelp("cpu, cuda, cuda:1 or mps; the best that there is by default.", valueName: "name"))
  var device: Device?

  @Option(help: ArgumentHelp("Threads for the network on a CPU; all cores by default.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be between 1 and 1024") }
  }

  /// Loads libtorch and returns the device.
  ///
  /// - Parameter processes: how many of this machine's processes work together and share its cores and memory.
  /// - Throws: `TorchError`, saying how to get libtorch.
  func prepare(processes: Int = 1) throws -> Device {
    if let problem = TorchLibrary.problem { throw problem }
    let available = try Device.available()
    let device = device ?? available.first ?? .cpu
    guard available.contains(device) else { throw missing(device, available) }
    if let threads = threads ?? (processes > 1 ? Self.cores(for: processes) : nil) {
      try TorchLibrary.setThreads(threads)
    }
    // A step allocates the same gigabytes each time.
    try TorchLibrary.setMemoryCache(
      bytes: Int(clamping: ProcessInfo.processInfo.physicalMemory / 2) / max(processes, 1))
    return device
  }

  /// The cores that each of some processes of this machine has.
  static func cores(for processes: Int) -> Int { max(ProcessInfo.processInfo.activeProcessorCount / processes, 1) }

  /// Why a device is not there, and how to get it.
  private func missing(_ device: Device, _ available: [Device]) -> Failure {
    let reason = TorchLibrary.cudaProblem.map { " (\($0))" } ?? ""
    let found = "no device \(device)\(reason); available: \(available.map(\.description).joined(separator: ", "))"
    guard case .cuda = device, available == [.cpu] else { return Failure(found) }
    return Failure(
      found + ". A GPU needs a libtorch with CUDA, and make setup-torch installs the CPU's alone: pip install "
        + "torch==\(TorchLibrary.supportedVersion).* and set HARMONIZE_TORCH to its folder (.../site-packages/torch)")
  }
}

extension Device: ExpressibleByArgument {
  /// A device by PyTorch's name.
  public init?(argument: String) { self.init(argument) }
}
