"""Windows: what is left of a conversation that is too long, and how many pictures it keeps."""

from diorama.harnesses.models.shapes import Answer, Asked, Message, Question, Result, Results, Told
from diorama.harnesses.models.window import CUT_FROM, DROPPED, OLD_PICTURE, estimate, fitted, shortened


def _conversation(results: int, size: int = 40_000) -> list[Message]:
    out: list[Message] = [Told("Do it.")]
    for number in range(results):
        out.append(Answer(f"say {number}", (Asked(f"c{number}", "look", "{}"),)))
        out.append(Results((Result(f"c{number}", f"{number}:" + "x" * size),)))
    return out


def _kept(messages: list[Message] | None) -> list[bool]:
    assert messages is not None
    return [message.each[0].text != DROPPED for message in messages if isinstance(message, Results)]


def test_what_fits_is_left_alone_and_stopping_leaves_nothing_else() -> None:
    talk = _conversation(3)
    assert fitted(talk, "stop", 0, 3) == talk
    assert fitted(talk, "stop", 1, 3) is None


def test_the_oldest_results_are_dropped_by_halves_and_the_last_stays() -> None:
    talk = _conversation(4)
    assert _kept(fitted(talk, "drop", 1, 3)) == [False, False, True, True]
    assert _kept(fitted(talk, "drop", 2, 3)) == [False, False, False, True]
    assert fitted(talk, "drop", 3, 3) is None
    shown = fitted(talk, "drop", 2, 3)
    assert shown is not None
    assert [message for message in shown if not isinstance(message, Results)] == [
        message for message in talk if not isinstance(message, Results)]
    assert len(shown) == len(talk)


def test_long_results_are_cut_shorter_and_shorter() -> None:
    talk = _conversation(2)
    lengths = []
    for squeezed in range(1, 20):
        shown = fitted(talk, "truncate", squeezed, 3)
        if shown is None:
            break
        lengths.append(max(len(message.each[0].text) for message in shown if isinstance(message, Results)))
    assert CUT_FROM < lengths[0] < CUT_FROM + 100
    assert lengths == sorted(lengths, reverse=True)
    assert 2 < len(lengths) < 19


def test_a_text_is_cut_in_its_middle_and_says_so() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened("a" * 50 + "b" * 50, 20) == "a" * 10 + "\n[... 80 characters are left out here ...]\n" + "b" * 10


def test_only_the_last_pictures_stay() -> None:
    talk: list[Message] = [Told("0", b"p0"), Answer("a"), Told("1", b"p1"), Answer("b"),
                           Results((Result("c", "2", picture=b"p2"), Result("d", "3", picture=b"p3")))]
    shown = fitted(talk, "stop", 0, 2)
    assert shown is not None
    assert shown[0] == Told(f"0\n{OLD_PICTURE}")
    assert shown[2] == Told(f"1\n{OLD_PICTURE}")
    assert shown[4] == talk[4]
    none = fitted(talk, "stop", 0, 0)
    assert none is not None
    assert none[4] == Results((Result("c", f"2\n{OLD_PICTURE}"), Result("d", f"3\n{OLD_PICTURE}")))


def test_an_estimate_grows_with_what_is_sent() -> None:
    small, large = (estimate(Question("", _conversation(1, size), ())) for size in (10, 10_000))
    assert large - small > 2000
    assert estimate(Question("", [Told("", b"png")], ())) > 1000
