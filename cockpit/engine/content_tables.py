"""The canonical tables of what a team publishes and tests."""

import dataframely as dy

from cockpit.engine.column_kinds import exact, instant, text, whole
from cockpit.engine.column_kinds import hour as _hour


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


class Creatives(dy.Schema):
    """One row a creative: what an advertisement shows, and who made it.

    ``start`` and ``end`` are inclusive; ``producer_mode`` as in :class:`ContentPosts`.
    """

    creative_id = text(required=True)
    creative_name = text()
    channel = text()
    campaign_id = text()
    objective = text()
    start = dy.Date(nullable=True)
    end = dy.Date(nullable=True)
    daily_budget = whole(low=0)
    owner = text()
    is_backup = dy.Bool(nullable=True)
    readiness = dy.Int64(nullable=True, min=0, max=5)
    test_cap = whole(low=0)
    content_id = text()
    frame_id = text()
    producer_mode = text()


class Exposures(dy.Schema):
    """One row a user in a test: which variant was shown, and what came of it.

    ``exp_id`` is blank where the file is of one test and does not name it.
    ``outcomes`` is a JSON object, sorted by name, of every further column that holds
    numbers or truth values: one figure a user (``retention_1``, ``revenue_30``). True
    is 1 and false 0.
    """

    exp_id = text()
    user_id = text()
    variant = text(required=True)
    exposure_time = instant()
    biz_date = dy.Date(nullable=True)
    hour = _hour()
    outcomes = text()
