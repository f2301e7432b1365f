"""What an entry of a timeline reads like."""

import pytest

from cockpit.widgets.users.person import plainly


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ('{"search":"无香精"}', "search 无香精"),
        (
            'FM-900 {"topic":"新生儿","page":"tutorial"}',
            "FM-900  topic 新生儿  page tutorial",
        ),
        ("奶粉 900g", "奶粉 900g"),
        ("{not json", "{not json"),
        ("[1, {2}]", "[1, {2}]"),
        ("", ""),
    ],
)
def test_properties_are_written_as_words(what: str, text: str) -> None:
    assert plainly(what) == text
