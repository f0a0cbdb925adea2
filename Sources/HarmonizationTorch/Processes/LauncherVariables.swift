/// Reads what launchers say in the environment.
struct LauncherVariables {
  private let environment: [String: String]

  init(_ environment: [String: String]) { self.environment = environment.filter { !$0.value.isEmpty } }

  /// torchrun's, or those that one sets by hand.
  func torchrun() throws(ProcessGroupError) -> Rendezvous? {
    guard environment["RANK"] != nil || environment["WORLD_SIZE"] != nil else { return nil }
    let (rank, size) = (try required("RANK"), try required("WORLD_SIZE"))
    var result = try place(rank: rank, size: size, names: ("RANK", "WORLD_SIZE"))
    result.localSize = try number("LOCAL_WORLD_SIZE")
    result.localRank = try number("LOCAL_RANK") ?? (result.localSize == size ? rank : 0)
    try check(result, names: ("LOCAL_RANK", "LOCAL_WORLD_SIZE"))
    // torchrun's own process has made the store.
    if environment["TORCHELASTIC_USE_AGENT_STORE"]?.lowercased() == "true" { result.serves = false }
    result.restarts = try number("TORCHELASTIC_RESTART_COUNT") ?? 0
    // The store outlives a group that failed, and so do its entries.
    result.name = "harmonize/\(environment["TORCHELASTIC_RUN_ID"] ?? "run")/\(result.restarts)"
    return result
  }

  /// `mpirun`'s.
  func openMPI() throws(ProcessGroupError) -> Rendezvous? {
    guard environment["OMPI_COMM_WORLD_RANK"] != nil || environment["OMPI_COMM_WORLD_SIZE"] != nil else { return nil }
    let (rank, size) = (try required("OMPI_COMM_WORLD_RANK"), try required("OMPI_COMM_WORLD_SIZE"))
    let local = try number("OMPI_COMM_WORLD_LOCAL_SIZE")
    var result = try place(
      rank: rank, size: size, names: ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
      host: local == size ? "127.0.0.1" : nil, remedy: "mpirun -x MASTER_ADDR=NAME-OF-RANK-0'S-MACHINE")
    result.localSize = local
    result.localRank = try number("OMPI_COMM_WORLD_LOCAL_RANK") ?? (local == size ? rank : 0)
    try check(result, names: ("OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"))
    return result
  }

  /// Those of a task that `srun` started.
  func slurm() throws(ProcessGroupError) -> Rendezvous? {
    guard environment["SLURM_PROCID"] != nil else { return nil }
    let rank = try required("SLURM_PROCID")
    // A batch script has SLURM_NTASKS, too, but is not one of the tasks.
    guard environment["SLURM_STEP_ID"] ?? environment["SLURM_STEPID"] != nil || rank > 0 else { return nil }
    let name = environment["SLURM_STEP_NUM_TASKS"] == nil ? "SLURM_NTASKS" : "SLURM_STEP_NUM_TASKS"
    let size = try required(name)
    let nodes = ["SLURM_STEP_NODELIST", "SLURM_JOB_NODELIST", "SLURM_NODELIST"].lazy.compactMap { environment[$0] }
    var result = try place(
      rank: rank, size: size, names: ("SLURM_PROCID", name), host: nodes.first.map(Self.firstHost),
      port: try number("SLURM_JOB_ID").map { 20000 + $0 % 20000 }, remedy: "export MASTER_ADDR=NAME before srun")
    result.localRank = try number("SLURM_LOCALID") ?? 0
    let perNode = environment["SLURM_STEP_TASKS_PER_NODE"] ?? environment["SLURM_TASKS_PER_NODE"]
    // Such as 4(x2),1: the same number everywhere, or it is not known which is this node's.
    if let perNode, !perNode.contains(",") { result.localSize = Int(perNode.prefix { $0.isNumber }) }
    try check(result, names: ("SLURM_LOCALID", "SLURM_TASKS_PER_NODE"))
    return result
  }

  /// The first machine of a list such as `gpu[003-006,9],login`.
  static func firstHost(of list: String) -> String {
    guard let bracket = list.firstIndex(of: "["), !list[..<bracket].contains(",") else {
      return String(list.prefix { $0 != "," })
    }
    let numbers = list[list.index(after: bracket)...]
    let after = numbers.firstIndex(of: "]").map { numbers[numbers.index(after: $0)...].prefix { $0 != "," } } ?? ""
    return String(list[..<bracket] + numbers.prefix { $0 != "-" && $0 != "," && $0 != "]" } + after)
  }

  private func place(
    rank: Int, size: Int, names: (rank: String, size: String), host: String? = nil, port: Int? = nil,
    remedy: String = "start the processes by torchrun, or set it to the name of rank 0's machine"
  ) throws(ProcessGroupError) -> Rendezvous {
    guard (1...65536).contains(size), (0..<size).contains(rank) else {
      throw .environment(
        reason: "\(names.rank) is \(rank) and \(names.size) is \(size): the rank must be 0 or more and below the size")
    }
    guard let host = environment["MASTER_ADDR"] ?? host ?? (size == 1 ? "127.0.0.1" : nil) else {
      throw .environment(reason: "\(names.size) is \(size), but MASTER_ADDR is not set: \(remedy)")
    }
    let port = try number("MASTER_PORT") ?? port ?? Rendezvous.defaultPort
    guard (1...65535).contains(port) else { throw .environment(reason: "MASTER_PORT is \(port), which is no port") }
    return Rendezvous(rank: rank, size: size, host: host, port: port, serves: rank == 0)
  }

  private func check(_ found: Rendezvous, names: (rank: String, size: String)) throws(ProcessGroupError) {
    let limit = found.localSize ?? found.size
    guard limit >= 1, limit <= found.size, (0..<limit).contains(found.localRank) else {
      throw .environment(
        reason:
          "\(names.rank) is \(found.localRank) and \(names.size) is \(found.localSize.map(String.init) ?? "not set"), with "
          + "\(found.size) processes in all: they contradict each other")
    }
  }

  private func required(_ name: String) throws(ProcessGroupError) -> Int {
    guard let value = try number(name) else {
      throw .environment(
        reason: "\(name) is not set, but other variables of the launcher are; set it or unset the others")
    }
    return value
  }

  private func number(_ name: String) throws(ProcessGroupError) -> Int? {
    guard let text = environment[name] else { return nil }
    guard let value = Int(text) else { throw .environment(reason: "\(name) is '\(text)', which is no number") }
    return value
  }
}
