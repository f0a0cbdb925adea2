/// What can go wrong with a file, in one vocabulary for all modules.
///
/// A module that knows more (which setting specified the file, what it is needed for) wraps it in an error of its own.
public struct FileError: Error, Hashable, Sendable {
  /// What was wrong.
  public enum Problem: Hashable, Sendable {
    /// No file has this name.
    case notFound
    /// The path is that of a folder.
    case isFolder
    /// A pipe, a device or a socket, which can be neither mapped nor replaced.
    case notRegular
    /// The output exists and may not be replaced.
    case exists
    /// The folder that the output would be in does not exist.
    case folderMissing
    /// The disk, or the user's quota on it, is full; an earlier file of that name is untouched.
    case noSpace
    /// It cannot be read; the system's reason.
    case unreadable(String)
    /// It cannot be written; the system's reason.
    case unwritable(String)
  }

  /// The file, as the caller specified it.
  public var path: String
  /// What was wrong with it.
  public var problem: Problem

  /// - Parameters:
  ///   - problem: What was wrong.
  ///   - path: The file.
  public init(_ problem: Problem, path: String) {
    self.problem = problem
    self.path = path
  }

  /// What was wrong, without the path; fits behind "cannot be read: " and "cannot be written: ".
  public var reason: String {
    switch problem {
    case .notFound: "there is no such file"
    case .isFolder: "it is a folder"
    case .notRegular: "it is not a regular file"
    case .exists: "it exists already"
    case .folderMissing: "its folder does not exist"
    case .noSpace: "no space left"
    case .unreadable(let reason), .unwritable(let reason): reason
    }
  }
}

extension FileError: CustomStringConvertible {
  /// One line: the file, what was wrong, and the remedy.
  public var description: String {
    switch problem {
    case .notFound: "\(path): there is no such file"
    case .isFolder: "\(path): is a folder, not a file"
    case .notRegular: "\(path): is not a regular file"
    case .exists: "\(path): exists already; choose another name or allow overwriting"
    case .folderMissing: "\(path): its folder does not exist; create it first"
    case .noSpace: "\(path): cannot be written: no space left; free some space and try again"
    case .unreadable(let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let reason): "\(path): cannot be written: \(reason)"
    }
  }
}
