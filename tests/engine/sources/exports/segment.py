"""Segment: events as its archive keeps them, one object a line."""

import json

from tests.engine.sources.exports.registry import Expected, export


def _event(name: str, at: str, user: str | None, **properties: object) -> str:
    event = {
        "anonymousId": "a-9f1",
        "context": {
            "campaign": {"name": "autumn", "source": "google", "medium": "cpc"},
            "library": {"name": "analytics.js"},
            "traits": {"email": "someone@example.com", "phone": "13800001111"},
        },
        "event": name,
        "messageId": f"m-{at[11:19]}",
        "originalTimestamp": "2026-10-27T00:00:00.000Z",
        "properties": properties,
        "receivedAt": "2026-10-30T00:00:00.000Z",
        "sentAt": "2020-01-01T00:00:00.000Z",
        "timestamp": at,
        "type": "track",
        "userId": user,
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n"


@export(
    "segment_tracks",
    table="events",
    platform="segment",
    file="segment-track.ndjson",
    expected=Expected(
        rows=3,
        columns={
            "anonymousId": "anon_id",
            "userId": "user_id",
            "event": "event_name",
            "messageId": "event_id",
            "timestamp": "event_time",
            "context.campaign.source": "source",
            "context.campaign.medium": "medium",
            "context.campaign.name": "campaign_id",
            "properties": "props",
            "properties.product_id": "product_id",
            "properties.price": "price_seen",
            "properties.revenue": "conversion_value",
        },
        sums={"price_seen": 355_000, "conversion_value": 1_234_500},
        values={
            "event_name": ["view_item", "cart", "pay"],
            "product_id": ["1930681234567890123", "1930681234567890123", None],
            "user_id": [None, None, "u-1"],
            "hour": [23, 0, 8],
        },
        days=("2026-10-28", "2026-10-29"),
        rejected={"bad_json": 1},
        secrets=("someone@example.com", "13800001111"),
    ),
)
def tracks() -> bytes:
    """Three times that are not the event's own, ids as bare numbers, a cut line."""
    article = {"product_id": 1_930_681_234_567_890_123, "price": 17.75}
    lines = [
        _event("Product Viewed", "2026-10-28T15:59:59.900Z", None, **article),
        _event("Product Added", "2026-10-28T16:00:00.000Z", None, **article),
        '{"event":"Product Added","timest\n',
        _event("Order Completed", "2026-10-29T00:30:00Z", "u-1", revenue=123.45),
    ]
    return "".join(lines).encode()
