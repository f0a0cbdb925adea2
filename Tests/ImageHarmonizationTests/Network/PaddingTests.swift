import Testing

@testable import ImageHarmonization

@Suite("Padding")
struct PaddingTests {
  @Test(
    "The smallest multiple; half before, the odd one behind",
    arguments: [(1, 16), (15, 16), (16, 16), (17, 16), (101, 256)])
  func split(side: Int, divisor: Int) {
    let padding = Padding(height: side, width: 2 * side, divisor: divisor)
    let (vertical, horizontal) = (padding.top + padding.bottom, padding.left + padding.right)
    #expect((side + vertical) % divisor == 0 && vertical < divisor)
    #expect((2 * side + horizontal) % divisor == 0 && horizontal < divisor)
    #expect((0...1).contains(padding.bottom - padding.top))
    #expect((0...1).contains(padding.right - padding.left))
    #expect(padding.isEmpty == (side % divisor == 0))
  }

  @Test("Values come to lie inside, zeros around them")
  func adding() {
    let padding = Padding(height: 1, width: 2, divisor: 4)
    let padded = padding.adding(to: [1, 2, 3, 4], count: 2, height: 1, width: 2)
    let plane: (Float, Float) -> [Float] = { [0, 0, 0, 0, 0, $0, $1, 0, 0, 0, 0, 0, 0, 0, 0, 0] }
    #expect(padded == plane(1, 2) + plane(3, 4))
  }

  @Test("What is added is removed again", arguments: [1, 2, 5, 8])
  func roundTrip(side: Int) {
    let (height, width, count) = (side, side + 3, 3)
    let values = (0..<count * height * width).map(Float.init)
    let padding = Padding(height: height, width: width, divisor: 8)
    let padded = padding.adding(to: values, count: count, height: height, width: width)
    #expect(padded.count % 64 == 0)
    #expect(padding.removing(from: padded, count: count, height: height, width: width) == values)
  }
}
