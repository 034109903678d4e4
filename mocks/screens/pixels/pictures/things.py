"""Things on a plain ground, as shops and restaurants show them."""

from collections.abc import Callable, Mapping

from .....snapshots.draw import Draw
from .sheet import Sheet, see_through, tone, wave


def _stage(sheet: Sheet, draw: Draw) -> tuple[Sheet, int]:
    """Draw the ground and the shadow of what will stand on it; return a square sheet and the hue of the thing."""
    ground = draw.between(0, 359)
    sheet.wash(tone(ground, 10, 96), tone(ground, 14, 87))
    square = sheet.square()
    square.oval(500, 872, 290, 38, see_through(tone(ground, 20, 30), 60))
    return square, draw.between(0, 359)


def bottle(sheet: Sheet, draw: Draw) -> None:
    """Draw a bottle with a label."""
    square, hue = _stage(sheet, draw)
    body = tone(hue, 55, 48)
    square.box(445, 130, 555, 200, tone(hue + 180, 30, 30), 14)
    square.area([(455, 200), (545, 200), (560, 300), (640, 390), (640, 500), (360, 500), (360, 390), (440, 300)], body)
    square.box(360, 400, 640, 875, body, 45)
    square.box(360, 520, 640, 740, tone(hue + 30, 15, 95))
    square.box(400, 570, 600, 596, tone(hue, 50, 40), 6)
    square.box(430, 630, 570, 646, tone(hue, 20, 60), 6)
    square.box(385, 420, 410, 840, see_through(0xFFFFFFFF, 70), 12)


def mug(sheet: Sheet, draw: Draw) -> None:
    """Draw a mug with a stripe."""
    square, hue = _stage(sheet, draw)
    body = tone(hue, 55, 60)
    square.oval(690, 590, 150, 165, body)
    square.oval(690, 590, 92, 105, tone(hue, 10, 92))
    square.box(280, 340, 700, 880, body, 60)
    square.box(280, 560, 700, 640, tone(hue + 150, 45, 88))
    square.oval(490, 345, 210, 48, tone(hue, 50, 72))
    square.oval(490, 352, 182, 36, tone(24, 50, 24))


def book(sheet: Sheet, draw: Draw) -> None:
    """Draw a book seen from the front."""
    square, hue = _stage(sheet, draw)
    square.box(300, 160, 740, 880, tone(hue, 10, 97), 10)
    square.box(270, 140, 710, 865, tone(hue, 55, 42), 14)
    square.box(270, 140, 310, 865, tone(hue, 55, 32), 14)
    square.box(370, 250, 650, 300, tone(hue + 40, 50, 90), 8)
    square.box(410, 330, 610, 356, tone(hue + 40, 40, 80), 8)
    square.oval(510, 590, draw.between(80, 140), draw.between(80, 140), tone(hue + draw.between(60, 300), 65, 70))


def shirt(sheet: Sheet, draw: Draw) -> None:
    """Draw a shirt with short sleeves."""
    square, hue = _stage(sheet, draw)
    colour = tone(hue, 50, 58)
    square.area([(350, 200), (650, 200), (860, 370), (760, 490), (690, 430), (690, 860), (310, 860), (310, 430),
                 (240, 490), (140, 370)], colour)
    square.oval(500, 200, 105, 70, tone(hue, 45, 42))
    square.oval(500, 185, 95, 58, tone(hue, 12, 92))
    if draw.chance(50):
        for y in range(500, 840, 90):
            square.box(310, y, 690, y + 36, tone(hue + 180, 30, 88))
    else:
        square.oval(500, 520, 90, 90, tone(hue + 160, 60, 80))


def shoe(sheet: Sheet, draw: Draw) -> None:
    """Draw a running shoe from the side."""
    square, hue = _stage(sheet, draw)
    square.area([(150, 450), (250, 420), (340, 500), (480, 500), (620, 600), (820, 660), (880, 740), (880, 790),
                 (140, 790)], tone(hue, 55, 56))
    square.area([(160, 640), (400, 640), (600, 740), (880, 745), (880, 790), (140, 790)], tone(hue + 40, 40, 72))
    square.box(130, 785, 890, 860, tone(hue, 6, 97), 36)
    for step in range(4):
        x, y = 400 + 62 * step, 500 + 44 * step
        square.stroke([(x, y + 8), (x - 46, y + 66)], 18, tone(hue, 6, 97))


def phone(sheet: Sheet, draw: Draw) -> None:
    """Draw a phone."""
    square, hue = _stage(sheet, draw)
    square.box(330, 110, 670, 885, tone(hue, 12, 18), 60)
    square.box(348, 130, 652, 866, tone(hue, 50, 70), 44)
    square.oval(450, 390, 95, 95, tone(hue + 60, 60, 82))
    square.oval(530, 620, 120, 120, see_through(tone(hue + 140, 60, 55), 200))
    square.oval(500, 165, 13, 13, tone(hue, 12, 10))


def headphones(sheet: Sheet, draw: Draw) -> None:
    """Draw headphones."""
    square, hue = _stage(sheet, draw)
    dark = tone(hue, 20, 24)
    bow = [(500 + 302 * wave(turn) // 1000, 510 - 322 * wave(turn + 90) // 1000) for turn in range(-90, 91, 10)]
    square.stroke(bow, 52, dark)
    for side in (-1, 1):
        x = 500 + side * 300
        square.box(x - 70, 470, x + 70, 800, tone(hue, 55, 48), 60)
        square.box(x - side * 70 - 30, 510, x - side * 70 + 30, 760, dark, 30)


def lamp(sheet: Sheet, draw: Draw) -> None:
    """Draw a lamp for a table."""
    square, hue = _stage(sheet, draw)
    square.oval(500, 500, 380, 320, see_through(tone(48, 90, 92), 110))
    square.box(480, 460, 520, 850, tone(hue, 25, 35))
    square.box(370, 840, 630, 880, tone(hue, 25, 35), 20)
    square.area([(400, 180), (600, 180), (730, 480), (270, 480)], tone(hue, 50, 72))
    square.area([(290, 440), (710, 440), (730, 480), (270, 480)], tone(hue, 50, 60))


def bag(sheet: Sheet, draw: Draw) -> None:
    """Draw a bag with a flap."""
    square, hue = _stage(sheet, draw)
    square.oval(500, 360, 175, 195, tone(hue, 45, 34))
    square.oval(500, 365, 135, 155, tone(hue, 11, 93))
    square.box(230, 370, 770, 880, tone(hue, 48, 50), 70)
    square.box(230, 370, 770, 610, tone(hue, 48, 42), 60)
    square.box(460, 570, 540, 660, tone(46, 70, 72), 16)


def food(sheet: Sheet, draw: Draw) -> None:
    """Draw a dish from above."""
    wood = draw.choice(((28, 40, 42), (30, 20, 82), (210, 14, 32), (150, 16, 60)))
    sheet.wash(tone(wood[0], wood[1], wood[2] + 5), tone(*wood))
    square = sheet.square()
    square.oval(512, 524, 410, 410, see_through(0xFF000000, 70))
    square.oval(500, 500, 405, 405, tone(40, 6, 97))
    square.oval(500, 500, 320, 320, tone(40, 8, 91))
    hue = draw.choice((8, 22, 34, 46, 90))
    square.oval(500, 500, 285, 285, tone(hue, 65, draw.between(48, 66)))
    for _ in range(draw.between(10, 18)):
        turn, away = draw.between(0, 359), draw.between(0, 230)
        x, y = _around(turn, away)
        size = draw.between(28, 70)
        bit = tone(draw.choice((5, 20, 38, 52, 100, 120)), draw.between(50, 80), draw.between(40, 80))
        square.oval(x, y, size, size * draw.between(60, 100) // 100, bit)
    for _ in range(draw.between(5, 10)):
        x, y = _around(draw.between(0, 359), draw.between(0, 240))
        square.oval(x, y, 16, 9, tone(110, 60, 34))


def _around(turn: int, away: int) -> tuple[int, int]:
    return 500 + away * wave(turn + 90) // 1000, 500 + away * wave(turn) // 1000


THINGS: Mapping[str, Callable[[Sheet, Draw], None]] = {
    "bag": bag, "book": book, "bottle": bottle, "headphones": headphones, "lamp": lamp, "mug": mug, "phone": phone,
    "shirt": shirt, "shoe": shoe,
}
