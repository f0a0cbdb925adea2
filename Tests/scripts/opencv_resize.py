"""Prints the golden checksums of OpenCVResizeTests: needs opencv-python-headless and numpy."""
import cv2
import numpy as np

MASK = (1 << 64) - 1


def noise(width, height, bands, seed):
    """The image that the test generates: the high bytes of SplitMix64."""
    index = np.arange(1, width * height * bands + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + index * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(56)).astype(np.uint8).reshape(height, width, bands)


def checksum(pixels):
    value = 0xCBF29CE484222325
    for byte in pixels.tobytes():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


CASES = [
    (640, 480, 256, 256, 3), (481, 321, 256, 256, 3), (100, 75, 256, 256, 3), (512, 512, 256, 256, 3),
    (512, 300, 256, 150, 1), (512, 300, 256, 256, 3), (37, 53, 53, 37, 1), (1, 1, 5, 7, 3), (7, 1, 3, 4, 1),
    (1000, 3, 17, 64, 3), (333, 777, 1, 1, 3), (255, 257, 256, 256, 1), (300, 300, 299, 301, 3), (64, 64, 640, 10, 3),
]

for seed, (w, h, dw, dh, bands) in enumerate(CASES):
    out = cv2.resize(noise(w, h, bands, seed), (dw, dh), interpolation=cv2.INTER_LINEAR)
    print(f"    Golden({w}, {h}, {dw}, {dh}, {bands}, 0x{checksum(out):016X}),")
