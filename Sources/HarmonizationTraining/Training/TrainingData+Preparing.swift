import HarmonizationData

extension TrainingData {
  /// The data as a run uses them: checked, and for a resumed run in the order that it started with.
  ///
  /// - Parameters:
  ///   - recipe: what is trained.
  ///   - folder: the run's folder, where the samples are written down; nil in all processes but the leader.
  ///   - options: whether bad samples are skipped, and by how many threads data are read.
  ///   - peers: the processes among which the work is divided.
  ///   - note: told what there is to know.
  /// - Throws: `DataError.badSamples`; ``TrainingError/incompatibleRun(path:reason:)`` for data other than the run started with.
  func prepared(
    for recipe: Recipe, in folder: RunFolder?, _ options: TrainerOptions, peers: Peers, note: (String) -> Void
  ) throws -> TrainingData {
    notes.forEach(note)
    var prepared = self
    let recorded = try peers.share(
      peers.together { try folder?.isResumed == true ? folder?.recordedSamples() : nil })
    if let recorded {
      prepared.training = try training.restored(
        recorded, decodedShortSide: recipe.decodedShortSide, folder: folder?.url.path ?? "the run",
        skipsBad: options.skipsBadSamples, workers: options.workers, peers: peers, note: note)
    } else {
      prepared.training = try training.checked(
        as: "training", skipsBad: options.skipsBadSamples, workers: options.workers, peers: peers, note: note)
      try peers.together { [training = prepared.training] in
        try folder?.record(RecordedSamples(training, decodedShortSide: recipe.decodedShortSide))
      }
    }
    let measured = try validation?.limited(to: recipe.validation.samples)
    let wasChecked = recorded != nil && !options.skipsBadSamples && measured?.hasPhotos == false
    prepared.validation =
      wasChecked
      ? measured
      : try measured?.checked(
        as: "validation", skipsBad: options.skipsBadSamples, workers: options.workers, peers: peers, note: note)
    try prepared.training.requireSame(as: "training", among: peers)
    try prepared.validation?.requireSame(as: "validation", among: peers)
    return prepared
  }
}
