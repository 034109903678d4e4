"""Faces of nobody: a head, hair, eyes and a shirt, put together from a seed."""

from .....snapshots.draw import Draw
from .sheet import Sheet, tone

_SKINS = ((28, 45, 86), (26, 50, 78), (25, 50, 68), (24, 48, 56), (22, 45, 44), (20, 40, 33))
_HAIR = ((25, 30, 12), (22, 45, 24), (28, 55, 38), (42, 60, 68), (15, 60, 40), (220, 5, 72), (230, 10, 10))


def portrait(sheet: Sheet, draw: Draw) -> None:
    """Draw the head and shoulders of nobody."""
    hue = draw.between(0, 359)
    sheet.wash(tone(hue, 35, 82), tone(hue + 20, 40, 70))
    face = sheet.square()
    tint, colour, light = draw.choice(_SKINS)
    skin, shade = tone(tint, colour, light), tone(tint, colour, light - 9)
    hair = tone(*draw.choice(_HAIR))
    style = draw.below(5)
    if style in (1, 2):
        face.oval(500, 470, 265, 290 if style == 1 else 250, hair)
    if style == 1:
        face.box(240, 450, 760, 860, hair, 110)
    face.oval(500, 1080, 370, 300, tone(hue + draw.between(100, 260), 55, draw.between(35, 60)))
    face.box(425, 620, 575, 850, shade, 70)
    for ear in (285, 715):
        face.oval(ear, 480, 34, 52, shade)
    face.oval(500, 465, 210, 250, skin)
    _hair(face, style, hair)
    _features(face, draw, tone(tint, colour + 10, light - 22), hair)


def _hair(face: Sheet, style: int, hair: int) -> None:
    """Draw what grows on top: a fringe, a parting, curls, a crop, or nothing."""
    if style == 4:
        return
    if style == 3:
        for x, y in ((330, 300), (410, 240), (500, 215), (590, 240), (670, 300), (300, 380), (700, 380)):
            face.oval(x, y, 85, 80, hair)
        return
    top = [(285, 440), (290, 330), (350, 230), (450, 190), (560, 190), (660, 235), (712, 330), (715, 440)]
    edge = {0: [(660, 340), (520, 300), (380, 330), (330, 380)], 1: [(690, 380), (560, 270), (420, 340), (320, 400)],
            2: [(680, 370), (500, 345), (320, 370)]}[style]
    face.area(top + edge, hair)


def _features(face: Sheet, draw: Draw, lip: int, hair: int) -> None:
    dark = tone(25, 20, 12)
    apart, level = draw.between(78, 96), draw.between(455, 480)
    for side in (-1, 1):
        eye = 500 + side * apart
        face.oval(eye, level, 30, 19, 0xFFFFFFFF)
        face.oval(eye, level, 17, 18, dark)
        face.stroke([(eye - 38, level - 45), (eye, level - 56), (eye + 38, level - 46)], 13, hair)
    nose = 488 - draw.between(0, 12)
    face.stroke([(500, level + 15), (nose, level + 82), (512, level + 88)], 9, lip)
    smile = draw.between(4, 30)
    face.stroke([(430, 602), (465, 602 + smile), (500, 604 + smile * 4 // 3), (535, 602 + smile), (570, 602)], 15, lip)
    if draw.chance(28):
        for side in (-1, 1):
            eye = 500 + side * apart
            rim = [(eye - 58, level - 32), (eye + 58, level - 32), (eye + 50, level + 40), (eye - 50, level + 40)]
            face.stroke([*rim, rim[0]], 10, dark)
        face.stroke([(500 - apart + 58, level - 20), (500 + apart - 58, level - 20)], 10, dark)
