"""Who met which trial lesson, and who was back on the next day; what spend did."""

from collections import Counter
from collections.abc import Mapping

import polars as pl

from sample_data.generator.lessons import KNOWERS, LEVELS
from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.touch_plan import PLANTED_DAYS
from sample_data.generator.world import World

_FEN = 100
_FIT = (
    "events named 试听课, one a user, with a level (of the lesson) and a"
    " user_level in props; retention_d1: an event of the mini programme on the"
    " day after the lesson, by users; off: lower than on the best lessons of"
    " the same users, by more than chance. if_fitted: everybody at the rate of"
    " the best lessons of their level. Nobody came or stayed away because of a"
    " lesson: which day has a lesson was drawn by who came back"
)


def fit(events: pl.DataFrame, lessons: pl.DataFrame) -> dict[str, object]:
    """Count returns by level of the user and of the lesson."""
    users, back = _counted(events, lessons)
    rates = {cell: back[cell] / users[cell] for cell in users}
    best = {
        knows: max((0, 1, 2), key=lambda lesson: rates[knows, lesson])
        for knows in range(3)
    }
    now = sum(back.values()) / sum(users.values())
    fitted = sum(count * rates[k, best[k]] for (k, _), count in users.items())
    fitted /= sum(users.values())
    return {
        "how": _FIT,
        "event": "试听课",
        "keys": {"content": "level", "user": "user_level"},
        "content_levels": list(LEVELS),
        "user_levels": list(KNOWERS),
        "users": sum(users.values()),
        "cells": [
            {
                "user": KNOWERS[knows],
                "content": LEVELS[lesson],
                "users": users[knows, lesson],
                "back": back[knows, lesson],
                "retention_d1": rates[knows, lesson],
            }
            for knows, lesson in sorted(users)
        ],
        "best": {KNOWERS[knows]: LEVELS[lesson] for knows, lesson in best.items()},
        "off": [KNOWERS[0], LEVELS[2]],
        "retention_d1": now,
        "if_fitted": fitted,
        "lift": fitted / now - 1,
    }


def _counted(
    events: pl.DataFrame, lessons: pl.DataFrame
) -> tuple[Counter[tuple[int, int]], Counter[tuple[int, int]]]:
    """Count users, and those who were back, by their level and that of the lesson."""
    days = set(
        events.select("number", pl.col("at") // DAY_SECONDS).unique().iter_rows()
    )
    users: Counter[tuple[int, int]] = Counter()
    back: Counter[tuple[int, int]] = Counter()
    columns = ("number", "at", "knows", "lesson")
    for number, at, knows, lesson in lessons.select(columns).iter_rows():
        users[knows, lesson] += 1
        back[knows, lesson] += (number, at // DAY_SECONDS + 1) in days
    return users, back


def response(world: World, ads: Mapping[str, pl.DataFrame]) -> dict[str, object]:
    """Say what a fitted response to spend can find: nothing of it was planted."""
    last = world.days - 2
    channels = {}
    for key, rows in ads.items():
        daily = (
            rows.filter(pl.col("day").is_between(last - PLANTED_DAYS + 1, last))
            .group_by("day")
            .agg(pl.col("spend").sum() * _FEN)["spend"]
        )
        channels[key] = {
            "spend_a_day": float(daily.sum()) / daily.len(),
            "least": min(daily.to_list()),
            "most": max(daily.to_list()),
        }
    return {
        "how": (
            "no order depends on spend: both follow the season (spend as its power"
            " 0.75), and spend has 3 % of noise a day of its own. A response that is"
            " fitted to days finds the season, or no saturation within what was spent,"
            " with wide intervals; value claimed by the platforms is in proportion to"
            " spend at any level, so that its marginal ROI is about its mean ROI"
        ),
        "days": PLANTED_DAYS,
        "channels": channels,
    }
