extension Recipe {
  /// The recipe for so many processes: `replicas` becomes a number of parts that they can share equally.
  ///
  /// - Parameters:
  ///   - processes: how many train together.
  ///   - isForced: whether a number of parts that does not suit them is changed.
  /// - Throws: ``TrainingError/recipe(file:reason:)`` if the parts cannot be shared.
  func divided(among processes: Int, isForced: Bool) throws -> Recipe {
    var recipe = self
    guard processes > 1, replicas % processes != 0 else { return recipe }
    guard replicas == 1 || isForced else {
      throw TrainingError.recipe(
        file: "replicas",
        reason:
          "\(replicas) parts cannot be shared equally by \(processes) processes; set replicas to a multiple of \(processes)"
      )
    }
    guard processes <= min(batchSize, 64) else {
      throw TrainingError.recipe(
        file: "batchSize",
        reason:
          "\(batchSize) samples are too few for \(processes) processes, or these are more than 64; batchSize counts the samples "
          + "of all processes")
    }
    recipe.replicas = processes
    return recipe
  }
}
