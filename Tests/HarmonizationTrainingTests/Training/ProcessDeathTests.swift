import Foundation
import HarmonizationCheckpoints
import TestSupport
import Testing

@testable import HarmonizationTraining

/// Runs in processes of their own, which really die.
@Suite("Death of a training process", .needsTorch, .serialized)
struct ProcessDeathTests {
  @Test("killed while it writes a checkpoint, a run goes on and ends with the same bits")
  func killedWhileWriting() async throws {
    let (whole, broken) = (try TemporaryFolder(), try TemporaryFolder())
    try TinyRun.train(in: whole.url, recipe: Self.recipe)
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = broken.url.path as String] in
      killDuringSecondState(in: path)
      _ = try? TinyRun.train(in: URL(fileURLWithPath: path), recipe: ProcessDeathTests.recipe)
      // Too quick for the watcher: a death at the end will do.
      kill(getpid(), SIGKILL)
    }
    try TinyRun.train(in: broken.url, resume: true, recipe: Self.recipe)
    #expect(try TinyRun.results(in: broken.url) == TinyRun.results(in: whole.url))
  }

  @Test("a full disk ends a run and leaves the state before")
  func fullDisk() async throws {
    let (whole, broken) = (try TemporaryFolder(), try TemporaryFolder())
    try TinyRun.train(in: whole.url, recipe: Self.recipe)
    await #expect(processExitsWith: .exitCode(7)) { [path = broken.url.path as String] in
      var options = TrainerOptions()
      options.atMoment = { if $0 == .savingState(step: 5) { limitFiles(to: 100_000) } }
      do {
        try TinyRun.train(in: URL(fileURLWithPath: path), recipe: ProcessDeathTests.recipe, options: options)
      } catch let error as CheckpointError where error.problem == .diskFull {
        exit(7)
      } catch { print(error) }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: broken.url.path + "/checkpoints")
    #expect(!left.contains { $0.hasSuffix(".tmp") })
    try TinyRun.train(in: broken.url, resume: true, recipe: Self.recipe)
    #expect(try TinyRun.results(in: broken.url) == TinyRun.results(in: whole.url))
  }

  /// Saves after each update.
  private static var recipe: Recipe {
    var recipe = TinyRun.recipe
    recipe.checkpoints.steps = 1
    return recipe
  }
}

/// Kills the process when a temporary file stands beside a finished state.
private func killDuringSecondState(in path: String) {
  let thread = Thread {
    while true {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path + "/checkpoints")) ?? []
      if names.contains("state-0.safetensors"), names.contains(where: { $0.hasSuffix(".tmp") }) {
        kill(getpid(), SIGKILL)
      }
    }
  }
  thread.start()
}

/// No file of this process may grow beyond `bytes`: writes then fail as on a full disk.
private func limitFiles(to bytes: Int) {
  signal(SIGXFSZ, SIG_IGN)
  var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
  #if os(Linux)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  #else
    setrlimit(RLIMIT_FSIZE, &limit)
  #endif
}
