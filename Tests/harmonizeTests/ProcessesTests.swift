import Foundation
import TestSupport
import Testing

@Suite("harmonize train --processes", .needsTorch, .serialized)
struct ProcessesTests {
  private static let command =
    ["train", "quick", "--data", "generated:8", "--validation", "generated:3", "--threads", "1", "--workers", "1"]
    + [
      "epochs=2", "stepsPerEpoch=3", "batchSize=4", "augmentation.size=32", "precision=float32", "checkpoints.steps=1",
      "logging.interval=1",
    ].flatMap { ["--set", $0] }

  private static let environment = ["OMP_NUM_THREADS": "1"]

  @Test("Two processes write what one with two replicas writes, and one process says what they are")
  func exact() throws {
    let folder = try TemporaryFolder()
    let alone = try Tool.run(
      Self.command + ["--set", "replicas=2", "--run", "alone"], in: folder, environment: Self.environment)
    #expect(alone.code == 0, "\(alone.errors)")
    let both = try Tool.run(
      Self.command + ["--processes", "2", "--run", "both"], in: folder, environment: Self.environment)
    #expect(both.code == 0, "\(both.errors)")
    #expect(both.text.contains("trained: "), "\(both.text)")
    for name in ["last", "best"] {
      let file = "checkpoints/\(name).safetensors"
      #expect(try folder.data("both/" + file) == folder.data("alone/" + file))
    }
    let provenance = String(decoding: try folder.data("both/provenance.json"), as: UTF8.self)
    #expect(provenance.contains("\"processes\" : 2"), "\(provenance)")
    let refused = try Tool.run(
      ["train", "--resume", "--run", "both", "--set", "epochs=3", "--threads", "1"], in: folder,
      environment: Self.environment)
    #expect(refused.errors.last?.contains("--other-processes") == true, "\(refused.errors)")
  }

  @Test("A stop signal is passed on, and the run goes on from there")
  func stopped() throws {
    let folder = try TemporaryFolder()
    let arguments = Self.command + ["--set", "epochs=2000", "--processes", "2", "--run", "run"]
    let running = try Tool.start(arguments, in: folder, environment: Self.environment)
    try wait(for: "run/checkpoints/state-1.safetensors", in: folder, running)
    kill(running.process.processIdentifier, SIGINT)
    let result = try running.wait()
    #expect(result.code == 130, "\(result.errors)")
    #expect(result.errors.last?.contains("--processes 2") == true, "\(result.errors)")
  }

  #if os(Linux)
    @Test("A process that is killed ends all, and is named; the states are whole")
    func killed() throws {
      let folder = try TemporaryFolder()
      let arguments = Self.command + ["--set", "epochs=2000", "--processes", "2", "--run", "run"]
      let running = try Tool.start(arguments, in: folder, environment: Self.environment)
      try wait(for: "run/checkpoints/state-1.safetensors", in: folder, running)
      kill(try child(1, of: running.process.processIdentifier), SIGKILL)
      let result = try running.wait()
      #expect(result.code == 1, "\(result.errors)")
      #expect(result.errors.last?.contains("process 1 of 2 was ended by signal 9") == true, "\(result.errors)")
      #expect(result.errors.contains { $0.contains("rank 1 of 2 gives no sign of life") }, "\(result.errors)")
      #expect(!folder.contents.contains { $0.hasSuffix(".tmp") })
      let resumed = try Tool.run(
        ["train", "--resume", "--run", "run", "--processes", "2", "--threads", "1", "--set", "epochs=1"], in: folder,
        environment: Self.environment)
      #expect(resumed.code == 0, "\(resumed.errors)")
    }

    /// The process with a number, of those that a process has started.
    private func child(_ rank: Int, of parent: pid_t) throws -> pid_t {
      let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(parent)/task")
      let children = tasks.flatMap { task -> [pid_t] in
        let text = (try? String(contentsOfFile: "/proc/\(parent)/task/\(task)/children", encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { pid_t($0) }
      }
      return try #require(
        children.first { pid in
          let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") ?? Data()
          return environment.split(separator: 0).contains(Data("RANK=\(rank)".utf8))
        })
    }
  #endif

  private func wait(for file: String, in folder: TemporaryFolder, _ running: Tool.Running) throws {
    let deadline = Date(timeIntervalSinceNow: 120)
    while running.process.isRunning, !folder.exists(file), Date() < deadline { usleep(10_000) }
    #expect(folder.exists(file))
  }

  @Test("Contradictory variables of launchers are one line")
  func contradiction() throws {
    let folder = try TemporaryFolder()
    let cases = [
      (["RANK": "2", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1"], [], "below the size"),
      (["RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1"], ["--processes", "2"], "already done so"),
    ]
    for (variables, options, message) in cases {
      let result = try Tool.run(Self.command + ["--run", "run"] + options, in: folder, environment: variables)
      #expect(result.code != 0 && result.errors.last?.contains(message) == true, "\(result.errors)")
    }
  }
}
