import ArgumentParser
import Foundation

/// Which part of a batch a job does: `i/n` on the command line, counted from 1.
struct Shard: ExpressibleByArgument, Equatable {
  let index: Int
  let count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1, (1...count).contains(index) else {
      return nil
    }
    self.init(index: index, count: count)
  }

  private init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// What a cluster's scheduler says: Slurm's array tasks, and Kubernetes's indexed jobs, which do not say how many there are.
  ///
  /// - Returns: The part and who said so; nil outside of such a job.
  /// - Throws: ``Failure`` if the variables do not fit together.
  static func scheduled(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> (shard: Shard, source: String)? {
    if environment["SLURM_ARRAY_TASK_ID"] != nil { return (try slurm(environment), "SLURM_ARRAY_TASK_ID") }
    guard let index = environment["JOB_COMPLETION_INDEX"] else { return nil }
    guard let count = environment["JOB_COMPLETIONS"].flatMap({ Int($0) }), let index = Int(index),
      (0..<count).contains(index)
    else {
      throw Failure(
        "JOB_COMPLETION_INDEX is \(index), and JOB_COMPLETIONS does not say of how many; set it to the job's completions, or "
          + "use --shard i/n")
    }
    return (Shard(index: index + 1, count: count), "JOB_COMPLETION_INDEX")
  }

  private static func slurm(_ environment: [String: String]) throws -> Shard {
    func number(_ name: String, _ standard: Int? = nil) throws -> Int {
      guard let text = environment["SLURM_ARRAY_TASK_\(name)"] else {
        if let standard { return standard }
        throw Failure("SLURM_ARRAY_TASK_\(name) is not set; use --shard i/n")
      }
      guard let value = Int(text) else { throw Failure("SLURM_ARRAY_TASK_\(name) is '\(text)'; use --shard i/n") }
      return value
    }
    let (first, step, count) = try (number("MIN", 0), number("STEP", 1), number("COUNT"))
    let offset = try number("ID") - first
    guard step > 0, offset >= 0, offset % step == 0, offset / step < count else {
      throw Failure("the variables SLURM_ARRAY_TASK_... do not fit together; use --shard i/n")
    }
    return Shard(index: offset / step + 1, count: count)
  }
}
