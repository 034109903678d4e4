"""What people photograph: cats, dogs, flowers, cakes, cars, their rooms and houses."""

from collections.abc import Callable, Mapping

from .....snapshots.draw import Draw
from .sheet import Sheet, see_through, tone, wave

_DARK = 0xFF241C1A


def cat(sheet: Sheet, draw: Draw) -> None:
    """Draw a cat that looks at us."""
    ground = draw.between(0, 359)
    sheet.wash(tone(ground, 35, 84), tone(ground, 40, 70))
    square = sheet.square()
    hue, chroma, light = draw.choice(((30, 65, 62), (30, 12, 42), (230, 8, 24), (35, 30, 88), (20, 45, 48)))
    fur, inner = tone(hue, chroma, light), tone(hue - 10, chroma, light - 12)
    square.oval(500, 1060, 330, 320, fur)
    for side in (-1, 1):
        square.area([(500 + side * 290, 180), (500 + side * 275, 480), (500 + side * 70, 330)], fur)
        square.area([(500 + side * 262, 250), (500 + side * 250, 420), (500 + side * 130, 345)], tone(5, 45, 74))
    square.oval(500, 520, 290, 245, fur)
    for x in (-80, 0, 80):
        square.stroke([(500 + x, 300), (500 + x * 3 // 4, 370)], 18, inner)
    eye = tone(draw.choice((90, 50, 200)), 60, 72)
    for side in (-1, 1):
        square.oval(500 + side * 120, 500, 56, 50, eye)
        square.oval(500 + side * 120, 500, 17, 44, _DARK)
        for drop in (-20, 20):
            square.stroke([(500 + side * 110, 620), (500 + side * 330, 600 + 2 * drop)], 6, tone(hue, 8, 94))
    square.area([(462, 578), (538, 578), (500, 618)], tone(5, 50, 62))
    square.stroke([(440, 650), (470, 662), (500, 618), (530, 662), (560, 650)], 11, _DARK)


def dog(sheet: Sheet, draw: Draw) -> None:
    """Draw a dog with its tongue out."""
    ground = draw.between(0, 359)
    sheet.wash(tone(ground, 30, 86), tone(ground, 35, 72))
    square = sheet.square()
    hue, chroma, light = draw.choice(((32, 55, 64), (25, 45, 38), (35, 12, 90), (220, 6, 30)))
    fur, ears = tone(hue, chroma, light), tone(hue - 6, chroma, max(light - 20, 10))
    square.oval(500, 1080, 320, 340, fur)
    square.oval(500, 500, 250, 275, fur)
    for side in (-1, 1):
        square.oval(500 + side * 255, 470, 85, 215, ears)
        square.oval(500 + side * 100, 455, 32, 36, _DARK)
        square.oval(500 + side * 92, 445, 10, 11, 0xFFFFFFFF)
    square.oval(500, 640, 145, 120, tone(hue, chroma // 2, min(light + 18, 96)))
    square.box(462, 690, 538, 800, tone(0, 60, 66), 38)
    square.oval(500, 590, 58, 40, _DARK)
    square.stroke([(420, 680), (460, 705), (500, 690), (540, 705), (580, 680)], 12, _DARK)


def flower(sheet: Sheet, draw: Draw) -> None:
    """Draw a flower before a blurred garden."""
    sheet.wash(tone(draw.between(80, 200), 40, 78), tone(draw.between(90, 140), 50, 48))
    square = sheet.square()
    for _ in range(9):
        soft = see_through(tone(draw.between(70, 150), 45, draw.between(50, 85)), 70)
        size = draw.between(60, 170)
        square.oval(draw.between(-100, 1100), draw.between(-100, 1100), size, size, soft)
    square.stroke([(500, 500), (485, 760), (520, 1050)], 26, tone(120, 55, 34))
    square.area([(500, 820), (640, 690), (760, 700), (680, 800)], tone(120, 55, 40))
    hue, petals, reach = draw.between(0, 359), draw.between(6, 10), draw.between(190, 235)
    for ring, lightness in ((reach, 62), (reach * 2 // 3, 74)):
        for petal in range(petals):
            turn = 360 * petal // petals + (ring != reach) * 180 // petals
            square.oval(500 + ring * wave(turn + 90) // 1000, 430 + ring * wave(turn) // 1000, 100, 100,
                        tone(hue, 65, lightness))
    square.oval(500, 430, 105, 105, tone(46, 85, 66))


def cake(sheet: Sheet, draw: Draw) -> None:
    """Draw a birthday cake with candles."""
    ground, hue = draw.between(0, 359), draw.between(0, 359)
    sheet.wash(tone(ground, 30, 90), tone(ground, 30, 78))
    square = sheet.square()
    square.oval(500, 860, 400, 60, tone(ground, 8, 97))
    square.box(200, 560, 800, 860, tone(28, 45, 62), 40)
    square.box(200, 690, 800, 740, tone(hue, 50, 84))
    square.box(200, 540, 800, 620, tone(hue, 50, 84), 36)
    for x in range(240, 800, 80):
        square.box(x, 580, x + 44, draw.between(640, 690), tone(hue, 50, 84), 20)
    count = draw.between(3, 6)
    for candle in range(count):
        x = 500 + (2 * candle - count + 1) * 48
        square.box(x - 13, 400, x + 13, 545, tone(hue + 90 + 40 * candle, 60, 60), 8)
        square.oval(x, 365, 17, 32, tone(44, 95, 74))


def car(sheet: Sheet, draw: Draw) -> None:
    """Draw a car on a street."""
    sheet.wash(tone(210, 45, 86), tone(210, 20, 94))
    sheet.box(0, 700, 1000, 1000, tone(220, 6, 52))
    sheet.box(0, 690, 1000, 712, tone(220, 6, 80))
    square, hue = sheet.square(), draw.between(0, 359)
    paint, glass = tone(hue, draw.choice((5, 60, 70)), draw.choice((38, 52, 66))), tone(205, 35, 82)
    square.oval(500, 800, 430, 36, see_through(0xFF000000, 90))
    square.area([(220, 560), (320, 400), (640, 400), (770, 560)], paint)
    square.area([(265, 555), (340, 428), (470, 428), (470, 555)], glass)
    square.area([(500, 555), (500, 428), (625, 428), (725, 555)], glass)
    square.box(80, 540, 920, 770, paint, 80)
    square.box(80, 600, 150, 650, tone(48, 85, 86), 20)
    square.box(860, 600, 920, 650, tone(4, 80, 50), 20)
    for x in (265, 735):
        square.oval(x, 765, 98, 98, tone(220, 8, 14))
        square.oval(x, 765, 52, 52, tone(220, 6, 76))


def house(sheet: Sheet, draw: Draw) -> None:
    """Draw a house with a garden."""
    sheet.wash(tone(208, 55, 72), tone(205, 35, 92))
    sheet.ridge([650 + draw.between(-30, 30) for _ in range(5)], tone(125, 40, 62), soft=True)
    sheet.box(0, 780, 1000, 1000, tone(110, 48, 58))
    square, hue = sheet.square(), draw.between(0, 359)
    square.box(200, 450, 800, 850, tone(hue, 22, 90))
    square.area([(140, 460), (500, 180), (860, 460)], tone(draw.choice((12, 220, 30)), 45, 38))
    square.box(640, 200, 710, 380, tone(12, 35, 42))
    square.box(440, 610, 560, 850, tone(hue + 180, 50, 38), 10)
    square.oval(540, 735, 9, 9, tone(46, 70, 76))
    for x in (260, 620):
        square.box(x, 540, x + 120, 670, 0xFFFFFFFF, 6)
        square.box(x + 10, 550, x + 110, 660, tone(205, 40, 80))
        square.box(x + 56, 550, x + 64, 660, 0xFFFFFFFF)
    for _ in range(draw.between(2, 4)):
        x, size = draw.choice((draw.between(40, 170), draw.between(830, 960))), draw.between(60, 100)
        square.oval(x, 830, size, size, tone(draw.between(100, 140), 50, draw.between(34, 50)))


def room(sheet: Sheet, draw: Draw) -> None:
    """Draw a room with a sofa, a window and a picture on the wall."""
    hue = draw.between(0, 359)
    sheet.box(0, 0, 1000, 720, tone(hue, 18, 88))
    sheet.box(0, 720, 1000, 1000, tone(28, 38, draw.between(48, 70)))
    sheet.box(0, 705, 1000, 724, tone(hue, 10, 96))
    square = sheet.square()
    square.box(90, 120, 400, 520, 0xFFFFFFFF, 8)
    for x, y in ((108, 138), (252, 138), (108, 326), (252, 326)):
        square.box(x, y, x + 130, y + 176, tone(205, draw.between(30, 50), 82))
    square.box(590, 170, 840, 370, tone(28, 40, 32))
    square.box(605, 185, 825, 355, tone(hue + 150, 50, 70))
    square.oval(draw.between(660, 780), 270, 50, 50, tone(hue + 60, 65, 60))
    sofa = tone(hue + draw.between(120, 240), 45, draw.between(40, 60))
    square.oval(500, 890, 430, 60, tone(hue + 200, 30, 76))
    square.box(250, 520, 830, 760, sofa, 50)
    square.box(200, 620, 320, 840, sofa, 44)
    square.box(760, 620, 880, 840, sofa, 44)
    square.box(290, 690, 790, 830, tone(hue + 180, 40, 70), 34)
    square.box(380, 600, 500, 720, tone(hue + 60, 60, 76), 24)


EVERYDAY: Mapping[str, Callable[[Sheet, Draw], None]] = {
    "cake": cake, "car": car, "cat": cat, "dog": dog, "flower": flower, "house": house, "room": room,
}
