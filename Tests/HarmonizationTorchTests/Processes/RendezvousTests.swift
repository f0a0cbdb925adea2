import Testing

@testable import HarmonizationTorch

@Suite("What launchers say in the environment")
struct RendezvousTests {
  @Test("torchrun: every process is a client of the launcher's store")
  func torchrun() throws {
    let variables = [
      "RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2", "MASTER_ADDR": "node1",
      "MASTER_PORT": "12345",
    ]
    var found = try #require(try Rendezvous(environment: variables))
    #expect((found.rank, found.size, found.localRank, found.localSize) == (3, 4, 1, 2))
    #expect(found.host == "node1" && found.port == 12345 && !found.serves)
    let agent = [
      "TORCHELASTIC_USE_AGENT_STORE": "True", "TORCHELASTIC_RESTART_COUNT": "2", "RANK": "0", "LOCAL_RANK": "0",
    ]
    found = try #require(try Rendezvous(environment: variables.merging(agent) { $1 }))
    #expect(!found.serves && found.restarts == 2)
    let before = try #require(try Rendezvous(environment: variables))
    #expect(found.name != before.name)
    found = try #require(try Rendezvous(environment: variables.merging(["RANK": "0", "LOCAL_RANK": "0"]) { $1 }))
    #expect(found.serves)
  }

  @Test("Open MPI: on one machine nothing more is needed, on several the first one's name is")
  func openMPI() throws {
    var variables = [
      "OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_LOCAL_RANK": "1",
      "OMPI_COMM_WORLD_LOCAL_SIZE": "2",
    ]
    var found = try #require(try Rendezvous(environment: variables))
    #expect(found.host == "127.0.0.1" && found.port == Rendezvous.defaultPort && found.localRank == 1)
    variables["OMPI_COMM_WORLD_SIZE"] = "4"
    #expect(throws: ProcessGroupError.self) { try Rendezvous(environment: variables) }
    variables["MASTER_ADDR"] = "node7"
    found = try #require(try Rendezvous(environment: variables))
    #expect(found.host == "node7" && found.size == 4)
  }

  @Test("Slurm: the first machine of the list; a batch script is no task")
  func slurm() throws {
    var variables = [
      "SLURM_PROCID": "0", "SLURM_NTASKS": "8", "SLURM_LOCALID": "0", "SLURM_STEP_ID": "0", "SLURM_JOB_ID": "61234",
      "SLURM_STEP_NODELIST": "gpu[003-004],cpu1", "SLURM_TASKS_PER_NODE": "4(x2)",
    ]
    let found = try #require(try Rendezvous(environment: variables))
    #expect(found.host == "gpu003" && found.port == 21234 && found.serves)
    #expect(found.size == 8 && found.localSize == 4)
    variables["SLURM_STEP_ID"] = nil
    #expect(try Rendezvous(environment: variables) == nil)
  }

  @Test(
    "The first machine of Slurm's lists",
    arguments: [
      ("node1", "node1"), ("node1,node2", "node1"), ("n[3,7]", "n3"), ("n[01-16]", "n01"), ("a,n[1-2]", "a"),
      ("n[1-2]-ib,b", "n1-ib"),
    ])
  func lists(list: String, first: String) { #expect(LauncherVariables.firstHost(of: list) == first) }

  @Test("One process is no group")
  func alone() throws {
    #expect(try Rendezvous(environment: [:]) == nil)
    #expect(try Rendezvous(environment: ["RANK": "0", "WORLD_SIZE": "1"]) == nil)
    #expect(try Rendezvous(environment: ["RANK": "", "WORLD_SIZE": ""]) == nil)
  }

  @Test(
    "Contradictions are said",
    arguments: [
      (["RANK": "1"], "WORLD_SIZE is not set"), (["RANK": "4", "WORLD_SIZE": "4"], "the rank must be"),
      (["RANK": "-1", "WORLD_SIZE": "4"], "the rank must be"),
      (["RANK": "x", "WORLD_SIZE": "4"], "'x', which is no number"),
      (["RANK": "1", "WORLD_SIZE": "4"], "MASTER_ADDR is not set"),
      (["RANK": "1", "WORLD_SIZE": "4", "MASTER_ADDR": "a", "MASTER_PORT": "0"], "which is no port"),
      (["RANK": "1", "WORLD_SIZE": "4", "MASTER_ADDR": "a", "LOCAL_RANK": "2", "LOCAL_WORLD_SIZE": "2"], "contradict"),
      (["RANK": "1", "WORLD_SIZE": "2", "MASTER_ADDR": "a", "LOCAL_WORLD_SIZE": "8"], "contradict"),
    ])
  func contradictions(variables: [String: String], message: String) throws {
    do {
      _ = try Rendezvous(environment: variables)
      Issue.record("\(variables) were taken")
    } catch { #expect("\(error)".contains(message), "\(error)") }
  }
}
