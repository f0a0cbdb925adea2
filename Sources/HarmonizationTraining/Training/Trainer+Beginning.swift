import HarmonizationImaging
import HarmonizationTorch

extension Trainer {
  /// The leader's recipe, checked and with everything decided that depends on the machine.
  static func settled(
    _ recipe: Recipe, in folder: RunFolder?, among peers: Peers, options: TrainerOptions, note: (String) -> Void
  ) throws -> Recipe {
    let settled = try peers.together {
      guard peers.size == 1 || options.device == .cpu else {
        throw TrainingError.recipe(
          file: "device",
          reason: "several processes train on CPUs only, not yet on \(options.device) (NCCL is not connected); "
            + "use --device cpu, or one process")
      }
      try TorchLibrary.setDeterministic(options.device == .cpu)
      guard peers.isLeader else { return recipe }
      var settled = try recipe.divided(among: peers.size, isForced: options.allowsOtherProcesses)
      try settled.validate()
      try folder?.check(settled)
      // Pictures of the log are encoded by libvips: a missing one is known now, not after the first epoch.
      if settled.logging.pictures > 0 { _ = try ImagingLibrary.version() }
      if let text = settled.precision.note(on: options.device) { note(text) }
      settled.precision = settled.precision.resolved(on: options.device)
      if peers.size > 1, settled.replicas != recipe.replicas {
        note("each batch of \(settled.batchSize) is computed in \(settled.replicas) parts, one for each process")
      }
      return settled
    }
    let recipe = try peers.share(recipe: settled)
    try TorchLibrary.allowReducedFloat32(recipe.tensorFloat32 && recipe.precision != .float64)
    return recipe
  }

  /// Makes what the leader restored, or started with, the state of all; returns where the run is.
  static func share(_ restored: RunPosition?, _ state: TrainingState, among peers: Peers) throws -> RunPosition? {
    guard peers.size > 1 else { return restored }
    let told = try peers.share(
      restored.map { RunStateStore.metadata($0, network: state.graph.name, updates: state.optimizer.step) })
    let found = told.flatMap { RunStateStore.position($0) }
    try state.share(updates: found?.updates ?? 0)
    if let found { state.resume(at: found.0.step) }
    return found?.0
  }

  /// Where the run starts; throws where the data is other than it was.
  static func position(_ restored: RunPosition?, samples: Int, in folder: RunFolder?) throws -> RunPosition {
    guard let restored else { return RunPosition(samples: samples) }
    guard restored.samples == samples else {
      throw TrainingError.incompatibleRun(
        path: folder?.url.path ?? "the run",
        reason: "the data has \(samples) samples, it was begun with \(restored.samples)")
    }
    return restored
  }

  /// Throws if the run had another number of processes, or says what changes if that was asked for.
  static func checkProcesses(
    _ position: RunPosition, _ recipe: Recipe, in folder: RunFolder?, among peers: Peers, options: TrainerOptions,
    note: (String) -> Void
  ) throws {
    guard let folder, position.processes != peers.size else { return }
    let before = try folder.snapshot().replicas
    let change =
      "it was trained by \(count(position.processes)), now there \(peers.size == 1 ? "is" : "are") \(peers.size)"
    guard options.allowsOtherProcesses else {
      throw TrainingError.incompatibleRun(
        path: folder.url.path,
        reason: "\(change); resume with as many, or with --other-processes, which says what changes")
    }
    note(
      before == recipe.replicas
        ? "\(change): each batch is still computed in \(before) parts, so with as many threads for each part the bits stay the same"
        : "\(change): each batch is computed in \(recipe.replicas) parts instead of \(before), so batch normalization sees "
          + "\(recipe.batchSize / recipe.replicas) samples instead of \(recipe.batchSize / before), and weights will differ"
    )
  }

  private static func count(_ processes: Int) -> String { processes == 1 ? "one process" : "\(processes) processes" }
}

extension Peers {
  /// The leader's recipe, in all.
  public func share(recipe: Recipe) throws -> Recipe {
    guard size > 1 else { return recipe }
    let yaml = try share(isLeader ? recipe.yaml() : "")
    return isLeader ? recipe : try RecipeLibrary.recipe(yaml: yaml, file: "the leader's recipe")
  }
}
