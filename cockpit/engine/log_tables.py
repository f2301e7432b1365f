"""The canonical tables of dated notes: what others do, what was asked, what changed."""

import dataframely as dy

from cockpit.engine.column_kinds import exact, instant, text, whole
from cockpit.engine.column_kinds import hour as _hour


class Competitors(dy.Schema):
    """One row a day, competitor and channel: what somebody saw there.

    ``creatives`` counts what runs, ``spend_index`` is of whoever measured it and has no
    unit; ``price`` is money.
    """

    date = dy.Date(nullable=False)
    competitor = text(required=True)
    channel = text()
    product = text()
    price = whole(low=0)
    promotion = text()
    creative = text()
    creatives = whole(low=0)
    spend_index = exact()
    note = text()
    source = text()


class Calendar(dy.Schema):
    """One row a day that is not like others: a promotion, a holiday."""

    date = dy.Date(nullable=False)
    kind = text()
    name = text()


class Requests(dy.Schema):
    """One row a request; ``biz_date`` is the day on which it was asked.

    ``answered_time`` is blank while nobody has answered. ``renewal_due`` is the day on
    which the contract behind it ends, ``renewed`` whether it went on.
    """

    request_id = text()
    asked_time = instant(required=True)
    answered_time = instant()
    biz_date = dy.Date(nullable=False)
    hour = _hour()
    user_id = text()
    order_id = text()
    channel = text()
    category = text()
    owner = text()
    status = text()
    renewal_due = dy.Date(nullable=True)
    renewed = dy.Bool(nullable=True)
    note = text()


class Prices(dy.Schema):
    """One row a list price and the day from which it holds."""

    date = dy.Date(nullable=False)
    product_id = text()
    product_name = text()
    sku = text()
    channel = text()
    price = whole(required=True, low=0)
    old_price = whole(low=0)
    note = text()
    currency = text()
