import HarmonizationSupport

/// Trained weights that somebody published, and what a user should know before taking them.
public struct PublishedModel: Sendable, Equatable {
  /// What users call it; what ``fileName`` is without its suffix.
  public let name: String
  /// The file's name, as published.
  public let fileName: String
  /// The network in this package's catalogue; nil if it is not read yet.
  public let network: String?
  /// The size in 10^6 bytes, as far as it is known without the file.
  public let megabytes: Double?
  /// The licence of the weights.
  public let licence: String
  /// What its authors measured on iHarmony4, and how.
  public let figures: String
  /// A page for people.
  public let page: String
  /// Where the file itself is; nil if it is not at a plain address.
  public let address: String?
  /// By what the file is recognized; nil if that is not known here.
  public let identity: FileIdentity?

  /// The models of this name, whatever its case.
  public static func named(_ name: String) -> PublishedModel? {
    all.first { $0.name.lowercased() == name.lowercased() }
  }

  /// The model whose published file has these bytes; nil if none is known to.
  ///
  /// - Throws: `FileError`: not found, unreadable.
  public static func recognizing(_ path: String) throws(FileError) -> PublishedModel? {
    let identities = try FileIdentity.all(of: path)
    return all.first { $0.identity.map(identities.contains) ?? false }
  }
}
