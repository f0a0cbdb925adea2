import CHarmonizationTorch
import Foundation

typealias TorchAPI = UnsafePointer<HarmonizeTorchAPI>

/// libtorch in this process: loaded on first use, then kept.
public enum TorchLibrary {
  /// The release that the connecting library is written for.
  public static let supportedVersion = "2.11"

  private struct Loaded: @unchecked Sendable {
    // The table is constant data of a library that is never unloaded, so every thread may read it.
    let api: TorchAPI
    let cudaProblem: String?
  }

  private static let loaded: Result<Loaded, TorchError> = {
    do throws(TorchError) {
      let found = try TorchLoader().load()
      return .success(Loaded(api: found.api, cudaProblem: found.cudaProblem))
    } catch {
      return .failure(error)
    }
  }()

  /// The table of functions.
  static func api() throws(TorchError) -> HarmonizeTorchAPI { try loaded.get().api.pointee }

  /// Why libtorch cannot be used here; nil where it can.
  public static var problem: TorchError? {
    if case .failure(let error) = loaded { error } else { nil }
  }

  /// Why a CUDA build of libtorch runs without CUDA (a missing driver or library); nil where nothing is amiss.
  public static var cudaProblem: String? { try? loaded.get().cudaProblem }

  /// The version of libtorch, such as `2.11.0`.
  ///
  /// - Throws: ``TorchError/unavailable(reason:)``
  public static func version() throws(TorchError) -> String {
    try api().version().map { String(cString: $0) } ?? ""
  }

  /// Tensors that are alive, counted at the border between Swift and libtorch; steady where nothing leaks.
  public static var liveTensorCount: Int { (try? Int(api().live_tensors())) ?? 0 }

  /// Makes every random operation of libtorch repeatable, on all devices.
  public static func seed(_ seed: UInt64) throws(TorchError) {
    let api = try api()
    try check(api.manual_seed(seed), "seed")
  }

  /// Threads that one operation on the CPU may use.
  ///
  /// libtorch keeps a team of threads for each thread that calls it; so call it from one thread, not from many tasks.
  public static func threads() throws(TorchError) -> Int { Int(try api().threads()) }

  /// Sets ``threads()``; at least 1.
  public static func setThreads(_ count: Int) throws(TorchError) {
    let api = try api()
    try check(api.set_threads(Int32(clamping: max(count, 1))), "set the number of threads to \(count)")
  }

  /// Keeps up to `bytes` of freed CPU memory for the next tensors instead of giving it back to the system.
  ///
  /// A training step allocates the same gigabytes each time; without this the system clears and maps every page anew.
  public static func setMemoryCache(bytes: Int) throws(TorchError) {
    let api = try api()
    try check(api.set_memory_cache(Int64(max(bytes, 0))), "set the memory cache")
  }

  /// Whether CUDA may use TF32 and search for the fastest convolution algorithms.
  public static func allowReducedFloat32(_ allowed: Bool) throws(TorchError) {
    let api = try api()
    try check(api.set_float32_precision(allowed ? 1 : 0), "set the precision of float32")
  }

  /// Prefers algorithms that give the same bits in every run, if there are such.
  public static func setDeterministic(_ deterministic: Bool) throws(TorchError) {
    let api = try api()
    try check(api.set_deterministic(deterministic ? 1 : 0), "set determinism")
  }

  /// Turns a message into an error and releases it.
  static func check(
    _ message: UnsafeMutablePointer<CChar>?, _ operation: @autoclosure () -> String,
    shapes: @autoclosure () -> [[Int]] = []
  ) throws(TorchError) {
    guard let text = try take(message) else { return }
    throw .operation(name: operation(), shapes: shapes(), reason: text)
  }

  /// The text of a message, released; nil for success.
  static func take(_ message: UnsafeMutablePointer<CChar>?) throws(TorchError) -> String? {
    guard let message else { return nil }
    let text = String(cString: message)
    try api().message_free(message)
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
