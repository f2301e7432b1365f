"""One language for the process, and both for what is written down."""

from threading import Thread

import pytest

from cockpit.text.i18n import in_each_language, speak, spoken


def test_what_is_written_down_is_said_in_each_language() -> None:
    speak("zh_CN")
    assert in_each_language(spoken) == {"zh_CN": "zh_CN", "en": "en"}
    assert spoken() == "zh_CN"


def test_other_threads_keep_their_language_and_may_switch_it() -> None:
    seen: list[str] = []

    def beside() -> None:
        seen.append(spoken())
        speak("zh_CN")

    def say() -> str:
        other = Thread(target=beside)
        other.start()
        other.join()
        return spoken()

    speak("en")
    assert in_each_language(say) == {"zh_CN": "zh_CN", "en": "en"}
    assert seen == ["en", "zh_CN"], "nobody is made to speak another language"
    assert spoken() == "zh_CN", "a switch meanwhile is kept"


def test_a_failure_leaves_the_language_as_it_was() -> None:
    speak("en")
    with pytest.raises(ZeroDivisionError):
        in_each_language(lambda: 1 / 0)
    assert spoken() == "en"
