"""The log as its users see it: news, writing, once, versions, all or nothing."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.incidents.events import DATA, Draft, Event
from cockpit.incidents.journal import Journal, NotSaved
from tests.conftest import few
from tests.incidents.journal.making import HandClocks, add, noted, opened, texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".cockpit"


def test_a_new_log_is_empty_and_private(folder: Path) -> None:
    journal = opened(folder)
    assert journal.news() == ()
    assert journal.trouble == ""
    add(journal, "first")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_folder_that_others_may_enter_is_closed(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    assert not opened(folder).trouble
    assert folder.stat().st_mode & 0o777 == 0o700


def test_an_event_says_who_when_and_by_which_clock(folder: Path) -> None:
    clocks = HandClocks(seconds=1_793_448_000.25, since_boot=7.5)
    journal = Journal.open(folder, session="s1", clocks=clocks)
    drafts = [noted("a", "I1"), Draft(kind="alarm.fired", actor=DATA, once="o")]
    first, second = journal.write(lambda _: drafts, actor="林")
    assert (first.seq, first.kind, first.incident) == (1, "note.added", "I1")
    assert (first.actor, first.session) == ("林", "s1")
    assert first.wall == "2026-10-31T12:00:00.250000+00:00"
    assert (first.boot, first.boot_ns) == ("boot-1", 7_500_000_000)
    assert first.data == "2026-10-31T20:00:00+08:00"
    assert (second.actor, second.once, second.version) == (DATA, "o", 0)
    assert second.prev == first.hash
    assert first.id != second.id


def test_what_the_writer_gets_is_what_readers_get(folder: Path) -> None:
    """JSON knows no tuples: a state folded from either must be the same."""
    one, two = opened(folder), opened(folder, "two")
    draft = Draft(kind="x", payload={"pair": ("a", 1), "none": None})
    written = one.write(lambda _: [draft], actor="林")
    assert written[0].payload == {"pair": ["a", 1], "none": None}
    assert two.news() == written


def test_news_come_once_and_not_from_oneself(folder: Path) -> None:
    one, two = opened(folder), opened(folder, "two")
    add(one, "a")
    add(one, "b")
    assert one.news() == ()
    assert texts(two.news()) == ["a", "b"]
    assert two.news() == ()
    add(two, "c")
    assert texts(one.news()) == ["c"]
    assert texts(opened(folder, "three").news()) == ["a", "b", "c"]


def test_a_decision_is_made_on_all_that_is_there(folder: Path) -> None:
    one, two = opened(folder), opened(folder, "two")
    add(one, "a")
    seen: list[str] = []

    def decide(news: tuple[Event, ...]) -> list[Draft]:
        seen.extend(texts(news))
        return [noted("b")]

    two.write(decide, actor="陈")
    assert seen == ["a"]
    assert two.news() == ()


def test_a_refusal_writes_nothing_but_the_news_are_known(folder: Path) -> None:
    one, two = opened(folder), opened(folder, "two")
    add(one, "a")

    def refuse(news: tuple[Event, ...]) -> list[Draft]:
        raise KeyError(texts(news)[0])

    with pytest.raises(KeyError, match="a"):
        two.write(refuse, actor="陈")
    assert two.news() == ()
    assert [event.seq for event in add(two, "b")] == [2]


def test_nothing_decided_is_nothing_written(folder: Path) -> None:
    one, two = opened(folder), opened(folder, "two")
    add(two, "a")
    assert one.write(lambda _: [], actor="林") == ()
    assert one.news() == ()
    assert two.news() == ()


def test_a_word_is_written_once_whoever_writes_it(folder: Path) -> None:
    one, two = opened(folder), opened(folder, "two")
    overdue = noted("overdue", once="step:1")
    assert len(one.write(lambda _: [overdue, overdue], actor="s")) == 1
    assert two.write(lambda _: [overdue], actor="s") == ()
    assert opened(folder, "x").write(lambda _: [overdue], actor="s") == ()
    both = two.write(lambda _: [overdue, noted("other")], actor="s")
    assert texts(both) == ["other"]


def test_versions_count_the_events_of_an_incident(folder: Path) -> None:
    one, two = opened(folder), opened(folder, "two")

    def versions(journal: Journal, *incidents: str) -> list[int]:
        drafts = [noted("n", incident) for incident in incidents]
        return [event.version for event in journal.write(lambda _: drafts, actor="林")]

    assert versions(one, "A", "A", "", "B") == [1, 2, 0, 1]
    assert versions(two, "A", "B", "C") == [3, 2, 1]
    assert versions(opened(folder, "three"), "A") == [4]


@pytest.mark.parametrize("odd", [{"a": object()}, {"a": "\ud800"}])
def test_what_is_no_json_is_not_written(folder: Path, odd: dict[str, object]) -> None:
    journal = opened(folder)
    with pytest.raises((TypeError, UnicodeEncodeError)):
        journal.write(lambda _: [noted("a"), Draft(kind="x", payload=odd)], actor="林")
    assert [event.seq for event in add(journal, "b")] == [1]


def test_a_closed_log_writes_nothing(folder: Path) -> None:
    journal = opened(folder)
    journal.close()
    journal.close()
    with pytest.raises(NotSaved):
        add(journal, "a")


def test_the_chain_can_be_checked_without_us(folder: Path) -> None:
    """With nothing but a JSON line, as the documentation describes it."""
    add(opened(folder), "a", "抖音", "c")
    before = "0" * 64
    for text in (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines():
        line = text[text.index('"event":') + len('"event":') : -1]
        body, _, end = line.rpartition(',"hash":"')
        assert f'"prev":"{before}"' in body
        before = sha256(body.encode()).hexdigest()
        assert end == before + '"}'


_WRITER, _TEXT = (
    st.integers(0, 2),
    st.text(max_size=5).map(lambda t: t.encode("utf-8", "replace").decode()),
)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), _WRITER, st.lists(_TEXT, max_size=3)),
        st.tuples(st.just("look"), _WRITER, st.just([""])),
        st.tuples(st.just("reopen"), _WRITER, st.just([""])),
    ),
    max_size=12,
)


@settings(max_examples=few(15))
@given(steps=_STEPS)
def test_everybody_sees_the_same_log(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, list[str]]]
) -> None:
    """Whoever writes, looks and opens when: each has every event once, in order."""
    folder = tmp_path_factory.mktemp("log") / ".cockpit"
    journals = [opened(folder, str(number)) for number in range(3)]
    known: list[list[Event]] = [[], [], []]
    for what, who, words in steps:
        if what == "reopen":
            journals[who].close()
            journals[who], known[who] = opened(folder, str(who)), []
        elif what == "write":
            drafts = [noted(word) for word in words]
            mine = known[who]

            def decide(
                news: tuple[Event, ...],
                mine: list[Event] = mine,
                drafts: list[Draft] = drafts,
            ) -> list[Draft]:
                mine.extend(news)
                return drafts

            mine.extend(journals[who].write(decide, actor="林"))
        known[who].extend(journals[who].news())
    for who, journal in enumerate(journals):
        known[who].extend(journal.news())
    assert known[0] == known[1] == known[2]
    assert [event.seq for event in known[0]] == [*range(1, len(known[0]) + 1)]
    assert journals[0].verify().is_whole
    for journal in journals:
        journal.close()
