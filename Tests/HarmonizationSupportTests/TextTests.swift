import HarmonizationSupport
import Testing

@Suite struct TextTests {
  @Test func csvSurvivesTheWayThereAndBack() {
    let rows = [["name", "category"], ["a,b", "say \"x\""], ["two\r\nlines", "ü"], ["", "end"]]
    #expect(CSV.rows(CSV.document(rows)) == rows)
    #expect(CSV.line(["a", "b,c", "d\"e"]) == "a,\"b,c\",\"d\"\"e\"")
    #expect(CSV.rows("\u{FEFF}a,b\n\nc,\n") == [["a", "b"], ["c", ""]])
    #expect(CSV.rows("a\rb\r\nc") == [["a"], ["b"], ["c"]])
    #expect(CSV.rows("") == [])
  }

  @Test func tablesAlign() {
    var table = TextTable(["", "N"])
    table.add(["a long name that is cut", "7"])
    table.addRule()
    table.add(["b", "12"])
    #expect(table.text(width: 13) == "            N\n-------------\na long na…  7\n-------------\nb          12\n")
    var plain = TextTable(columns: [.left, .right, .left])
    plain.add(["a", "1", ""])
    plain.add(["bc", "10", "x"])
    #expect(plain.text() == "a    1\nbc  10  x\n")
  }

  /// Values of the reference implementation's documentation and of its empty input.
  @Test func checksumIsXXH64() {
    #expect(XXH64.hash("") == 0xEF46_DB37_51D8_E999)
    #expect(XXH64.hash("a") == 0xD24E_C4F1_A98C_6E5B)
    #expect(XXH64.hash("abc") == 0x44BC_2CF5_AD77_0999)
    #expect(XXH64.hash("Nobody inspects the spammish repetition") == 0xFBCE_A83C_8A37_8BF1)
    #expect(XXH64.hexadecimal(0xABC) == "0000000000000abc")
  }

  /// The published test vector of the generator, and FNV-1a's of its names.
  @Test func keysAndRandomNumbersAreTheSameEverywhere() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
    #expect(StableKey.key("") == 0xCBF2_9CE4_8422_2325)
    #expect(StableKey.key("foobar") == 0x8594_4171_F739_67E8)
  }
}
