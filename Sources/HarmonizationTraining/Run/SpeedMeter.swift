import Dispatch

/// How fast training is, over a recent window, and what of the time is waiting for data.
struct SpeedMeter {
  private let firstStep: Int
  private let start = Self.now
  private var windowStart = Self.now
  private var windowPause = 0.0
  private var windowWait = 0.0
  private var windowSamples = 0

  /// A run that continues after `step` updates.
  init(step: Int) { firstStep = step }

  /// Seconds on a clock that never goes back.
  static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

  private var seconds: Double { Self.now - windowStart - windowPause }

  /// Samples per second in the window.
  var samplesPerSecond: Double { seconds > 0 ? Double(windowSamples) / seconds : 0 }

  /// Share of the window's time spent waiting, 0...1.
  var dataWaitFraction: Double { seconds > 0 ? min(windowWait / seconds, 1) : 0 }

  /// Seconds to the end at the speed since the start, validation included; nil before the first update.
  func secondsLeft(step: Int, of steps: Int) -> Double? {
    let done = step - firstStep
    return done > 0 ? (Self.now - start) / Double(done) * Double(steps - step) : nil
  }

  mutating func advance(samples: Int) { windowSamples += samples }

  /// Counts time as waiting for data.
  mutating func add(wait: Double) { windowWait += wait }

  /// Takes time out of the window.
  mutating func add(pause: Double) { windowPause += pause }

  /// Forgets the window that was.
  mutating func beginWindow() {
    (windowStart, windowPause, windowWait, windowSamples) = (Self.now, 0, 0, 0)
  }
}
