"""Sensors Data (神策) and GrowingIO: events, one object of JSON a line."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tests.engine.sources.exports.registry import Expected, export

_MIDNIGHT = 1_793_116_800_000
"""2026-10-28 00:00 in Shanghai, milliseconds since 1970."""
_HOUR = 3_600_000


def _lines(objects: Iterable[Mapping[str, Any]]) -> bytes:
    text = "".join(
        json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n"
        for each in objects
    )
    return text.encode()


def _sensed(
    user: str, hours: float, event: str | None, kind: str = "track", **more: Any
) -> dict[str, Any]:
    named = {} if event is None else {"event": event}
    return {
        "_track_id": 1_000 + int(hours * 60),
        "time": _MIDNIGHT + int(hours * _HOUR),
        "type": kind,
        "distinct_id": user,
        "lib": {"$lib": "js", "$lib_version": "1.26.9"},
        **named,
        "properties": {"$lib": "js", "$city": "杭州", "$is_first_day": False, **more},
    }


@export(
    "sensors_events",
    table="events",
    platform="sensors",
    file="event_20261028.ndjson",
    expected=Expected(
        rows=4,
        columns={
            "time": "event_time",
            "distinct_id": "user_id",
            "event": "event_name",
            "properties": "props",
            "properties.$lib": "platform",
            "properties.$utm_source": "source",
            "properties.$utm_medium": "medium",
            "properties.$utm_campaign": "campaign_id",
            "properties.product_id": "product_id",
            "properties.price": "price_seen",
        },
        values={
            "event_name": ["visit", "view_item", "register", "pay"],
            "user_id": ["u-7001", "u-7001", "u-7002", "u-7001"],
            "hour": [0, 9, 20, 23],
            "source": ["xhs", None, None, None],
            "product_id": [None, "3600000000000000001", None, "3600000000000000001"],
        },
        days=("2026-10-28", "2026-10-28"),
        rejected={"bad_cell": 1},
        personal=("properties.phone",),
        secrets=("13600007777",),
    ),
)
def sensors() -> bytes:
    """Milliseconds; a line about a user's profile is no event."""
    item = "3600000000000000001"
    return _lines(
        (
            _sensed(
                "u-7001", 0.5, "$AppStart", **{
                    "$utm_source": "xhs", "$utm_medium": "feed", "$utm_campaign": "c1",
                },
            ),
            _sensed("u-7001", 9.25, "ViewProduct", product_id=item, price=228.0),
            _sensed("u-7002", 20, "$SignUp", "track_signup"),
            _sensed("u-7002", 20.1, None, "profile_set", phone="13600007777"),
            _sensed("u-7001", 23.9, "支付", product_id=item, amount=228.0),
        )
    )  # fmt: skip


@export(
    "growingio_events",
    table="events",
    platform="growingio",
    file="custom_event_2026102800.ndjson",
    expected=Expected(
        rows=3,
        columns={
            "sessionId": "session_id",
            "visitUserId": "anon_id",
            "loginUserId": "user_id",
            "eventTime": "event_time",
            "eventName": "event_name",
            "platform": "platform",
            "channel": "channel",
        },
        values={
            "user_id": [None, "88001", "88001"],
            "anon_id": ["v-1", "v-1", "v-1"],
            "event_name": ["visit", "cart", "pay"],
            "hour": [8, 8, 8],
            "channel": ["douyin"] * 3,
        },
        days=("2026-10-28", "2026-10-28"),
    ),
)
def growing() -> bytes:
    """Milliseconds in UTC, sent a while later; no user before the login."""
    events = (("visit", None, 0), ("加购", "88001", 60), ("支付", "88001", 90))
    return _lines(
        {
            "sessionId": "s-1",
            "visitUserId": "v-1",
            "loginUserId": user,
            "eventTime": _MIDNIGHT + 8 * _HOUR + 1_000 * seconds,
            "sendTime": _MIDNIGHT + 9 * _HOUR,
            "eventName": name,
            "platform": "Android",
            "channel": "抖音",
        }
        for name, user, seconds in events
    )
