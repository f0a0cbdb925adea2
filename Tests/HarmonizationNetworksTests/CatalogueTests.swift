import HarmonizationGraph
import Testing

@testable import HarmonizationNetworks

@Suite("Catalogue")
struct CatalogueTests {
  @Test("All 29 configurations of the reference are in the catalogue")
  func complete() {
    #expect(NetworkFixture.names.count == 29)
    #expect(Set(NetworkFixture.names).isSubset(of: Catalogue.configurations.map(\.name)))
    #expect(Set(Catalogue.configurations.map(\.name)).count == Catalogue.configurations.count)
  }

  @Test(
    "State entries equal the reference's, name by name and shape by shape, in order", arguments: NetworkFixture.names)
  func state(name: String) throws {
    let fixture = try NetworkFixture.load(name)
    let graph = try Catalogue.graph(name)
    for (ours, theirs) in zip(graph.parameters, fixture.state) {
      try #require(ours.name == theirs.name)
      #expect(ours.shape == theirs.shape, "\(ours.name)")
      #expect(ours.isInteger == theirs.type.contains("int64"), "\(ours.name)")
    }
    #expect(graph.parameters.count == fixture.state.count)
    #expect(graph.parameterCount == fixture.parameters)
    let reduced = graph.parameters.filter { $0.isTrainable && $0.learningRateMultiplier == 0.1 }.map(\.name)
    #expect(Set(reduced) == Set(fixture.reduced_learning_rate))
  }

  @Test("The ablation of the entry point changes the decoder and nothing else")
  func entryAblation() throws {
    let encoder = try Catalogue.graph("hrnet18s_idih256").parameterCount
    let decoder = try Catalogue.graph("hrnet18s_idih256_decoder").parameterCount
    let both = try Catalogue.graph("hrnet18s_idih256_both").parameterCount
    let plainBlock = 128 * 4 * 4 * 128
    let deconv = 128 * 64 * 4 * 4
    #expect(decoder == encoder - plainBlock + deconv)
    #expect(both == encoder + deconv)
  }

  @Test("Sizes that a network cannot take are refused with the node's path")
  func badSize() throws {
    let network = try #require(Catalogue.configuration("improved_dih256"))
    let error = try #require(throws: GraphError.self) { try network.graph(height: 200, width: 256) }
    #expect("\(error)".contains("decoder") || "\(error)".contains("encoder"))
    #expect(throws: GraphError.self) { try network.graph(height: 0, width: 256) }
    #expect(throws: Never.self) { try network.graph(height: 512, width: 256) }
  }

  @Test("An unknown name is answered with near ones")
  func unknown() {
    let error = #expect(throws: CatalogueError.self) { try Catalogue.graph("hrnet18_idih_256") }
    #expect(error.map { "\($0)" }?.contains("hrnet18_idih256") == true)
  }
}
