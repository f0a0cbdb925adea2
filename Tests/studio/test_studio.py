"""The studio in a real browser, by a user's actions: scripts/test-studio.sh starts it.

Chromium and its driver come from the system, selenium from .deps/studio. Screenshots go to out/studio, for people.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

ROOT = Path(__file__).resolve().parents[2]
TOOL = os.environ["HARMONIZE"]
SHOTS = ROOT / "out" / "studio"
FILES = ROOT / "Sources" / "CHarmonizationPage" / "files"


class Studio:
    """The tool and a browser that shows its page."""

    def __init__(self, folder):
        self.folder = folder
        self.downloads = folder / "downloads"
        self.downloads.mkdir()
        environment = dict(os.environ, TMPDIR=str(folder))
        self.process = subprocess.Popen(
            [TOOL, "studio", "--port", "0", "--no-browser"], stdout=subprocess.PIPE, text=True, env=environment)
        self.address = self.process.stdout.readline().split(" at ")[1].split()[0]
        options = webdriver.ChromeOptions()
        options.binary_location = os.environ["CHROMIUM"]
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--force-color-profile=srgb", "--disable-background-networking", "--disable-component-update",
                         "--no-first-run", f"--user-data-dir={folder}/profile"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.browser = webdriver.Chrome(options=options, service=Service(os.environ["CHROMEDRIVER"]))
        self.browser.execute_cdp_cmd(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(self.downloads)})
        self.size(1280, 720)

    def size(self, width, height):
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def close(self):
        self.browser.quit()
        self.process.terminate()
        self.process.wait(60)


class StudioTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.studio = Studio(Path(cls.place.name))
        cls.browser = cls.studio.browser
        # What the browser did before it was asked for anything is not the page's.
        cls.browser.get("about:blank")
        cls.browser.get_log("performance")
        SHOTS.mkdir(parents=True, exist_ok=True)

    @classmethod
    def tearDownClass(cls):
        cls.studio.close()
        left = [name for name in os.listdir(cls.place.name) if name.startswith("harmonize-server-")]
        cls.place.cleanup()
        assert not left, f"temporary files are left: {left}"

    def setUp(self):
        self.studio.size(1280, 720)
        self.browser.get(self.studio.address)
        self.wait(lambda: self.js("return document.body.dataset.ready"))

    def tearDown(self):
        """No errors on the console, and no request to another host, in every test."""
        problems = [entry for entry in self.browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if not url.startswith((self.studio.address, "blob:", "data:")):
                    problems.append(url)
        self.assertEqual([problem for problem in problems if not self.is_expected(problem)], [])

    def is_expected(self, problem):
        """The tests read the canvas more often than the page does, and the browser says so."""
        return any(words in str(problem) for words in ["willReadFrequently", *self.expected])

    # Messages that a test brings about on purpose.
    expected = ()

    # What a user does and sees

    def js(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def find(self, name):
        return self.browser.find_element(By.ID, name)

    def click(self, selector):
        self.browser.find_element(By.CSS_SELECTOR, selector).click()
        self.frame()

    def wait(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, f"status: {self.status()}")
            time.sleep(0.05)

    def status(self):
        return self.find("status").text

    def settled(self):
        """Waits until the change for what was done last is there."""
        time.sleep(0.45)
        self.wait(lambda: not self.js("return document.body.dataset.busy"))
        self.frame()

    def frame(self):
        self.browser.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))")

    def sample(self, name):
        self.click(f"#sample-{name}")
        self.wait(lambda: self.js("return !document.getElementById('panel').hidden"))
        self.settled()
        self.wait(lambda: "harmonized" in self.status())

    def pixel(self, x, y):
        """The colour at a share of the canvas."""
        self.frame()
        return self.js(
            "const c = document.getElementById('view'), p = c.getContext('2d');"
            "return [...p.getImageData(c.width * arguments[0] | 0, c.height * arguments[1] | 0, 1, 1).data]", x, y)[:3]

    def pixels(self):
        """A checksum of the canvas."""
        self.frame()
        return self.js(
            "const c = document.getElementById('view'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            "let h = 0; for (let i = 0; i < d.length; i++) h = (h * 31 + d[i]) | 0; return h")

    def drag(self, start, *steps, element="#view"):
        canvas = self.browser.find_element(By.CSS_SELECTOR, element)
        width, height = canvas.size["width"], canvas.size["height"]

        def offset(share):
            return int((share[0] - 0.5) * width), int((share[1] - 0.5) * height)

        chain = ActionChains(self.browser, duration=20)
        chain.move_to_element_with_offset(canvas, *offset(start)).click_and_hold()
        for step in steps:
            chain.move_to_element_with_offset(canvas, *offset(step))
        chain.release().perform()
        self.frame()

    def key(self, *keys):
        self.js("document.getElementById('view').focus()")
        ActionChains(self.browser).send_keys(*keys).perform()
        self.frame()

    def shortcut(self, key, shift=False):
        chain = ActionChains(self.browser).key_down(Keys.CONTROL)
        if shift:
            chain.key_down(Keys.SHIFT)
        chain.send_keys(key)
        if shift:
            chain.key_up(Keys.SHIFT)
        chain.key_up(Keys.CONTROL).perform()
        self.frame()

    def shot(self, name):
        self.frame()
        data = self.browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
        (SHOTS / f"{name}.png").write_bytes(base64.b64decode(data))

    def set_range(self, name, value):
        self.js("const e = document.getElementById(arguments[0]); e.value = arguments[1];"
                "e.dispatchEvent(new Event('input'))", name, value)
        self.frame()

    def download(self, output):
        for old in self.studio.downloads.iterdir():
            old.unlink()
        self.js("document.getElementById('format').value = arguments[0]", output)
        self.click("#download")
        self.wait(lambda: "downloaded" in self.status())
        self.wait(lambda: [p for p in self.studio.downloads.iterdir() if p.suffix != ".crdownload"])
        return next(self.studio.downloads.iterdir())

    def command_line(self, *arguments):
        return subprocess.run([TOOL, *arguments], check=True, capture_output=True).stdout

    # Tests

    def test_start(self):
        paint = self.js("return performance.getEntriesByType('paint').map(e => e.startTime)")
        self.assertTrue(paint and max(paint) < 1000, f"first paint at {paint} ms")
        self.shot("start")
        self.find("help").click()
        self.assertTrue(self.js("return document.getElementById('keys').open"))
        self.shot("keys")

    def test_sample_composite(self):
        self.sample("mask")
        self.shot("composite")
        after = self.pixel(0.6, 0.75)
        self.key("\\")
        ActionChains(self.browser).key_down("\\").perform()
        before = self.pixel(0.6, 0.75)
        ActionChains(self.browser).key_up("\\").perform()
        self.assertGreater(max(abs(a - b) for a, b in zip(after, before)), 5, "the basket changes")
        self.assertEqual(self.pixel(0.6, 0.75), after)
        self.assertRegex(self.find("words").text, "stops|warmer|cooler|contrast|colourful")

    def test_strength_and_part(self):
        self.sample("mask")
        predicted = self.pixels()
        self.set_range("strength", 0)
        nothing = self.pixels()
        self.click("#compare")
        self.assertFalse(self.find("split").is_displayed())
        self.assertEqual(self.find("strength-out").text, "0 %")
        self.click("#compare")
        self.assertEqual(self.pixels(), nothing)
        seen = {predicted, nothing}
        self.click("button[data-strength='150']")
        seen.add(self.pixels())
        self.click("button[data-part='light']")
        seen.add(self.pixels())
        self.click("button[data-part='colour']")
        seen.add(self.pixels())
        self.assertEqual(len(seen), 5, "each of them looks different")
        self.shot("bold-colour")

    def test_split(self):
        self.sample("mask")
        self.assertEqual(self.find("split").get_attribute("aria-valuenow"), "50")
        self.find("split").send_keys(Keys.ARROW_RIGHT)
        self.frame()
        self.assertEqual(self.find("split").get_attribute("aria-valuenow"), "52")
        middle = self.pixels()
        self.drag((0.5, 0.5), (0.5, 0.5), (5, 0.5), element="#split i")
        self.assertGreater(int(self.find("split").get_attribute("aria-valuenow")), 55)
        self.assertNotEqual(self.pixels(), middle)

    def test_box(self):
        """A rectangle around the basket finds it; undo brings the old mask back."""
        self.sample("mask")
        self.click("#clear")
        self.settled()
        self.click("button[data-show='mask']")
        empty = self.pixels()
        self.key("x")
        self.drag((0.3, 0.3), (0.5, 0.6), (0.82, 0.97))
        self.wait(lambda: "harmonized" in self.status())
        self.click("button[data-show='mask']")
        self.assertNotEqual(self.pixels(), empty)
        self.assertGreater(min(self.pixel(0.56, 0.72)), 200, "the basket is white")
        self.assertLess(max(self.pixel(0.1, 0.2)), 30, "what is outside of the box is black")
        self.shot("box-mask")
        self.click("button[data-show='overlay']")
        self.shot("box")
        self.find("undo").click()
        self.settled()
        self.click("button[data-show='mask']")
        self.assertEqual(self.pixels(), empty)

    def test_mask_tools(self):
        self.sample("mask")
        self.click("#clear")
        self.settled()
        self.assertIn("paint over", self.status())
        self.click("button[data-show='mask']")
        self.assertEqual(self.pixel(0.5, 0.7), [0, 0, 0])
        self.set_range("size", 70)
        self.drag((0.42, 0.7), (0.5, 0.72), (0.6, 0.7))
        self.assertEqual(self.pixel(0.5, 0.72), [255, 255, 255])
        self.settled()
        self.assertIn("harmonized", self.status())
        self.shot("mask")
        painted = self.pixels()
        self.shortcut("z")
        self.assertEqual(self.pixel(0.5, 0.72), [0, 0, 0])
        self.shortcut("z", shift=True)
        self.assertEqual(self.pixels(), painted)
        self.key("e")
        self.drag((0.45, 0.7), (0.5, 0.72), (0.55, 0.72))
        self.assertEqual(self.pixel(0.5, 0.72), [0, 0, 0])
        self.key("l")
        self.drag((0.4, 0.3), (0.6, 0.3), (0.6, 0.5), (0.4, 0.5))
        self.assertEqual(self.pixel(0.5, 0.4), [255, 255, 255])
        counts = [self.white()]
        for action in ["grow", "shrink", "invert"]:
            self.click(f"#{action}")
            counts.append(self.white())
        self.assertTrue(counts[0] < counts[1] and counts[2] < counts[1], counts)
        self.assertEqual(self.pixel(0.5, 0.4), [0, 0, 0])
        self.key("i")
        self.click("#feather")
        for show in ["outline", "overlay"]:
            self.click(f"button[data-show='{show}']")
            self.shot(show)

    def white(self):
        self.frame()
        return self.js(
            "const c = document.getElementById('view'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            "let n = 0; for (let i = 0; i < d.length; i += 4) n += d[i] > 200 && d[i + 3] > 200; return n")

    def test_zoom(self):
        self.sample("mask")
        fitted = self.pixels()
        self.key("1")
        self.assertEqual(self.find("zoom").text, "100 %")
        self.shot("full")
        self.key("h")
        full = self.pixels()
        self.drag((0.5, 0.5), (0.4, 0.4))
        self.assertNotEqual(self.pixels(), full)
        self.key("0")
        self.key("b")
        self.js("document.getElementById('view').dispatchEvent(new PointerEvent('pointerleave'))")
        self.assertEqual(self.pixels(), fitted)

    def test_place(self):
        self.sample("place")
        start = [self.find(name).get_attribute("value") for name in ("px", "py")]
        self.drag((0.5, 0.5), (0.6, 0.5), (0.68, 0.52))
        self.settled()
        moved = [self.find(name).get_attribute("value") for name in ("px", "py")]
        self.assertGreater(int(moved[0]), int(start[0]) + 50)
        self.key(Keys.ARROW_LEFT)
        self.assertEqual(int(self.find("px").get_attribute("value")), int(moved[0]) - 1)
        self.key(">")
        self.key(".")
        self.key("m")
        self.assertEqual(self.find("mirror").get_attribute("aria-pressed"), "true")
        self.settled()
        self.assertIn("harmonized", self.status())
        self.shot("place")
        for _ in range(5):
            self.shortcut("z")
        self.assertEqual([self.find(name).get_attribute("value") for name in ("px", "py")], start)

    def test_download_is_what_the_command_line_writes(self):
        self.sample("mask")
        pictures = [str(FILES / "sample-composite.jpg"), str(FILES / "sample-mask.png")]
        names = [self.studio.folder / "composite.jpg", self.studio.folder / "mask.png"]
        for picture, name in zip(pictures, names):
            name.write_bytes(Path(picture).read_bytes())
        self.set_range("strength", 80)
        options = ["--transfer", "lut", "--resize-mask"]
        for output, suffix in [("", "jpg"), ("png", "png"), ("tiff", "tif"), ("webp", "webp"), ("ora", "ora"), ("psd", "psd")]:
            with self.subTest(output=output):
                expected = self.studio.folder / f"expected.{suffix}"
                self.command_line("photo", *map(str, names), *options, "--strength", "0.8", "-o", str(expected), "--overwrite")
                self.assertEqual(self.download(output).read_bytes(), expected.read_bytes())
        cube = self.studio.folder / "composite.cube"
        result = self.studio.folder / "other.png"
        self.command_line(
            "photo", *map(str, names), *options, "--strength", "0.8", "--cube", str(cube), "-o", str(result), "--overwrite")
        self.assertEqual(self.download("cube").read_bytes(), cube.read_bytes())

    def test_pasted_is_what_the_command_line_writes(self):
        self.sample("place")
        for name in ("background.jpg", "cutout.webp"):
            (self.studio.folder / name).write_bytes((FILES / f"sample-{name}").read_bytes())
        self.js("const e = document.getElementById('pscale'); e.value = 80; e.dispatchEvent(new Event('change'))")
        self.settled()
        at = ",".join(self.find(name).get_attribute("value") for name in ("px", "py"))
        expected = self.studio.folder / "pasted.jpg"
        self.command_line(
            "photo", "--foreground", str(self.studio.folder / "cutout.webp"), "--background",
            str(self.studio.folder / "background.jpg"), f"--at={at}", "--scale=0.8", "--transfer=lut", "-o", str(expected))
        self.assertEqual(self.download("").read_bytes(), expected.read_bytes())

    def test_own_files(self):
        files = [str(ROOT / "examples" / "small" / name) for name in ("composite.jpg", "mask.png")]
        self.find("files").send_keys("\n".join(files))
        self.wait(lambda: "harmonized" in self.status())
        self.shot("own")

    def test_side_by_side(self):
        self.sample("mask")
        self.key("v")
        self.assertFalse(self.find("split").is_displayed())
        self.assertEqual(self.find("side").get_attribute("aria-pressed"), "true")
        halves = self.js(
            "const c = document.getElementById('view'), w = c.width / 2 | 0, h = c.height, g = c.getContext('2d');"
            "const a = g.getImageData(0, 0, w - 1, h).data, b = g.getImageData(w, 0, w - 1, h).data;"
            "let same = 0, other = 0; for (let i = 0; i < a.length; i += 4) a[i] === b[i] && a[i + 2] === b[i + 2] ? same++ : other++;"
            "return [same, other]")
        # The background is the same, the object is not.
        self.assertGreater(halves[0], 100000)
        self.assertGreater(halves[1], 2000)
        self.shot("side")
        before = self.pixels()
        self.key("0", "b")
        self.drag((0.7, 0.3), (0.8, 0.3))
        self.settled()
        self.assertNotEqual(self.pixels(), before)
        self.shot("side-painted")
        self.click("#compare")
        self.assertTrue(self.find("split").is_displayed())

    def test_loupe(self):
        self.sample("mask")
        self.key("z")
        canvas = self.find("view")
        ActionChains(self.browser, duration=20).move_to_element_with_offset(canvas, 20, 60).perform()
        self.shot("loupe")
        seen = self.pixels()
        ActionChains(self.browser, duration=20).move_to_element_with_offset(canvas, 120, 20).perform()
        self.assertNotEqual(self.pixels(), seen)
        self.assertEqual(self.find("loupe").get_attribute("aria-pressed"), "true")
        self.key("z")
        self.assertEqual(self.find("loupe").get_attribute("aria-pressed"), "false")

    def many(self, names):
        """Opens the queue and adds files, {name: bytes}, of a folder."""
        folder = Path(tempfile.mkdtemp(dir=self.studio.folder))
        for name, data in names.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
        self.click("#to-many")
        self.find("many-files-input").send_keys("\n".join(str(folder / name) for name in names))
        self.wait(lambda: len(self.rows()) > 0)
        return folder

    def rows(self):
        return self.js("return [...document.querySelectorAll('#many-list li')].map(row => row.dataset.state)")

    def test_many_photos_with_masks(self):
        self.expected = ["422"]
        composite, mask = ((ROOT / "examples" / "small" / name).read_bytes() for name in ("composite.jpg", "mask.png"))
        folder = self.many({
            "a.jpg": composite, "a_mask.png": mask, "b.jpg": composite, "b_mask.png": mask,
            "c.jpg": composite[:2000], "c_mask.png": mask, "d.jpg": composite})
        self.assertEqual(self.rows(), ["waiting", "waiting", "waiting", "missing"])
        self.click("#many-start")
        self.wait(lambda: self.rows() == ["done", "done", "failed", "missing"])
        self.assertIn("c.jpg", self.js("return document.querySelector('#many-list [data-state=failed] .state').textContent"))
        self.assertIn("2 of 4 done, 1 failed", self.find("many-count").text)
        self.shot("many")
        self.click("#many-all")
        archive = self.studio.downloads / "harmonized.zip"
        self.wait(archive.exists)
        with zipfile.ZipFile(archive) as results:
            self.assertIsNone(results.testzip())
            self.assertEqual(sorted(results.namelist()), ["a_harmonized.jpg", "b_harmonized.jpg"])
            expected = folder / "expected.jpg"
            self.command_line("photo", str(folder / "a.jpg"), str(folder / "a_mask.png"), "--transfer=lut", "-o", str(expected))
            self.assertEqual(results.read("a_harmonized.jpg"), expected.read_bytes())
        archive.unlink()
        self.click("#to-many")
        self.assertTrue(self.find("start").is_displayed())

    def test_many_cutouts_on_one_background(self):
        cutout = (FILES / "sample-cutout.webp").read_bytes()
        self.many({"one.webp": cutout, "two.webp": cutout, "three.webp": cutout})
        self.assertEqual(set(self.rows()), {"missing"})
        self.find("many-background-input").send_keys(str(FILES / "sample-background.jpg"))
        self.wait(lambda: set(self.rows()) == {"waiting"})
        self.click("#many-start")
        self.click("#many-cancel")
        self.wait(lambda: not self.find("many-cancel").is_enabled())
        self.assertNotIn("running", self.rows())
        self.click("#many-list li:last-child .away")
        self.assertEqual(len(self.rows()), 2)
        if "waiting" in self.rows():
            self.click("#many-start")
        self.wait(lambda: self.rows() == ["done", "done"])
        self.shot("many-cutouts")
        self.click("#many-list li:first-child .get")
        self.wait(lambda: (self.studio.downloads / "one_harmonized.jpg").exists())

    def test_a_broken_file_is_explained(self):
        path = self.studio.folder / "broken.jpg"
        path.write_bytes(b"\xff\xd8\xff nothing")
        self.find("files").send_keys(str(path))
        self.wait(lambda: "broken.jpg" in self.status())
        self.assertTrue(self.find("start").is_displayed())

    def test_sizes_of_screens(self):
        self.sample("mask")
        for width, height in [(1280, 720), (1920, 1080), (3840, 2160), (1024, 768), (820, 1180)]:
            self.studio.size(width, height)
            self.frame()
            self.key("0")
            self.shot(f"{width}x{height}")
            self.assertLessEqual(self.js("return document.documentElement.scrollWidth"), width)
            for name in ("download", "fit", "strength"):
                self.js("arguments[0].scrollIntoView({block: 'nearest'})", self.find(name))
                box = self.js("return arguments[0].getBoundingClientRect().toJSON()", self.find(name))
                self.assertTrue(0 <= box["left"] and box["right"] <= width and box["bottom"] <= height, (name, box))

    def test_names_for_screen_readers(self):
        self.sample("place")
        nameless = self.js(
            "return [...document.querySelectorAll('button, select, input, [role=slider], canvas[tabindex]')]"
            ".filter(e => e.offsetParent && !(e.textContent.trim() || e.ariaLabel || e.labels?.length || e.title)).map(e => e.id)")
        self.assertEqual(nameless, [])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[1:]], verbosity=2)
