import HarmonizationPixels

/// Works out how a pasted foreground should change: a network, colour statistics, or a picture that another tool made.
///
/// What it works out from a small picture is a value, ``FittedTransfer``, which ``Harmonizer`` applies to the native pixels.
/// Any number of tasks may use one method at the same time.
public protocol HarmonizationMethod: Sendable {
  /// Its name in tables.
  var name: String { get }
  /// What it looks at of a picture.
  var view: NetworkInput.View { get }

  /// Waits until it can be used; for methods that load something in the background.
  ///
  /// - Throws: why it cannot be used.
  func ready() async throws

  /// The colour change for a picture.
  ///
  /// - Parameter input: the picture through ``view``.
  /// - Throws: what running the method throws; ``TransferError``.
  func transfer(for input: NetworkInput) async throws -> any FittedTransfer

  /// The harmonized picture at the input's own size, in 0...1 but not clamped: what metrics at a fixed size measure.
  ///
  /// - Parameter input: the picture; its size may differ from that of ``view`` if the method takes any.
  /// - Throws: as ``transfer(for:)``.
  func picture(of input: NetworkInput) async throws -> Raster<Float>
}

extension HarmonizationMethod {
  /// Methods are ready at once unless they say otherwise.
  public func ready() async throws {}

  /// The change applied to the small picture itself.
  public func picture(of input: NetworkInput) async throws -> Raster<Float> {
    let operation = try await transfer(for: input).operation(in: input.composite.bounds)
    return try input.composite.changed(by: operation, mask: input.foreground)
  }
}
