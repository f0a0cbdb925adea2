import Foundation
import TestSupport
import Testing

@testable import HarmonizationCheckpoints

@Suite struct SafeTensorsTests {
  private func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    little(UInt64(header.utf8.count)) + Array(header.utf8) + data
  }

  @Test func roundTripKeepsEverything() throws {
    var state = try Checkpoint.read(from: Fixture.url("plain_zip.pth").path)
    state.configuration = "improved_dih256"
    state.setNormalization(.imageNet)
    state.metadata["note"] = "quote \" backslash \\ newline \n and \u{1F600}"
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("weights.safetensors").path
      try Checkpoint.write(state, to: path)
      let back = try Checkpoint(path: path)
      #expect(back.format == .safeTensors)
      #expect(back.state == state)
      #expect(try back.state.normalization() == .imageNet)
      #expect(back.state.configuration == "improved_dih256")
      for (name, tensor) in back.state {
        #expect(tensor.view.offset % tensor.dataType.byteCount == 0, "\(name) is not aligned")
      }
    }
  }

  @Test(arguments: WeightPrecision.allCases)
  func writesEveryPrecision(precision: WeightPrecision) throws {
    let state = try Checkpoint.read(from: Fixture.url("plain_legacy.pth").path)
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("weights").path
      try Checkpoint.write(state, to: path, precision: precision)
      let back = try Checkpoint.read(from: path)
      #expect(try back == state.cast(to: precision))
      #expect(back["types.double"]?.dataType == precision.dataType)
      #expect(back["types.int32"] == state["types.int32"])
    }
  }

  @Test func readsWhatTheFormatAllows() throws {
    let header =
      #" {"a":{"shape":[1,2],"data_offsets":[ 0, 4 ],"dtype":"F16","x":[true,null,-1.5e3]},"\u0062":{"dtype":"BOOL","shape":[],"data_offsets":[4,5]}}"#
    let state = try Checkpoint(bytes: file(String(header.dropFirst()) + "  ", data: [0, 0x3C, 0, 0xC0, 1])).state
    #expect(state.names == ["a", "b"])
    #expect(state["a"]?.floats() == [1, -2] && state["b"]?.floats() == [1])
    #expect(try Checkpoint(bytes: file("{}")).state.isEmpty)
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,3]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}"#,
    #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}"#,
    #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}"#,
    #"{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"__metadata__":{"k":1}}"#, #"{"a":[[[[[[[[[[[[]]]]]]]]]]]]}"#, #"{"a":"#, #"{"a"}"#, #"{"a":"\ud800"}"#,
    "{\"a\":\"\u{1}\"}", #"{} x"#,
  ])
  func refusesBadHeaders(header: String) {
    #expect(throws: CheckpointError.self) { try Checkpoint(bytes: file(header, data: [0, 0, 0, 0])) }
  }

  @Test func refusesHeadersLongerThanTheFile() {
    guard case .truncated? = problem({ try Checkpoint(bytes: little(UInt64(1000)) + Array("{\"a\"".utf8)) }) else {
      Issue.record("not refused as truncated")
      return
    }
    #expect(throws: CheckpointError.self) { try Checkpoint(bytes: little(UInt64.max) + Array("{}".utf8)) }
  }

  @Test func refusesBadNormalizations() throws {
    for (mean, deviation) in [
      ("[1, 2]", "[1, 1, 1]"), ("[1, 2, x]", "[1, 1, 1]"), ("[1, 2, 3]", "[0, 1, 1]"), ("", ""),
    ] {
      let state = StateDictionary([], metadata: ["mean": mean, "std": deviation])
      #expect(throws: CheckpointError.self) { try state.normalization() }
    }
    #expect(try StateDictionary().normalization() == nil)
  }
}
