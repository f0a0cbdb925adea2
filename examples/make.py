#!/usr/bin/env python3
"""Renders the example: a basket of fruit, photographed in one light and pasted from another.

Needs povray and vips (Debian: povray libvips-tools) and nothing outside the standard library.
Renders are kept in the work folder and reused; delete it to start afresh.
"""

import argparse
import math
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
SCENE = HERE / "scene"


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def vips(*command):
    run("vips", *command)


def render(scene, out, width, height, threads, aa=2, threshold=0.2, area=(), **declare):
    """One render to a PNG in linear light, 16 bits; kept if it is there already."""
    if out.exists():
        return
    part = out.with_name("part-" + out.name)
    log = out.with_suffix(".log")
    with open(log, "w") as stream:
        subprocess.run(
            ["povray", f"+I{SCENE / scene}", f"+L{SCENE}", f"+L{out.parent}", f"+O{part}", f"+W{width}", f"+H{height}",
             "+FN16", "File_Gamma=1.0", "-D", f"+WT{threads}", "+HR", f"+A{threshold}", "+AM2", f"+R{aa}", "-J"]
            + [f"{option}{edge}" for option, edge in zip(("+SC", "+SR", "+EC", "+ER"), area)]
            + [f"Declare={name}={value}" for name, value in declare.items()],
            check=True, stdout=stream, stderr=stream)
    os.replace(part, out)


def write_disc(path, radius):
    """A lens's circle of confusion as a convolution kernel, its rim antialiased."""
    size = 2 * math.ceil(radius) + 1
    middle = size // 2
    rows = [[max(0.0, min(1.0, radius + 0.5 - math.hypot(x - middle, y - middle))) for x in range(size)]
            for y in range(size)]
    total = sum(map(sum, rows))
    text = "\n".join(" ".join(f"{value:.4f}" for value in row) for row in rows)
    path.write_text(f"{size} {size} {total:.6f} 0\n{text}\n")


def write_tone_curve(path, exposure, haze):
    """16-bit linear light, white at a quarter, to display values: Narkowicz's fit of the ACES curve, then sRGB."""
    values = []
    for index in range(65536):
        light = index / 65535 * 4 * exposure * (1 - haze) + haze
        film = min(1.0, light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14))
        values.append(255 * (film * 12.92 if film <= 0.0031308 else 1.055 * film ** (1 / 2.4) - 0.055))
    path.write_text("65536 1\n" + " ".join(f"{value:.3f}" for value in values) + "\n")


def garden(work, width, height, threads):
    """The backdrop, out of focus."""
    out = work / "garden.png"
    if out.exists():
        return
    render("garden.pov", work / "garden-sharp.png", width, height, threads)
    disc = work / "disc.mat"
    write_disc(disc, width / 75)
    vips("conv", work / "garden-sharp.png", work / "garden.v", disc)
    vips("cast", work / "garden.v", out, "ushort")


def develop(work, name, width, height, exposure, haze, grain, seed):
    """From linear light to a picture with grain, as floats of 0...255."""
    curve = work / f"{name}.mat"
    write_tone_curve(curve, exposure, haze)
    vips("maplut", work / f"{name}.png", work / f"{name}-tone.v", curve)
    vips("gaussnoise", work / "noise.v", width, height, "--mean", 0, "--sigma", grain, "--seed", seed)
    vips("gaussblur", work / "noise.v", work / "grain.v", 0.6)
    vips("add", work / f"{name}-tone.v", work / "grain.v", work / f"{name}.v")


def box(mask):
    """The rectangle round a mask as left, top, right, bottom: all that the second light needs to be rendered for."""
    found = subprocess.run(["vips", "find_trim", str(mask), "--background", "0", "--threshold", "0"],
                           check=True, capture_output=True, text=True)
    left, top, width, height = map(int, found.stdout.split())
    return max(1, left), max(1, top), left + width + 1, top + height + 1


def paste(work, foreground, background, mask, out):
    """mask * foreground + (1 - mask) * background, on display values as an image editor does."""
    vips("linear", mask, work / "alpha.v", 1 / 255, 0)
    vips("subtract", foreground, background, work / "difference.v")
    vips("multiply", work / "difference.v", work / "alpha.v", work / "weighted.v")
    vips("add", background, work / "weighted.v", out)


def save(source, out, quality):
    vips("cast", source, str(source) + ".8.v", "uchar")
    vips("copy", str(source) + ".8.v", f"{out}[Q={quality},optimize_coding,strip]", "--interpretation", "srgb")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--width", type=int, default=3000, help="width in pixels; the height is two thirds of it")
    parser.add_argument("--draft", action="store_true", help="coarse radiosity and shadows")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--work", type=pathlib.Path, default=HERE.parent / "out" / "example", help="where renders are kept")
    parser.add_argument("--out", type=pathlib.Path, default=HERE, help="where the pictures go")
    parser.add_argument("--small", type=int, default=512, help="width of the second, small set")
    options = parser.parse_args()
    width, height, work, out = options.width, options.width * 2 // 3, options.work, options.out
    work.mkdir(parents=True, exist_ok=True)
    (out / "small").mkdir(parents=True, exist_ok=True)

    garden(work, 1536, 1024, options.threads)
    fine = 0 if options.draft else 1
    render("scene.pov", work / "outline.png", width, height, options.threads, aa=3, threshold=0.05, Mask=1)
    # The outline is black on white, in grey levels.
    vips("extract_band", work / "outline.png", work / "outline.v", 0)
    vips("invert", work / "outline.v", work / "covered.v")
    vips("linear", work / "covered.v", work / "mask.v", 255 / 65535, 0.5)
    vips("cast", work / "mask.v", work / "mask8.v", "uchar")
    render("scene.pov", work / "light1.png", width, height, options.threads, Lighting=1, Fine=fine)
    render("scene.pov", work / "light2.png", width, height, options.threads, area=box(work / "mask8.v"),
           Lighting=2, Fine=fine)
    develop(work, "light1", width, height, exposure=1.0, haze=0.0, grain=4.0, seed=1)
    develop(work, "light2", width, height, exposure=1.3, haze=0.02, grain=4.0, seed=2)
    paste(work, work / "light2.v", work / "light1.v", work / "mask8.v", work / "pasted.v")

    vips("copy", work / "mask8.v", f"{out / 'mask.png'}[compression=9,strip]", "--interpretation", "b-w")
    save(work / "light1.v", out / "truth.jpg", 93)
    save(work / "pasted.v", out / "composite.jpg", 93)
    for name, target in (("light1.v", "truth.jpg[Q=92,strip]"), ("pasted.v", "composite.jpg[Q=92,strip]"),
                         ("mask8.v", "mask.png[compression=9,strip]")):
        small = work / ("small-" + name)
        vips("resize", work / name, small, options.small / width)
        vips("cast", small, str(small) + ".8.v", "uchar")
        vips("copy", str(small) + ".8.v", out / "small" / target, "--interpretation", "b-w" if "png" in target else "srgb")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"{error.cmd[0]} failed: {(error.stderr or b'see the log in the work folder').decode()}")
