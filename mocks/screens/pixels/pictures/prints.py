"""What is printed: codes to scan, pages, charts, covers of albums, tickets' bars."""

from collections.abc import Callable, Mapping

from .....snapshots.draw import Draw
from .sheet import Sheet, see_through, tone
from .things import food

_BLACK, _WHITE = 0xFF101010, 0xFFFFFFFF


def code(sheet: Sheet, draw: Draw) -> None:
    """Draw a square of black and white cells with three finders. It looks like a code and holds none."""
    sheet.wash(_WHITE, _WHITE)
    square, cells = sheet.square(), 29
    edges = [60 + 880 * step // cells for step in range(cells + 1)]

    def cell(column: int, row: int, across: int, colour: int) -> None:
        square.box(edges[column], edges[row], edges[column + across], edges[row + across], colour)

    for row in range(cells):
        for column in range(cells):
            if draw.chance(48):
                cell(column, row, 1, _BLACK)
    for column, row in ((0, 0), (cells - 8, 0), (0, cells - 8)):
        cell(column, row, 8, _WHITE)
    for column, row in ((0, 0), (cells - 7, 0), (0, cells - 7)):
        for inset, colour in ((0, _BLACK), (1, _WHITE), (2, _BLACK)):
            cell(column + inset, row + inset, 7 - 2 * inset, colour)


def bars(sheet: Sheet, draw: Draw) -> None:
    """Draw the bars of a ticket."""
    sheet.wash(_WHITE, _WHITE)
    x = 60
    while x < 930:
        width = draw.choice((6, 6, 12, 18))
        sheet.box(x, 120, min(x + width, 940), 880, _BLACK)
        x += width + draw.choice((8, 8, 14, 20))


def document(sheet: Sheet, draw: Draw) -> None:
    """Draw a page of writing that nobody can read: a heading, paragraphs, at times a table and a stamp."""
    sheet.wash(_WHITE, tone(40, 6, 97))
    ink, hue = tone(220, 8, 62), draw.between(0, 359)
    sheet.box(110, 90, draw.between(450, 720), 135, tone(hue, 45, 38), 8)
    y = 190
    while y < 860:
        for line in range(draw.between(3, 6)):
            sheet.box(110, y, 890 if line else draw.between(700, 890), y + 16, ink, 6)
            y += 34
        sheet.box(110, y, draw.between(250, 700), y + 16, ink, 6)
        y += 66
    if draw.chance(40):
        sheet.square().oval(760, 800, 95, 95, see_through(tone(draw.choice((5, 215)), 70, 50), 110))


def chart(sheet: Sheet, draw: Draw) -> None:
    """Draw a line that rises or falls over a grid, and bars below it."""
    sheet.wash(tone(220, 6, 99), tone(220, 8, 95))
    for y in range(150, 900, 150):
        sheet.stroke([(60, y), (940, y)], 3, tone(220, 6, 86))
    hue = draw.choice((140, 4, 215, 265))
    height, places = draw.between(350, 650), []
    for step in range(12):
        height = min(max(height + draw.between(-110, 100), 140), 760)
        places.append((60 + 80 * step, height))
        sheet.box(48 + 80 * step, 900 - draw.between(20, 110), 88 + 80 * step, 900, tone(hue, 30, 84), 6)
    sheet.area([*places, (940, 900), (60, 900)], see_through(tone(hue, 60, 60), 50))
    sheet.stroke(places, 12, tone(hue, 70, 46))


def cover(sheet: Sheet, draw: Draw) -> None:
    """Draw the cover of an album: a few bold shapes in a few colours."""
    hue = draw.between(0, 359)
    first, second, third = (
        tone(hue + turn, draw.between(45, 80), light) for turn, light in ((0, 30), (150, 62), (40, 84))
    )
    sheet.wash(first, tone(hue + 25, 60, 44))
    square = sheet.square()
    match draw.below(4):
        case 0:
            for size, colour in ((380, second), (270, first), (160, third)):
                square.oval(500, 500, size, size, colour)
        case 1:
            for step in range(7):
                x, colour = 150 * step - 100, (second, third)[step % 2]
                sheet.area([(x, 0), (x + 60, 0), (x + 260, 1000), (x + 200, 1000)], colour)
        case 2:
            square.oval(500, 420, 260, 260, third)
            sheet.ridge([draw.between(480, 680) for _ in range(7)], second, soft=False)
            sheet.ridge([draw.between(680, 820) for _ in range(5)], first, soft=True)
        case _:
            for _ in range(14):
                x, y, size = draw.between(0, 900), draw.between(0, 900), draw.between(60, 220)
                colour = see_through(draw.choice((second, third)), 210)
                square.box(x, y, x + size, y + size, colour, draw.choice((0, 0, 110)))


PRINTS: Mapping[str, Callable[[Sheet, Draw], None]] = {
    "bars": bars, "chart": chart, "code": code, "cover": cover, "document": document, "food": food,
}
