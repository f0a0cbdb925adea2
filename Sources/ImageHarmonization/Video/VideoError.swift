/// Why a video cannot be read or written.
public enum VideoError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A program that is needed is not installed.
  case missingProgram(String)
  /// A program ended with an error; `detail` is what it said.
  case failed(program: String, file: String, detail: String)
  /// The file has no video, or one of a kind that cannot be harmonized.
  case unusable(file: String, reason: String)
  /// A mask video has another size than the video.
  case sizeMismatch(video: String, width: Int, height: Int, mask: String, maskWidth: Int, maskHeight: Int)
  /// A folder contains no frames.
  case noFrames(String)

  /// One line, with the remedy.
  public var description: String {
    switch self {
    case .missingProgram(let program):
      "\(program) is needed for videos and was not found; install FFmpeg 5.1 or newer (apt-get install ffmpeg, brew install "
        + "ffmpeg), or harmonize the frames in a folder with 'harmonize frames'"
    case .failed(let program, let file, let detail): "\(file): \(program) failed: \(detail)"
    case .unusable(let file, let reason): "\(file): \(reason)"
    case .sizeMismatch(let video, let width, let height, let mask, let maskWidth, let maskHeight):
      "\(mask) is \(maskWidth)x\(maskHeight) but \(video) is \(width)x\(height); the mask must have the video's size, or use "
        + "--resize-mask"
    case .noFrames(let folder): "\(folder): no pictures in it; name the folder that contains the frames"
    }
  }
}
