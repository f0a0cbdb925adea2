import ArgumentParser
import Foundation
import HarmonizationTorch
import Synchronization

/// Starts a command several times on this machine, as processes that work together, and waits for them.
struct ProcessLauncher {
  /// How many.
  let count: Int
  /// Arguments of each.
  let arguments: [String]

  /// The variable by which a process knows that it was started here; its value is the number of processes.
  static let variable = "HARMONIZE_LAUNCHED"

  /// Seconds that processes have to end by themselves after one has failed, then once more after they were asked to.
  private static let grace = 15.0

  /// Runs all to the end. Stop signals are passed on; the first failure ends all.
  ///
  /// - Throws: ``Failure`` with the first failure, `ExitCode` if it was shown already; `TorchError` without libtorch.
  func run() throws {
    if let problem = TorchLibrary.problem { throw problem }
    let place = try MeetingPlace()
    // Its other end is closed when this process ends, however that happens; see ``LauncherWatch``.
    let life = Pipe()
    _ = fcntl(life.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    let children = try (0..<count).map { rank in try Child(rank, of: count, arguments, port: place.port, life: life) }
    let ended = Endings(children)
    let signals = ended.forwardSignals()
    defer { withExtendedLifetime((place, life, signals)) {} }
    if let failure = ended.wait(grace: Self.grace) { throw failure }
  }
}

/// A process that was started.
private final class Child: Sendable {
  let rank: Int
  let process = Process()
  private let errors: Mutex<Data> = Mutex(Data())

  init(_ rank: Int, of count: Int, _ arguments: [String], port: Int, life: Pipe) throws {
    self.rank = rank
    process.executableURL = Bundle.main.executableURL
    process.arguments = arguments
    let own = [
      "RANK": rank, "WORLD_SIZE": count, "LOCAL_RANK": rank, "LOCAL_WORLD_SIZE": count, "MASTER_PORT": port,
    ].mapValues(String.init)
    let place = [
      "MASTER_ADDR": "127.0.0.1", "TORCHELASTIC_USE_AGENT_STORE": "True", ProcessLauncher.variable: String(count),
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }.merging(place) { $1 }
    process.standardInput = life.fileHandleForReading
    if rank > 0 {
      // What the others print is the first one's once more; an error is shown if it is the first.
      let pipe = Pipe()
      process.standardOutput = FileHandle.nullDevice
      process.standardError = pipe
      pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
        let data = handle.availableData
        if data.isEmpty { handle.readabilityHandler = nil }
        self?.errors.withLock { $0 = Data(($0 + data).suffix(1 << 16)) }
      }
    }
    try process.run()
  }

  /// What it said last.
  var lastError: String? {
    let text = errors.withLock { String(decoding: $0, as: UTF8.self) }
    return text.split(whereSeparator: \.isNewline).last { $0.hasPrefix("Error: ") }.map { String($0.dropFirst(7)) }
  }
}

/// Who has ended how.
private final class Endings: Sendable {
  private let children: [Child]
  private let first = Mutex<Child?>(nil)
  private let group = DispatchGroup()

  init(_ children: [Child]) { self.children = children }

  /// Passes stop signals on to all for as long as the result lives.
  func forwardSignals() -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in signalAll(number) }
      source.resume()
      return source
    }
  }

  /// Waits for all; returns the first failure.
  func wait(grace: Double) -> (any Error)? {
    for child in children {
      group.enter()
      let thread = Thread { [self] in
        child.process.waitUntilExit()
        if child.process.terminationStatus != 0 || child.process.terminationReason == .uncaughtSignal {
          fail(child, grace)
        }
        group.leave()
      }
      thread.start()
    }
    group.wait()
    return first.withLock { $0 }.map(failure)
  }

  private func fail(_ child: Child, _ grace: Double) {
    let isFirst = first.withLock { first in
      defer { first = first ?? child }
      return first == nil
    }
    guard isFirst else { return }
    for (number, seconds) in [(SIGTERM, grace), (SIGKILL, 2 * grace)] {
      DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [self] in signalAll(number) }
    }
  }

  private func signalAll(_ number: Int32) {
    for child in children where child.process.isRunning { kill(child.process.processIdentifier, number) }
  }

  private func failure(_ child: Child) -> any Error {
    let who = "process \(child.rank) of \(children.count)"
    let status = child.process.terminationStatus
    if child.process.terminationReason == .uncaughtSignal {
      return Failure("\(who) was ended by signal \(status) (\(String(cString: strsignal(status))))")
    }
    guard child.rank > 0, let error = child.lastError else { return ExitCode(status) }
    return Failure("\(who): \(error)")
  }
}

/// Ends a process whose launcher is gone.
enum LauncherWatch {
  /// Watches standard input, of which the launcher has the other end, if there is a launcher.
  static func start() {
    guard ProcessInfo.processInfo.environment[ProcessLauncher.variable] != nil else { return }
    let thread = Thread {
      while (try? FileHandle.standardInput.read(upToCount: 1))?.isEmpty == false {}
      kill(getpid(), SIGTERM)
    }
    thread.start()
  }
}
