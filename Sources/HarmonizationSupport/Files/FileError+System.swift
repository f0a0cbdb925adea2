import Foundation
import SystemPackage

extension FileError {
  /// The error for a system call on a file that is read.
  ///
  /// - Parameters:
  ///   - code: What the call left in `errno`.
  ///   - path: The file.
  static func reading(_ code: Errno, path: String) -> FileError {
    switch code {
    case .noSuchFileOrDirectory: FileError(.notFound, path: path)
    case .isDirectory: FileError(.isFolder, path: path)
    default: FileError(.unreadable(code.description), path: path)
    }
  }

  /// The error for a system call on a file that is written.
  ///
  /// - Parameters:
  ///   - code: What the call left in `errno`.
  ///   - path: The file.
  public static func writing(_ code: Errno, path: String) -> FileError {
    switch code {
    case .noSpace, .diskQuotaExceeded, .fileTooLarge: FileError(.noSpace, path: path)
    case .noSuchFileOrDirectory: FileError(.folderMissing, path: path)
    case .isDirectory: FileError(.isFolder, path: path)
    case .fileExists: FileError(.exists, path: path)
    default: FileError(.unwritable(code.description), path: path)
    }
  }

  /// The error for another library's failure to write, with that library's reason.
  ///
  /// - Parameters:
  ///   - error: What it threw.
  ///   - path: The file.
  public init(writing error: any Error, path: String) {
    self = error as? FileError ?? FileError(.unwritable(error.localizedDescription), path: path)
  }

  /// The error for a failed write whose `errno` is known as a number only, as in a C library's callback.
  ///
  /// - Parameters:
  ///   - code: `errno`.
  ///   - path: The file.
  public static func writing(errno code: CInt, path: String) -> FileError { writing(Errno(rawValue: code), path: path) }
}
