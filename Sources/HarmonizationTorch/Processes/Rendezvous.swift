/// Where the processes of a group meet, and which of them this is.
///
/// A launcher says so in the environment: torchrun, Open MPI's `mpirun`, Slurm's `srun`.
public struct Rendezvous: Sendable, Equatable {
  /// This process's number among all, from 0.
  public var rank: Int
  /// The number of processes.
  public var size: Int
  /// This process's number among those of its machine, from 0.
  public var localRank = 0
  /// The processes of this machine; nil if that is unknown.
  public var localSize: Int?
  /// The machine with the store at which the processes meet.
  public var host: String
  /// The store's port.
  public var port: Int
  /// Whether this process makes the store, which rank 0 does unless the launcher has made it.
  public var serves: Bool
  /// Keeps the group's entries in the store apart from others'.
  public var name = "harmonize"
  /// Starts of this group before this one, counted by torchrun.
  public var restarts = 0

  /// The port if none is given: torchrun's.
  public static let defaultPort = 29500

  /// A place to meet.
  public init(rank: Int, size: Int, host: String, port: Int, serves: Bool) {
    (self.rank, self.size, self.host, self.port, self.serves) = (rank, size, host, port, serves)
  }

  /// What a launcher says in the environment; nil if this is the only process.
  ///
  /// torchrun's variables (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT) come before Open MPI's (OMPI_COMM_WORLD_...) and
  /// those before Slurm's (SLURM_...): launchers are started by each other in this order.
  ///
  /// - Parameter environment: variables by their names.
  /// - Throws: ``ProcessGroupError/environment(reason:)`` for variables that are missing, are no numbers or contradict each other.
  public init?(environment: [String: String]) throws(ProcessGroupError) {
    let variables = LauncherVariables(environment)
    var found = try variables.torchrun()
    if found == nil { found = try variables.openMPI() }
    if found == nil { found = try variables.slurm() }
    guard let found else { return nil }
    self = found
    guard size > 1 else { return nil }
  }
}
