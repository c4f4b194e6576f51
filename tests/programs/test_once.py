"""What several numbers of one page are made of is asked for once, and by the next page again."""

from programs.once import once, one_page


def test_asked_once_within_a_page_and_each_time_outside():
    told = []

    @once
    def ask(what, *more):
        told.append(what)
        return [what]

    with one_page():
        assert ask("a") is ask("a")
        with one_page():
            assert ask("a", 1) == ["a"]
        ask("a")
    assert told == ["a", "a"]
    with one_page():
        ask("a")
    ask("a")
    ask("a")
    assert told == ["a"] * 5
