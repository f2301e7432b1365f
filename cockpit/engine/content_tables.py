"""The canonical tables of what a team publishes and tests."""

import dataframely as dy

from cockpit.engine.column_kinds import exact, instant, text, whole


class ContentPosts(dy.Schema):
    """One row a post, or a post and a day on which its figures were taken.

    ``publish_date`` is the business day of ``publish_time``; ``biz_date`` is
    ``stat_date`` where the file has it, else ``publish_date``. ``platform`` is a
    channel. ``producer_mode`` is one of human, aigc, hybrid, virtual_host, or what the
    file says. ``labor_hours`` are hours, all costs and ``revenue`` money.
    """

    content_id = text(required=True)
    platform = text(required=True)
    publish_time = instant(required=True)
    publish_date = dy.Date(nullable=False)
    stat_date = dy.Date(nullable=True)
    biz_date = dy.Date(nullable=False)
    title = text()
    body = text()
    producer_mode = text()
    scene = text()
    persona = text()
    frame_id = text()
    format = text()
    impressions = whole(low=0)
    views = whole(low=0)
    likes = whole(low=0)
    comments = whole(low=0)
    saves = whole(low=0)
    shares = whole(low=0)
    new_followers = whole()
    clicks = whole(low=0)
    orders = whole(low=0)
    revenue = whole()
    production_cost = whole(low=0)
    labor_hours = exact()
    promo_cost = whole(low=0)
    kol_fee = whole(low=0)
    tool_cost = whole(low=0)


class Experiments(dy.Schema):
    """One row a test as it is set up; ``start`` and ``end`` are inclusive.

    ``variants``, ``split`` and ``guardrails`` stay as the file has them.
    """

    exp_id = text(required=True)
    name = text()
    hypothesis = text()
    variants = text()
    split = text()
    start = dy.Date(nullable=True)
    end = dy.Date(nullable=True)
    primary = text()
    guardrails = text()
    owner = text()
    status = text()
