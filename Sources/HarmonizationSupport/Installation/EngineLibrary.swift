/// A native engine, which is loaded at run time and not linked.
public struct EngineLibrary: Sendable {
  /// Its folder's name below `lib/harmonize` and `.deps`.
  public var name: String
  /// The environment variable with which the user specifies a folder of their own.
  public var variable: String
  /// What the library's file name starts with.
  public var filePrefix: String
  /// Folders below each place that may contain it, best first; empty for the place itself.
  public var layouts: [String]

  /// - Parameters:
  ///   - name: Its folder's name below `lib/harmonize` and `.deps`.
  ///   - variable: The environment variable for a folder of the user's own.
  ///   - filePrefix: What the library's file name starts with, for example `libvips.so.42`.
  ///   - layouts: Folders below each place that may contain it, best first; empty for the place itself.
  public init(name: String, variable: String, filePrefix: String, layouts: [String]) {
    self.name = name
    self.variable = variable
    self.filePrefix = filePrefix
    self.layouts = layouts
  }
}

extension Installation {
  /// A folder that may contain an engine.
  public struct Place: Sendable, Equatable {
    /// Why the folder is looked into.
    public enum Origin: Sendable, Equatable, CustomStringConvertible {
      /// The user specified it in this variable: it is an error if the library is not there.
      case variable(String)
      /// The installed tool's `lib/harmonize`.
      case installation
      /// The checkout's `.deps`.
      case checkout
      /// A folder of the system that its loader does not look into.
      case system

      /// For messages.
      public var description: String {
        switch self {
        case .variable(let name): name
        case .installation: "installation"
        case .checkout: "checkout"
        case .system: "system"
        }
      }
    }

    /// The folder.
    public var folder: String
    /// Why it is looked into.
    public var origin: Origin

    /// - Parameters:
    ///   - folder: The folder.
    ///   - origin: Why it is looked into.
    public init(folder: String, origin: Origin) {
      self.folder = folder
      self.origin = origin
    }

    /// The files in the folder that are the engine's main library, by its layouts; at most one of each.
    public func libraries(of engine: EngineLibrary) -> [String] {
      engine.layouts.compactMap { layout in
        let folder = layout.isEmpty ? folder : "\(folder)/\(layout)"
        return FileSystem.names(in: folder).filter { $0.hasPrefix(engine.filePrefix) }.min().map { "\(folder)/\($0)" }
      }
    }
  }

  /// Where an engine is looked for, best first: the folder that the user specifies and no other; else the installed tool's,
  /// the checkout's and the system's that its loader does not know. A variable with the value `system` leaves only those.
  public func places(of engine: EngineLibrary) -> [Place] {
    switch variable(engine.variable) {
    case Self.system: systemPlaces
    case let specified?: [Place(folder: specified, origin: .variable(engine.variable))]
    case nil: ownPlaces(of: engine) + systemPlaces
    }
  }

  /// Whether the system's loader may be asked for an engine that no place has.
  public func mayAskSystem(for engine: EngineLibrary) -> Bool {
    variable(engine.variable).map { $0 == Self.system } ?? true
  }

  /// What came with the tool: the installed tool's folder of an engine, and the checkout's.
  public func ownPlaces(of engine: EngineLibrary) -> [Place] {
    var places: [Place] = []
    if let installedRoot {
      places.append(Place(folder: "\(installedRoot)/lib/harmonize/\(engine.name)", origin: .installation))
    }
    if let checkout { places.append(Place(folder: "\(checkout)/.deps/\(engine.name)", origin: .checkout)) }
    return places
  }

  /// Folders of the system that its loader does not look into.
  private var systemPlaces: [Place] {
    #if os(macOS)
      ["/opt/homebrew/lib", "/usr/local/lib"].map { Place(folder: $0, origin: .system) }
    #else
      []
    #endif
  }

  /// The value of an engine's variable that represents the library that the system's loader finds by itself.
  private static let system = "system"
}
