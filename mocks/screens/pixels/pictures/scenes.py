"""Views: countryside, sea, towns, soft hills for a wallpaper, maps."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from .....snapshots.draw import Draw
from .sheet import Sheet, see_through, tone


class Light(NamedTuple):
    """Hold the time of day: the sky above and at the horizon, the sun or moon, how light the ground is in percent."""

    above: int
    below: int
    disc: int
    ground: int


def _light(draw: Draw) -> Light:
    hue = draw.between(205, 225)
    return draw.choice((
        Light(tone(hue, 70, 62), tone(hue, 45, 90), tone(50, 80, 96), 100),
        Light(tone(hue + 40, 45, 45), tone(25, 85, 78), tone(40, 95, 88), 72),
        Light(tone(265, 40, 60), tone(340, 60, 86), tone(20, 90, 92), 85),
        Light(tone(235, 55, 14), tone(230, 50, 34), tone(55, 30, 94), 38),
    ))


def _ridge(draw: Draw, base: int, range_of: int, count: int) -> list[int]:
    return [base + draw.between(-range_of, range_of) for _ in range(count)]


def landscape(sheet: Sheet, draw: Draw) -> None:
    """Draw mountains behind hills, at some time of day, at times with trees."""
    light = _light(draw)
    sheet.wash(light.above, light.below)
    x, size = draw.between(150, 850), draw.between(45, 80)
    square = sheet.square()
    square.oval(x, draw.between(150, 320), size, size, light.disc)
    hue = draw.choice((215, 250, 190, 30))
    for step in range(2):
        far = _ridge(draw, 480 + 70 * step, 110, 9)
        sheet.ridge(far, tone(hue, 25 + 5 * step, (68 - 16 * step) * light.ground // 100), soft=False)
    green = draw.between(70, 150)
    for step in range(3):
        near = _ridge(draw, 640 + 110 * step, 40, 5)
        sheet.ridge(near, tone(green, 45 + 8 * step, (62 - 12 * step) * light.ground // 100), soft=True)
    if draw.chance(60):
        for _ in range(draw.between(4, 9)):
            _tree(sheet, draw, draw.between(0, 1000), draw.between(760, 940), tone(green, 45, 24 * light.ground // 100))


def _tree(sheet: Sheet, draw: Draw, x: int, y: int, colour: int) -> None:
    height = draw.between(90, 170)
    for part in range(3):
        half, low = 18 + 10 * part, y - height * (2 - part) // 3
        sheet.area([(x, low - height // 2), (x + half, low), (x - half, low)], colour)


def sea(sheet: Sheet, draw: Draw) -> None:
    """Draw a beach, the water and a sail or two."""
    light = _light(draw)
    sheet.wash(light.above, light.below)
    sheet.square().oval(draw.between(200, 800), draw.between(150, 330), 60, 60, light.disc)
    hue = draw.between(185, 215)
    sheet.box(0, 480, 1000, 1000, tone(hue, 65, 45 * light.ground // 100))
    for step in range(4):
        shade = see_through(tone(hue, 60, (56 + 5 * step) * light.ground // 100), 150)
        sheet.ridge(_ridge(draw, 540 + 75 * step, 9, 9), shade, soft=True)
    for _ in range(draw.between(0, 2)):
        x, y = draw.between(150, 850), draw.between(500, 560)
        sheet.area([(x, y - 90), (x, y), (x + 45, y)], tone(30, 10, 97))
        sheet.area([(x - 40, y + 6), (x + 50, y + 6), (x + 30, y + 26), (x - 22, y + 26)], tone(20, 60, 35))
    sheet.ridge(_ridge(draw, 850, 35, 4), tone(42, 50, 84 * light.ground // 100), soft=True)


def town(sheet: Sheet, draw: Draw) -> None:
    """Draw houses with lit windows in front of paler ones."""
    light = _light(draw)
    sheet.wash(light.above, light.below)
    hue = draw.between(200, 260)
    for depth, grey in ((0, 66), (1, 46), (2, 30)):
        x = -draw.between(0, 80)
        while x < 1000:
            width, top = draw.between(90, 190), draw.between(260, 480) + depth * 130
            sheet.box(x, top, x + width, 1000, tone(hue, 18, grey * light.ground // 100 + 6))
            if depth:
                _windows(sheet, draw, x, top, width)
            x += width + draw.between(0, 30)


def _windows(sheet: Sheet, draw: Draw, x: int, top: int, width: int) -> None:
    lit = tone(48, 80, 86)
    for y in range(top + 40, 960, 70):
        for at in range(x + 18, x + width - 30, 40):
            if draw.chance(45):
                sheet.box(at, y, at + 18, y + 34, lit)


def wallpaper(sheet: Sheet, draw: Draw) -> None:
    """Draw soft hills in one family of colours, calm enough for icons to stand on."""
    hue, dark = draw.between(0, 359), draw.chance(40)
    sheet.wash(tone(hue, 55, 28 if dark else 84), tone(hue + 40, 50, 50 if dark else 92))
    disc = tone(hue + 30, 70, 60 if dark else 95)
    sheet.square().oval(draw.between(250, 750), draw.between(150, 420), 150, 150, disc)
    for step in range(4):
        lightness = 44 - 9 * step if dark else 74 - 9 * step
        sheet.ridge(_ridge(draw, 520 + 130 * step, 70, 5), tone(hue + 10 * step, 50, lightness), soft=True)


def city_map(sheet: Sheet, draw: Draw) -> None:
    """Draw a map of no town: blocks, parks, a river, streets and one wide road."""
    sheet.box(0, 0, 1000, 1000, tone(40, 8, 94))
    parks = [(draw.between(0, 900), draw.between(0, 900)) for _ in range(4)]
    for x, y in parks:
        sheet.box(x, y, x + draw.between(120, 260), y + draw.between(80, 200), tone(120, 40, 86), 20)
    river = [(-60 + 160 * step, 300 + draw.between(-60, 60) + 60 * step) for step in range(8)]
    sheet.stroke(river, draw.between(45, 80), tone(205, 55, 80))
    tilt = draw.between(-120, 120)
    streets = [((place, -50), (place + tilt, 1050)) for place in range(-100, 1150, draw.between(105, 150))]
    streets += [((-50, place), (1050, place - tilt)) for place in range(-100, 1150, draw.between(80, 120))]
    for street in streets:
        sheet.stroke(street, 18, tone(40, 6, 86))
    for street in streets:
        sheet.stroke(street, 13, 0xFFFFFFFF)
    bend = draw.between(300, 600), draw.between(350, 650)
    road = [(-50, draw.between(100, 900)), bend, (1050, draw.between(100, 900))]
    sheet.stroke(road, 36, tone(38, 70, 72))
    sheet.stroke(road, 28, tone(46, 80, 88))


SCENES: Mapping[str, Callable[[Sheet, Draw], None]] = {
    "landscape": landscape, "map": city_map, "sea": sea, "town": town, "wallpaper": wallpaper,
}
